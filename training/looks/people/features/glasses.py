"""Glasses: thin frames as lines, dark lenses as shapes."""

from __future__ import annotations

from typing import Tuple

import cv2
import numpy as np

from ...layers import Array, Face
from ...perception.masks import OTHER
from ..lines import CHANNEL, contour, lengths
from ..mesh import EYES, FaceAxes, closed
from ..pen import Canvas, cover, grow, ribbon, spline
from ...luma import luma
from ..pixels import along_flow, below, blur, brightness, ramp, smoothstep
from ..regions import Regions
from ..skin import Tones
from .frame_parts import bridge, profile, temple, thickness
from .frames import AROUND, Fitted, fit, smooth_ring


# fmt: off
FRAME_OUTLINE = [127, 162, 21, 68, 104, 69, 108, 151, 337, 299, 333, 298, 251, 389, 356, 454, 280, 425, 4, 205, 50, 234]
# fmt: on

WORN = (0.03, 0.055)
"""Mean probability of things worn around the eyes from which glasses are drawn, and surely; bare faces have 0.017."""
FOUND = (0.2, 0.35)
"""Share of the outlines of both lenses that must be seen for a frame to be drawn, and surely."""
CLEAR, FAINT = (0.1, 0.45), 0.55
"""How surely a stretch of the frame is seen where it is drawn thinnest, and wholly; that least share of its width."""
STRONG = (0.35, 0.8)
"""Contrast of a frame, natural log, up to which it is drawn thin, and from which as thick as it is."""
DARKENED = 0.72
"""Colour of the line against that seen, into which the skin beside it shines."""
BOLD = (0.7, 1.1)
"""How much darker than lit skin a frame is, natural log, from which its own thickness is drawn."""


def frame_zone(shape: Tuple[int, ...], face: Face) -> Array:
    """-> coverage of where frames can lie: around the eyes, over the bridge, to the temples; not on lids and brows."""
    p = face.points
    outline = grow(p[FRAME_OUTLINE], 1.02)
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


def worn_near(regions: Regions, size: float) -> Array:
    """-> (h, w): where the masks see something worn, and a little around it."""
    radius = max(1, round(0.03 * size))
    seen = cv2.dilate(smoothstep(regions.soft[..., OTHER], 0.05, 0.15), np.ones((2 * radius + 1,) * 2, np.uint8))
    return blur(seen, 0.5 * radius + 0.1)


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


def draw_lenses(canvas: Canvas, photo: Array, regions: Regions, face: Face, axes: FaceAxes) -> None:
    """Draw dark lenses as flat shapes with a gleam across them."""
    around = cover(canvas.shape, grow(face.points[FRAME_OUTLINE], 1.1))
    lens = below(-blur(regions.soft[..., OTHER] * around, 0.8), -0.45, 0.1)
    inside = lens > 0.6
    if inside.sum() < 8:
        return
    colour = np.clip(np.percentile(photo[inside], 35, axis=0).astype(np.float32), 0.05, 1)
    canvas.paint(lens, colour)
    canvas.lines(contour(lens, max(0.9, 0.01 * axes.size)), colour * 0.4)
    for eye in EYES:
        middle = face.points[list(eye.ring)].mean(0)
        slant = axes.right * 0.035 * axes.size - axes.down * 0.045 * axes.size
        canvas.fill(
            ribbon(np.stack([middle - slant, middle + slant]), np.full(2, 0.012 * axes.size)), colour + 0.25, 0.8, lens
        )


def bold_lines(photo: Array, regions: Regions, size: float, zone: Array, skin: float) -> Array:
    """-> (h, w): the thick, dark parts of frames as the photo shows them. skin: brightness of the lit skin."""
    line = smoothstep(frame_lines(photo, size) * worn_near(regions, size), 0.035, 0.10) * zone
    line = line * smoothstep(np.log(skin + CHANNEL) - np.log(luma(photo) + CHANNEL), *BOLD)
    return line * smoothstep(lengths(line), 0.10 * size, 0.24 * size)


def rim_width(photo: Array, found: Fitted, size: float) -> float:
    """-> how thick the frame is drawn, in pixels: as its thinner parts, for the others touch brows and shadows.

    A line of little contrast is thin, and wide only with its own shadow or gleam.
    """
    widths, depths = [], []
    for half, curve, seen in zip(found.halves, found.curves, found.seen):
        wide, deep = thickness(photo, half.place(curve), size)
        depths.append(deep[seen > 0.5])
        widths.append(wide[(seen > 0.5) & (wide > 0)])
    width, depth = np.concatenate(widths), np.concatenate(depths)
    if len(width) < 8:
        return max(0.9, 0.006 * size)
    most = 0.009 + 0.031 * ramp(float(np.median(depth)), *STRONG)
    return float(np.clip(0.8 * np.percentile(width, 30), max(0.9, 0.006 * size), max(0.9, most * size)))


def rim_colour(photo: Array, found: Fitted, size: float) -> Array:
    """-> the colour (3,) of a frame, darkened, since the skin beside it shines into a thin one."""
    pixels = []
    for half, curve, seen in zip(found.halves, found.curves, found.seen):
        across = profile(photo, half.place(curve), 0.012 * size)
        darkest = np.argmin(luma(across), 1)
        pixels.append(across[np.arange(len(across)), darkest][seen > 0.5])
    every = np.vstack(pixels)
    if len(every) < 4:
        return np.array([0.10, 0.08, 0.10], np.float32)
    result: Array = np.clip(np.median(every, 0).astype(np.float32) * DARKENED, 0.04, 0.45)
    return result


def draw_glasses(canvas: Canvas, photo: Array, regions: Regions, face: Face, axes: FaceAxes, tones: Tones) -> float:
    """Draw frames where there are any, each an unbroken line -> how sure it is of them, 0 to 1."""
    zone = frame_zone(canvas.shape, face) * (1 - regions.hair)
    worn = float(regions.soft[..., OTHER][zone > 0.5].mean()) if (zone > 0.5).any() else 0.0
    sure = ramp(worn, *WORN)
    if sure <= 0:
        return 0.0
    found = fit(photo, regions.soft[..., OTHER], face, axes)
    sure *= ramp(float(found.seen.mean()), *FOUND)
    if sure <= 0:
        return 0.0
    colour, light = rim_colour(photo, found, axes.size), brightness(tones.lit)
    width = rim_width(photo, found, axes.size)
    line = bold_lines(photo, regions, axes.size, zone, light) * _beside(canvas.shape, found, axes)
    for side, (half, curve, seen) in enumerate(zip(found.halves, found.curves, found.seen)):
        clear = smoothstep(smooth_ring(seen, 4.0), *CLEAR)
        outline = spline(np.vstack([half.place(curve), half.place(curve[:1])]), 160)
        thick = np.interp(np.linspace(0, AROUND, 160), np.arange(AROUND + 1), np.r_[clear, clear[:1]])
        thick = np.maximum(width * (FAINT + (1 - FAINT) * thick), 0.8)
        line = np.maximum(line, ring(canvas.shape, outline, thick / 2))
        arm = temple(found, side)
        if arm is not None:
            free = (1 - regions.hair) * regions.person
            line = np.maximum(line, cover(canvas.shape, ribbon(arm, np.full(len(arm), width / 2))) * free)
    arch = spline(bridge(found), 40)
    line = np.maximum(line, cover(canvas.shape, ribbon(arch, np.full(40, width / 2))))
    gap = 2 * round(0.008 * axes.size) + 1  # the rim as seen may lie a little beside the curve
    line = cv2.morphologyEx(line, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (gap, gap)))
    canvas.lines(np.clip(line, 0, 1) * sure, colour)
    return sure


def _beside(shape: Tuple[int, ...], found: Fitted, axes: FaceAxes) -> Array:
    """-> (h, w): 1 on the rims of both lenses and outwards of them, 0 within lenses and below them."""
    result: Array = np.zeros(shape[:2], np.float32)
    within = result.copy()
    for half, curve in zip(found.halves, found.curves):
        outline = half.place(curve)
        middle = outline.mean(0)
        result = np.maximum(result, cover(shape, grow(outline, 1.25, middle)))
        within = np.maximum(within, cover(shape, grow(outline, 0.8, middle)))
        inner, low = curve.mean(0), float(curve[:, 1].max())
        arm = np.array(
            [[inner[0], curve[:, 1].min() - 0.2], [2.2, -0.6], [2.2, 0.6], [inner[0], 0.6 * low + 0.4 * inner[1]]]
        )
        result = np.maximum(result, cover(shape, half.place(arm.astype(np.float32))))
    return result * (1 - within)


def ring(shape: Tuple[int, ...], curve: Array, half_widths: Array) -> Array:
    """-> coverage of a closed stroke along points."""
    outline = ribbon(curve, half_widths)
    count = len(curve)
    one, other = outline[:count], outline[count:]
    outer, inner = (one, other) if np.ptp(one[:, 0]) > np.ptp(other[:, 0]) else (other, one)
    return np.asarray(np.clip(cover(shape, outer) - cover(shape, inner), 0, 1), np.float32)
