"""Glasses: thin frames as lines, dark lenses as shapes."""

from __future__ import annotations

from typing import List, Tuple

import cv2
import numpy as np

from ..layers import Array, Face
from ..perception.masks import OTHER
from .lines import CHANNEL, lengths
from .mesh import EYES, Frame, closed
from .pen import Canvas, cover, grow
from .pixels import along_flow, blur, brightness, luma, ramp, smoothstep
from .regions import Regions
from .skin import Tones


def frame_zone(shape: Tuple[int, ...], face: Face) -> Array:
    """-> coverage of where frames can lie: around the eyes, over the bridge, to the temples; not on lids and brows."""
    p = face.points
    outline = grow(
        p[[127, 162, 21, 68, 104, 69, 108, 151, 337, 299, 333, 298, 251, 389, 356, 454, 280, 425, 4, 205, 50, 234]],
        1.02,
    )
    area = cover(shape, outline)
    for eye in EYES:
        lids = np.vstack([p[list(eye.upper)], p[list(eye.lower)][::-1]])
        area = area * (1 - cover(shape, grow(lids, 1.3)))
        area = area * (1 - cover(shape, grow(closed(face, list(eye.brow_top), list(eye.brow_bottom)), 1.25)))
    return area


def frame_lines(photo: Array, size: float) -> Array:
    """-> how dark a thin line each pixel lies on, natural log of contrast, averaged along the line."""
    tone = np.log(luma(photo) + CHANNEL)
    sigma = float(np.clip(0.007 * size, 0.6, 1.6))
    valley = blur(tone, 3.0 * sigma) - blur(tone, 0.8 * sigma)
    return along_flow(valley.astype(np.float32), tone, 1.6, int(np.clip(0.05 * size, 4, 10)))


def evidence(response: Array, face: Face, axes: Frame) -> float:
    """-> 0 to 1: whether frames cross the nose's bridge and run below both eyes."""
    p = face.points
    bridge = _crossings(
        response, p[168] - axes.right * 0.02 * axes.size, p[197] - axes.right * 0.02 * axes.size, axes, 0.04
    )
    under = []
    for eye in EYES:
        outer, inner = p[eye.upper[0]], p[eye.upper[-1]]
        low = p[list(eye.lower)][4]
        middle = (outer + inner) / 2
        begin = low + axes.down * 0.04 * axes.size
        end = middle + axes.down * 0.24 * axes.size
        under.append(_crossings(response, begin, end, axes, 0.10))
    return bridge * 0.5 + 0.5 * float(np.mean(under))


def _crossings(response: Array, begin: Array, end: Array, axes: Frame, half: float) -> float:
    """-> mean over columns across a band of how clear a line crosses the column."""
    found: List[float] = []
    for offset in np.linspace(-half, half, 7):
        walk = begin + (end - begin) * np.linspace(0, 1, 24)[:, None] + axes.right * (offset * axes.size)
        at = np.round(walk).astype(int)
        y, x = at[:, 1].clip(0, response.shape[0] - 1), at[:, 0].clip(0, response.shape[1] - 1)
        found.append(ramp(float(response[y, x].max()), 0.10, 0.24))
    return float(np.mean(found))


def lens_cover(regions: Regions, photo: Array, face: Face, tones: Tones) -> float:
    """-> 0 to 1: how surely dark lenses hide the eyes."""
    inside: Array = np.zeros(photo.shape[:2], np.float32)
    for eye in EYES:
        lids = np.vstack([face.points[list(eye.upper)], face.points[list(eye.lower)][::-1]])
        inside = np.maximum(inside, cover(photo.shape, grow(lids, 1.5)))
    area = inside > 0.5
    if area.sum() < 6:
        return 0.0
    worn = float(regions.soft[..., OTHER][area].mean())
    dark = float(np.percentile(luma(photo)[area], 80)) / max(brightness(tones.lit), 0.05)
    return ramp(worn, 0.4, 0.65) * (1 - ramp(dark, 0.45, 0.7))


def draw_glasses(canvas: Canvas, photo: Array, regions: Regions, face: Face, axes: Frame) -> float:
    """Draw frames where there are any -> how sure it is of them, 0 to 1."""
    zone = frame_zone(canvas.shape, face) * (1 - regions.hair)
    response = frame_lines(photo, axes.size)
    worn = float(regions.soft[..., OTHER][zone > 0.5].mean()) if (zone > 0.5).any() else 0.0
    sure = ramp(max(evidence(response, face, axes), 2.2 * worn + 0.2), 0.42, 0.62)
    if sure <= 0:
        return 0.0
    line = smoothstep(response, 0.07, 0.16) * zone
    line = line * smoothstep(lengths(line), 0.04 * axes.size, 0.12 * axes.size)
    seen = line > 0.6
    colour = np.array([0.10, 0.08, 0.10], np.float32)
    if seen.sum() > 8:
        colour = np.clip(np.percentile(photo[seen], 30, axis=0).astype(np.float32) * 0.75, 0.04, 0.5)
    canvas.lines(np.clip(cv2.GaussianBlur(line, (0, 0), 0.4), 0, 1) * sure, colour)
    return sure
