"""Flat masses with hard borders, and in each a few tones that follow its form, as gouache is laid down."""

from __future__ import annotations

import cv2
import numpy as np

from ..layers import Array
from .facets import harden
from .ops import Number, blur, gradient, log_luma, mix, smoothstep

SIDE = 240
"""Short side, in pixels, of the picture in which masses are sought: they are as coarse at any size."""
RANGE = 24
"""Colour distance, of 255, within which neighbouring colours belong to one mass."""

BORDERS = (-0.30, -0.10, 0.10, 0.27)
"""Log tone against its mass at which one tone gives way to the next."""
LEVELS = (-0.50, -0.22, 0.0, 0.19, 0.40)
"""Log tone that is painted between these borders: a little more than was there."""
COOL = np.array([0.84, 0.98, 1.20], np.float32)
SUNNY = np.array([1.07, 1.02, 0.84], np.float32)
"""Tints of the darkest and the lightest tone of a mass."""


def denoised(photo: Array, strength: float = 9.0, reach: int = 9) -> Array:
    """Take off noise and the finest texture (non-local means, Buades 2005): no threshold may depend on them.

    strength: about the deviation of the noise, of 255; reach: side of the square that is searched, pixels.
    """
    levels = (np.clip(photo, 0, 1) * 255 + 0.5).astype(np.uint8)
    calm = cv2.fastNlMeansDenoisingColored(levels, None, strength, strength + 2, 5, reach)
    return np.asarray(calm, np.float32) / 255


def crisp(value: Array, threshold: float, width: float = 0.8) -> Array:
    """1 above a threshold, 0 below, with a border about `width` pixels soft whatever the slope."""
    gx, gy = gradient(value)
    slope = np.hypot(gx, gy) + 0.012
    return np.asarray(np.clip(0.5 + (value - threshold) / (slope * width * 2), 0, 1), np.float32)


def masses(x: Array, size: float) -> Array:
    """-> the large shapes of a picture, each of nearly one colour (mean shift, Comaniciu & Meer 2002), borders hard."""
    k = min(1.0, SIDE / size)
    small = cv2.resize(x, None, fx=k, fy=k, interpolation=cv2.INTER_AREA)
    flat = cv2.pyrMeanShiftFiltering((np.clip(small, 0, 1) * 255 + 0.5).astype(np.uint8), 7, RANGE, maxLevel=1)
    large = cv2.resize(flat.astype(np.float32) / 255, x.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    return harden(np.clip(large, 0, 1).astype(np.float32), max(1.5, 0.006 * size), 4, 0.6)


def tones(x: Array, mass: Array, strength: Number, level: Array, size: float) -> Array:
    """Paint each mass in up to five flat tones with brush-shaped borders.

    x: the picture as daubs, whose tones are taken; mass: its masses; strength: how much of the tones shows, (h, w) or
    a number; level: 1 where the brush runs level, as on water. -> RGB.
    """
    light = log_luma(x)
    across = cv2.GaussianBlur(light, (0, 0), sigmaX=0.022 * size, sigmaY=0.0045 * size)
    tone = blur(mix(light, across, level), 0.0042 * size)
    under = blur(log_luma(mass), 0.004 * size)
    around = cv2.GaussianBlur(under, (0, 0), sigmaX=0.05 * size, sigmaY=0.02 * size)
    # Beside something much darker or lighter the surroundings say nothing: an edge would get a halo.
    under = mix(under, around, level * (1 - smoothstep(np.abs(around - under), 0.1, 0.25)))
    local = tone - under
    spread = np.sqrt(blur(local * local, 0.03 * size))
    # Grass and gravel have little contrast; a painter gives them clear strokes all the same, calm areas none.
    faint = smoothstep(spread, 0.02, 0.045) * (1 - smoothstep(spread, 0.06, 0.14))
    local = local * (1.3 + 0.8 * faint)
    step = np.full(tone.shape, LEVELS[0], np.float32)
    for border, low, high in zip(BORDERS, LEVELS, LEVELS[1:]):
        step += (high - low) * crisp(local, border)
    step = step * strength * (1 - 0.4 * level)
    painted = mass * np.exp(step)[..., None]
    painted = mix(painted, painted * COOL, smoothstep(-step, 0.1, 0.4))
    painted = mix(painted, painted * SUNNY, smoothstep(step, 0.1, 0.35))
    return np.asarray(np.clip(painted, 0, 1), np.float32)
