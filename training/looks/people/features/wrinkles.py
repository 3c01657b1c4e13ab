"""Wrinkles: the few decisive lines of an old or laughing face."""

from __future__ import annotations

from typing import Tuple

import numpy as np

from ...layers import Array, Face
from ..lines import CHANNEL, lengths
from ..mesh import EYES, LIP_LOWER, LIP_UPPER, NOSE_BASE, Frame, closed, oval
from ..pen import Canvas, cover, grow
from ..pixels import along_flow, below, blur, luma, mix, ramp, smoothstep
from ..regions import Regions
from ..skin import Tones

SOFT: Array = np.array([0.86, 0.72, 0.72], np.float32)
DEEP: Array = np.array([0.70, 0.58, 0.60], np.float32)
"""Factors of the skin's deep shadow: colours of a young face's folds and of an old one's."""
SHARE = 0.12
"""About the share of the face that strong wrinkles may cover; where more would, only the strongest are drawn."""


def _drawn(shape: Tuple[int, ...], face: Face) -> Array:
    """-> coverage of what is drawn anyway: lids, brows, lips, the base of the nose."""
    p = face.points
    parts = [grow(closed(face, LIP_UPPER, LIP_LOWER), 1.18), grow(p[NOSE_BASE + [4, 48, 278, 195]], 1.2)]
    for eye in EYES:
        parts.append(grow(closed(face, list(eye.upper), list(eye.lower)), 1.7))
        parts.append(closed(face, list(eye.brow_bottom), list(eye.upper)))
        parts.append(grow(closed(face, list(eye.brow_top), list(eye.brow_bottom)), 1.3))
    result: Array = np.zeros(shape[:2], np.float32)
    for part in parts:
        result = np.maximum(result, cover(shape, part))
    return result


def draw_wrinkles(
    canvas: Canvas, photo: Array, regions: Regions, face: Face, axes: Frame, tones: Tones, free: Array
) -> None:
    """Draw the long, deep folds. free: (h, w), where neither beard nor glasses lie."""
    size = axes.size
    if size < 50:
        return
    tone = np.log(luma(photo) + CHANNEL)
    sigma = float(np.clip(0.007 * size, 0.8, 1.8))
    valley = blur(tone, 2.2 * sigma) - blur(tone, sigma)
    reach = int(np.clip(0.07 * size, 5, 16))
    fold = along_flow(valley.astype(np.float32), tone, 1.2 * sigma, reach)
    # The far cheek of a turned head lies beyond its outline, and what is dark behind it is no fold.
    within = oval(canvas.shape, face, 0.93 - 0.13 * ramp(abs(axes.yaw), 0.12, 0.35))
    zone = regions.skin * within * (1 - _drawn(canvas.shape, face)) * free
    zone = zone * (1 - np.clip(blur(regions.hair, 0.02 * size) * 4, 0, 1))
    inside = fold[zone > 0.5]
    if inside.size < 50:
        return
    floor = max(0.045, float(np.percentile(inside, 100 * (1 - SHARE))) * 0.7)
    line = smoothstep(fold, floor, 1.7 * floor) * zone
    line = line * smoothstep(lengths(line), 0.07 * size, 0.18 * size)
    # A deep fold is a shape of shadow with a line in it; the shape is what remains of it in a small drawing.
    wide = blur(line, 0.012 * size)
    shadow = below(-wide, -0.28, 0.03) * zone
    # Draw few folds lightly and many darkly: a single dark fold, as beside a laughing mouth, looks like a scar.
    old = ramp(float(line[zone > 0.5].mean()), 0.015, 0.045)
    canvas.paint((0.35 + 0.45 * old) * shadow, tones.shadow, 1.0)
    canvas.lines(line * (0.4 + 0.45 * old), tones.deep * mix(SOFT, DEEP, old))
