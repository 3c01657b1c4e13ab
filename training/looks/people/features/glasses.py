"""Glasses: thin frames as lines, dark lenses as shapes."""

from __future__ import annotations

from typing import Tuple

import cv2
import numpy as np

from ...layers import Array, Face
from ...perception.masks import OTHER
from ..lines import CHANNEL, contour, lengths
from ..mesh import EYES, Frame, closed
from ..pen import Canvas, cover, grow, ribbon
from ..pixels import along_flow, below, blur, brightness, luma, ramp, smoothstep
from ..regions import Regions
from ..skin import Tones


# fmt: off
FRAME_OUTLINE = [127, 162, 21, 68, 104, 69, 108, 151, 337, 299, 333, 298, 251, 389, 356, 454, 280, 425, 4, 205, 50, 234]
# fmt: on

WORN = (0.03, 0.055)
"""Mean probability of things worn around the eyes from which glasses are drawn, and surely; bare faces have 0.017."""


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


def draw_lenses(canvas: Canvas, photo: Array, regions: Regions, face: Face, axes: Frame) -> None:
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


def draw_glasses(canvas: Canvas, photo: Array, regions: Regions, face: Face, axes: Frame) -> float:
    """Draw frames where there are any -> how sure it is of them, 0 to 1."""
    zone = frame_zone(canvas.shape, face) * (1 - regions.hair)
    worn = float(regions.soft[..., OTHER][zone > 0.5].mean()) if (zone > 0.5).any() else 0.0
    sure = ramp(worn, *WORN)
    if sure <= 0:
        return 0.0
    valley = frame_lines(photo, axes.size)
    reach = 2 * max(1, round(0.03 * axes.size)) + 1
    near_dark = cv2.dilate(np.maximum(valley, 0), np.ones((reach, reach), np.uint8))
    shine = np.maximum(-valley - 1.5 * near_dark, 0)  # metal shines: bright lines count where no dark one is near
    response = np.maximum(valley, shine) * worn_near(regions, axes.size)
    line = smoothstep(response, 0.035, 0.10) * zone
    line = line * smoothstep(lengths(line), 0.05 * axes.size, 0.14 * axes.size)
    seen = line > 0.6
    colour = np.array([0.10, 0.08, 0.10], np.float32)
    if seen.sum() > 8:
        colour = np.clip(np.percentile(photo[seen], 25, axis=0).astype(np.float32) * 0.62, 0.04, 0.45)
    canvas.lines(np.clip(blur(line, 0.4), 0, 1) * sure, colour)
    return sure
