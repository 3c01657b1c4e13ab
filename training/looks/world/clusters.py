"""Leaves, grass and stones in clusters: a few tones with hard, rounded borders, as large as the photo's own texture.

What is thinner than a few pixels is absorbed into its neighbours where such shapes crowd. A small network cannot
foretell where in a photo each blade of grass or each crack of a stone lies. Asked for them, it draws dark worms.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from ..layers import Array
from ..luma import luma
from .facets import daubs, harden
from .ops import blur, crisp, log_luma, mix, smoothstep

BORDERS = (-0.22, -0.06, 0.10)
"""Log tone against the surroundings at which one tone gives way to the next."""
LEVELS = (-0.44, -0.19, 0.03, 0.26)
"""Log tone that is painted between these borders: deep shade, shade, mid tone, lit side."""
USUAL = 0.22
"""Deviation of log tone to which texture comes nearer: a hazy forest gets form too, and a harsh one no black."""
COOL = np.array([0.84, 0.98, 1.20], np.float32)
SUNNY = np.array([1.05, 1.02, 0.88], np.float32)
"""Tints of the darkest and the lightest tone."""


def radius(size: float) -> float:
    """-> of the least disc that is painted in texture: a part of the picture, and five pixels across at least."""
    return max(2.0, 0.005 * size)


def disk(reach: float) -> NDArray[np.uint8]:
    """-> pixels of a disc; its radius is a whole number, since those between make squares."""
    whole = round(reach)
    y, x = np.mgrid[-whole : whole + 1, -whole : whole + 1]
    return np.asarray(x * x + y * y <= (whole + 0.5) ** 2, np.uint8)


def broad(tone: Array, reach: float) -> Array:
    """-> the tone as a union of discs: no dark and no light shape is thinner than 2 * reach."""
    brush = disk(reach)
    first = cv2.morphologyEx(cv2.morphologyEx(tone, cv2.MORPH_CLOSE, brush), cv2.MORPH_OPEN, brush)
    second = cv2.morphologyEx(cv2.morphologyEx(tone, cv2.MORPH_OPEN, brush), cv2.MORPH_CLOSE, brush)
    return np.asarray(0.5 * (first + second), np.float32)


def crowded(photo: Array, size: float) -> Array:
    """-> 1 where thin shapes crowd, as in grass, foliage and stone.

    Wires stand alone, and letters on calm ground.
    """
    tone = blur(log_luma(photo), 0.6)
    thin = blur(np.abs(broad(tone, radius(size)) - tone), 0.022 * size)
    near = np.ones((3, 3), np.uint8)
    rough = np.asarray(cv2.dilate(tone, near) - cv2.erode(tone, near), np.float32)
    reach = 2 * max(8, round(0.022 * size)) + 1
    calmest = blur(cv2.erode(rough, np.ones((reach, reach), np.uint8)), 0.012 * size)
    return np.asarray(smoothstep(thin, 0.016, 0.045) * smoothstep(calmest, 0.006, 0.022), np.float32)


def absorbed(x: Array, size: float) -> Array:
    """-> RGB without thin shapes; larger ones keep their borders."""
    tone = log_luma(x)
    reach = radius(size)
    change = np.exp(broad(np.asarray(cv2.medianBlur(tone, 3), np.float32), reach) - tone)
    return harden(daubs(blur(x * change[..., None], 0.5), 0.8 * reach), 1.0, 2, 0.5)


def without_grain(photo: Array, calm: Array, size: float) -> Array:
    """-> the photo where its texture is clear, without it where it is as faint as grain."""
    tone = log_luma(photo)
    rough = np.sqrt(np.maximum(0, blur(tone * tone, 1.5) - blur(tone, 1.5) ** 2))
    return mix(calm, photo, smoothstep(blur(rough, 0.006 * size), 0.03, 0.06))


def clusters(x: Array, size: float) -> Array:
    """Paint texture in clusters.

    x: RGB (h, w, 3) with clean borders; size: short side of the picture in pixels. -> RGB. What is lit becomes a union
    of discs, so that its outline is scalloped. All of it depends on nearby pixels alone: a network can learn it.
    """
    reach = radius(size)
    tone = blur(broad(blur(log_luma(x), 0.25 * reach), reach), 0.5)
    colour = daubs(blur(x, 0.25 * reach), reach)
    # A blur would reach across the borders of trees and rocks; daubs do not.
    around = blur(log_luma(daubs(colour, 0.014 * size)), reach)
    local = tone - around
    spread = np.sqrt(blur(local * local, 0.03 * size))
    local = local * np.clip(USUAL / np.maximum(spread, 0.05), 0.75, 1.15)
    step = np.full(tone.shape, LEVELS[0], np.float32)
    for border, low, high in zip(BORDERS, LEVELS, LEVELS[1:]):
        step += (high - low) * crisp(local, border)
    light = np.maximum(np.exp(around + step) - 0.06, 0.004) / np.maximum(luma(colour), 0.01)
    painted = colour * light[..., None]
    painted = mix(painted, painted * COOL, smoothstep(-step, 0.1, 0.5))
    return mix(painted, painted * SUNNY, smoothstep(step, 0.1, 0.4))
