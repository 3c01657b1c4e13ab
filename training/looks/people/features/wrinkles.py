"""Wrinkles: the few decisive lines of an old or laughing face."""

from __future__ import annotations

from typing import Tuple

import cv2
import numpy as np

from ...layers import Array, Face
from ..light import shifted
from ..lines import CHANNEL, lengths
from ..mesh import EYES, LIP_LOWER, LIP_UPPER, NOSE_BASE, FaceAxes, closed, oval
from ..pen import Canvas, cover, grow
from ...luma import luma
from ..pixels import along_flow, below, blur, direction, mix, ramp, smoothstep
from ..regions import Regions
from ..skin import Tones

SOFT: Array = np.array([0.86, 0.72, 0.72], np.float32)
DEEP: Array = np.array([0.70, 0.58, 0.60], np.float32)
"""Factors of the skin's deep shadow: colours of a young face's folds and of an old one's."""
SHARE = 0.12
"""About the share of the face that strong wrinkles may cover; where more would, only the strongest are drawn."""

FAINT = (0.017, 0.034)
"""Depth of a line across a forehead, natural log, from which it shows, and shows wholly; cheeks need deeper folds."""
ACROSS = (0.8, 0.93)
"""Cosine of the angle to the line of both eyes up to which a line lies across the forehead, and wholly so."""
SEVERAL = (0.08, 0.2)
"""Length of all lines across a forehead but the longest, in sizes of the face, from which they are wrinkles, and surely
so: a single line may be the shadow of a hat or of the hair."""


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


def _forehead(fold: Array, tone: Array, zone: Array, face: Face, axes: FaceAxes) -> Tuple[Array, float]:
    """-> the faint lines across a forehead, and how surely they are wrinkles: only several of them are."""
    size, points = axes.size, face.points
    brows = np.concatenate([points[list(eye.brow_top)] for eye in EYES])
    y, x = np.mgrid[: fold.shape[0], : fold.shape[1]].astype(np.float32)
    above = float((brows @ axes.down).mean()) - (x * axes.down[0] + y * axes.down[1])
    high = smoothstep(above, 0.02 * size, 0.05 * size)
    low = oval(fold.shape, face, 0.88)  # foreheads reach higher than the mesh does
    tall = np.maximum(low, np.maximum(*(shifted(low, -axes.down, share * size) for share in (0.12, 0.24))))
    line = smoothstep(fold, *FAINT) * zone * high * tall
    if float(line.max()) < 0.35:
        return line, 0.0
    across = smoothstep(np.abs(direction(tone, 0.012 * size) @ axes.right), *ACROSS)
    line = line * across
    line = line * smoothstep(lengths(line), 0.1 * size, 0.2 * size)
    return line, several(line, size)


def several(line: Array, size: float) -> float:
    """-> how surely a map of lines holds several, 0 to 1; size: of the face."""
    _, _, stats, _ = cv2.connectedComponentsWithStats((line > 0.35).astype(np.uint8), connectivity=8)
    extent = np.sort(np.hypot(stats[1:, cv2.CC_STAT_WIDTH], stats[1:, cv2.CC_STAT_HEIGHT]))
    return ramp(float(extent[:-1].sum()) / size, *SEVERAL)


def draw_wrinkles(
    canvas: Canvas, photo: Array, regions: Regions, face: Face, axes: FaceAxes, tones: Tones, free: Array
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
    bare = regions.skin * (1 - _drawn(canvas.shape, face)) * free
    zone = bare * within * (1 - np.clip(blur(regions.hair, 0.02 * size) * 4, 0, 1))
    inside = fold[zone > 0.5]
    if inside.size < 50:
        return
    floor = max(0.045, float(np.percentile(inside, 100 * (1 - SHARE))) * 0.7)
    line = smoothstep(fold, floor, 1.7 * floor) * zone
    line = line * smoothstep(lengths(line), 0.07 * size, 0.18 * size)
    faint, sure = _forehead(fold, tone, bare * (1 - smoothstep(blur(regions.hair, 0.012 * size), 0.1, 0.3)), face, axes)
    line = np.maximum(line, sure * faint)
    # A deep fold is a shape of shadow with a line in it; the shape is what remains of it in a small drawing.
    wide = blur(line, 0.012 * size)
    shadow = below(-wide, -0.28, 0.03) * np.maximum(zone, faint)
    # Draw few folds lightly and many darkly: a single dark fold, as beside a laughing mouth, looks like a scar.
    old = ramp(float(line[zone > 0.5].mean()), 0.015, 0.045)
    canvas.paint((0.35 + 0.45 * old) * shadow, tones.shadow, 1.0)
    canvas.lines(line * (0.4 + 0.45 * old), tones.deep * mix(SOFT, DEEP, old))
