"""Wrinkles: the few decisive lines of an old or laughing face."""

from __future__ import annotations

import numpy as np

from ..layers import Array, Face
from .lines import CHANNEL, lengths
from .mesh import Frame, features, oval
from .pen import Canvas
from .pixels import along_flow, blur, luma, smoothstep
from .regions import Regions
from .skin import Tones

SHARE = 0.03
"""About the share of the face that strong wrinkles may cover; where more would, only the strongest are drawn."""


def draw_wrinkles(
    canvas: Canvas, photo: Array, regions: Regions, face: Face, axes: Frame, tones: Tones, free: Array
) -> None:
    """Draw the long, deep folds. free: (h, w), where neither beard nor glasses lie."""
    size = axes.size
    if size < 60:
        return
    tone = np.log(luma(photo) + CHANNEL)
    sigma = float(np.clip(0.010 * size, 0.9, 3.0))
    valley = blur(tone, 2.2 * sigma) - blur(tone, sigma)
    reach = int(np.clip(0.07 * size, 5, 16))
    fold = along_flow(valley.astype(np.float32), tone, 1.2 * sigma, reach)
    zone = regions.skin * oval(canvas.shape, face, 0.93) * (1 - features(canvas.shape, face)) * free
    zone = zone * (1 - np.clip(blur(regions.hair, 0.02 * size) * 4, 0, 1))
    inside = fold[zone > 0.5]
    if inside.size < 50:
        return
    floor = max(0.045, float(np.percentile(inside, 100 * (1 - SHARE))) * 0.75)
    line = smoothstep(fold, floor, 1.7 * floor) * zone
    line = line * smoothstep(lengths(line), 0.07 * size, 0.18 * size)
    canvas.lines(line * 0.75, tones.deep * np.array([0.78, 0.66, 0.68], np.float32))
