"""Scene lines: thin, even, unbroken pen strokes, ruled ones where the photo has straight edges."""

from __future__ import annotations

from dataclasses import dataclass
from typing import List, Tuple

import cv2
import numpy as np

from ..layers import Array
from ..luma import luma
from .ops import along, blur, coherence, gradient, log_luma, smoothstep, tangent, tensor

WIDTH = 1.25
"""Pixels; the same at any picture size."""
LOW, HIGH = 0.009, 0.026
"""Darkness of a course against its sides, in log luma, at which a stroke may go on and at which it may begin."""


STEADY = (0.5, 0.8)
"""Share of the lines nearby that run one way, from which strokes begin to be drawn, and from which they are whole."""


@dataclass
class Strokes:
    """line: coverage; crease: coverage of short dark courses, as of cracks and folds, to be drawn faintly; ruled:
    support of straight edges, smooth; long: near lines that cross much of the picture."""

    line: Array
    crease: Array
    ruled: Array
    long: Array


def texture(x: Array, size: float) -> Array:
    """-> 1 in texture without direction (leaves, grass, gravel, ripples), 0 on calm areas and clean edges. RGB in."""
    tone = log_luma(x)
    rough = np.sqrt(np.maximum(0, blur(tone * tone, 1.5) - blur(tone, 1.5) ** 2))
    crowd = smoothstep(blur(rough, 0.022 * size), 0.05, 0.15)
    order = blur(coherence(tensor(tone, 2.0), 1e-4), 0.012 * size)
    # Letters and windows stand on calm ground; texture leaves none within reach.
    reach = 2 * round(0.02 * size) + 1
    calmest = blur(cv2.erode(blur(rough, 1.0), np.ones((reach, reach), np.uint8)), 0.015 * size)
    everywhere = smoothstep(calmest, 0.01, 0.04)
    return np.asarray(crowd * (1 - smoothstep(order, 0.5, 0.72)) * everywhere, np.float32)


def _ridge(response: Array, flow: Array, width: float) -> Array:
    """Coverage of an even line along the ridges of a response, from the offset of the ridge across it (Steger 1998)."""
    nx, ny = -flow[..., 1], flow[..., 0]
    gx, gy = gradient(response)
    xx, yy = (cv2.Sobel(response, cv2.CV_32F, 2 - d, d, ksize=3, scale=0.25) for d in (0, 2))
    xy = cv2.Sobel(response, cv2.CV_32F, 1, 1, ksize=3, scale=0.25)
    slope = nx * gx + ny * gy
    bend = nx * nx * xx + 2 * nx * ny * xy + ny * ny * yy
    offset = np.abs(slope) / np.maximum(-bend, 1e-6)
    return np.asarray(np.where(bend < 0, np.clip(width / 2 + 0.5 - offset, 0, 1), 0), np.float32)


def step_across(x: Array, size: float) -> Array:
    """Contrast of the areas on both sides of each pixel, a few pixels apart: large on contours, small on texture."""
    wide = blur(x, 0.008 * size)
    total = np.zeros(x.shape[:2], np.float32)
    for channel in cv2.split(wide):
        gx, gy = gradient(channel)
        total = total + gx * gx + gy * gy
    return np.asarray(np.sqrt(total) * 0.02 * size / (luma(wide) + 0.15), np.float32)


def _steady(cover: Array, flow: Array, size: float) -> Array:
    """-> 1 where lines nearby share a direction, 0 where they wriggle or cross: worms in snow, rock and grass."""
    twice = 2 * np.arctan2(flow[..., 1], flow[..., 0])
    sigma = 0.016 * size
    x, y = (blur(np.asarray(part * cover, np.float32), sigma) for part in (np.cos(twice), np.sin(twice)))
    return smoothstep(np.hypot(x, y) / (blur(cover, sigma) + 1e-4), *STEADY)


def _pick(cover: Array, strength: Array, step: Array, steady: Array, ruled: Array, busy: Array, least: float) -> Array:
    """Keep strokes that are long enough and somewhere strong (hysteresis); each keeps one weight along its course.

    The weight asks for a contour between areas, or else for a really dark line. In texture (busy) long contours stay.
    """
    core = ((cover > 0.45) & (strength > LOW)).astype(np.uint8)
    count, label, stats, _ = cv2.connectedComponentsWithStats(core, connectivity=8)
    length = np.hypot(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]).astype(np.float32)
    area = np.maximum(stats[:, cv2.CC_STAT_AREA], 1).astype(np.float32)
    dark = np.asarray(np.bincount(label.ravel(), strength.ravel(), count) / area, np.float32)
    contour = np.asarray(np.bincount(label.ravel(), step.ravel(), count) / area, np.float32)
    weight = smoothstep(length, 0.6 * least, 1.6 * least) * smoothstep(dark, LOW, HIGH)
    part = np.maximum(smoothstep(contour, 0.07, 0.30), smoothstep(dark, 1.6 * HIGH, 3.4 * HIGH))
    weight = weight * part * (0.5 + 0.5 * smoothstep(dark, LOW, 2.2 * HIGH))
    weight = weight * np.bincount(label.ravel(), steady.ravel(), count) / area
    weight[0] = 0
    # Where strokes crowd, only the long ones stay: ripples, fur and bark stay open.
    crowd = smoothstep(blur((label > 0).astype(np.float32), least), 0.10, 0.2)
    long_ = smoothstep(length, 2.0 * least, 4.5 * least)[label]
    near = weight[label] * (1 - crowd * (1 - ruled) * (1 - long_))
    contours = smoothstep(length, 4.0 * least, 8.0 * least) * smoothstep(contour, 0.2, 0.45)
    near = near * (1 - busy * (1 - contours[label]))
    near = cv2.dilate(near.astype(np.float32), np.ones((3, 3), np.uint8))
    return np.asarray(cover * near * smoothstep(strength, 0.5 * LOW, LOW), np.float32)


def _creases(cover: Array, strength: Array, least: float) -> Array:
    """Keep all dark courses except specks. The darkness of a course is its weight."""
    core = ((cover > 0.45) & (strength > 1.6 * LOW)).astype(np.uint8)
    _, label, stats, _ = cv2.connectedComponentsWithStats(core, connectivity=8)
    length = np.hypot(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]).astype(np.float32)
    weight = smoothstep(length, least, 2.5 * least)
    weight[0] = 0
    near = cv2.dilate(weight[label], np.ones((3, 3), np.uint8))
    return np.asarray(cover * near * smoothstep(strength, 1.2 * LOW, 1.8 * HIGH), np.float32)


def segments(y: Array, least: float) -> List[Tuple[float, float, float, float]]:
    """Straight edges of a luma picture as (x0, y0, x1, y1), at least `least` pixels long."""
    found = cv2.createLineSegmentDetector(cv2.LSD_REFINE_STD).detect((blur(y, 0.7) * 255).astype(np.uint8))[0]
    if found is None:
        return []
    lines = [tuple(float(v) for v in s) for s in found.reshape(-1, 4)]
    return [s for s in lines if np.hypot(s[2] - s[0], s[3] - s[1]) >= least]  # type: ignore[misc]


def _rule(response: Array, lines: List[Tuple[float, float, float, float]], strong: float) -> Tuple[Array, Array]:
    """Draw segments with a ruler on the nearest dark course -> coverage, and where free strokes give way."""
    h, w = response.shape
    scale = 4
    sheet, near = np.zeros((h * scale, w * scale), np.uint8), np.zeros((h, w), np.uint8)
    for x0, y0, x1, y1 in lines:
        length = float(np.hypot(x1 - x0, y1 - y0))
        step = np.linspace(0.04, 0.96, max(8, int(length / 2)))[:, None]
        course = np.array([[x0, y0]]) + step * np.array([[x1 - x0, y1 - y0]])
        normal = np.array([-(y1 - y0), x1 - x0]) / length
        shifts = np.arange(-2.0, 2.01, 0.5)
        places = (course[None] + shifts[:, None, None] * normal).astype(np.float32)
        values = cv2.remap(response, places[..., 0], places[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        best = int(values.mean(1).argmax())
        contrast = float(np.percentile(values[best], 35))
        if contrast < 0.4 * strong:
            continue
        ink = int(255 * min(1.0, 0.35 + 0.65 * contrast / (2.0 * strong)))
        a, b = np.array([x0, y0]) + shifts[best] * normal, np.array([x1, y1]) + shifts[best] * normal
        p, q = (tuple(int(v) for v in np.round(((c + 0.5) * scale - 0.5) * 16)) for c in (a, b))
        cv2.line(sheet, p, q, ink, max(1, round(WIDTH * scale)), cv2.LINE_AA, 4)
        cv2.line(near, *(tuple(int(v) for v in np.round(c * 16)) for c in (a, b)), 255, 5, cv2.LINE_AA, 4)
    cover = cv2.resize(sheet, (w, h), interpolation=cv2.INTER_AREA)
    return np.asarray(cover, np.float32) / 255, np.asarray(near, np.float32) / 255


def support(clean: Array, size: float) -> Array:
    """-> where straight edges are, smooth: what is built."""
    response = blur(log_luma(clean), 1.5) - blur(log_luma(clean), 0.9)
    return smoothstep(blur(_rule(response, segments(luma(clean), 0.04 * size), HIGH)[1], 0.015 * size), 0.08, 0.35)


def ruled_near(clean: Array, least: float) -> Array:
    """-> 1 within a few pixels of straight edges of that length: windows, planks, letters."""
    tone = log_luma(clean)
    near = _rule(blur(tone, 1.5) - blur(tone, 0.9), segments(luma(clean), least), HIGH)[1]
    return np.asarray(np.clip(1.5 * blur(near, 1.5), 0, 1), np.float32)


def strokes(clean: Array, busy: Array, size: float) -> Strokes:
    """Pen strokes of a scene: dark courses and the dark side of edges.

    clean: RGB (h, w, 3); busy: 1 where texture forbids free strokes; size: short side of the picture in pixels.
    """
    tone = log_luma(clean)
    field = tensor(clean, 2.0)
    flow = tangent(field)
    response = blur(tone, 1.5) - blur(tone, 0.9)
    response = along(response, flow, max(4, round(0.014 * size)))
    edges = segments(luma(clean), 0.04 * size)
    ruled, near = _rule(response, [s for s in edges if np.hypot(s[2] - s[0], s[3] - s[1]) > 0.08 * size], HIGH)
    support = smoothstep(blur(_rule(response, edges, HIGH)[1], 0.015 * size), 0.08, 0.35)
    cover = _ridge(response, flow, WIDTH)
    steady = np.maximum(_steady(cover, flow, size), support)
    free = _pick(cover, response, step_across(clean, size), steady, support, busy, 0.035 * size)
    calm = 1 - busy
    line = np.maximum(free * (1 - near), ruled * np.maximum(calm, 0.8 * support))
    long_ = _rule(response, [s for s in edges if np.hypot(s[2] - s[0], s[3] - s[1]) > 0.22 * size], HIGH)[1]
    crease = np.asarray(_creases(cover, response, 0.03 * size) * steady * (1 - near) * (1 - busy), np.float32)
    return Strokes(np.asarray(line, np.float32), crease, support, long_)
