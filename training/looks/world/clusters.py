"""Leaves, grass and stones in clusters: a few tones with hard, rounded borders, as large as the photo's own texture."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from ..layers import Array
from .facets import daubs
from .ops import blur, crisp, log_luma, luma, mix, smoothstep

BORDERS = (-0.33, -0.125, 0.06, 0.23)
"""Log tone against the surroundings at which one tone gives way to the next."""
LEVELS = (-0.62, -0.30, -0.04, 0.19, 0.38)
"""Log tone that is painted between these borders: deep shade, shade, mid tone, lit side, gleam."""
USUAL = 0.22
"""Deviation of log tone to which texture comes nearer: a hazy forest gets form too, and a harsh one no black."""
COOL = np.array([0.84, 0.98, 1.20], np.float32)
SUNNY = np.array([1.05, 1.02, 0.88], np.float32)
"""Tints of the darkest and the lightest tone."""


def _disk(radius: float) -> NDArray[np.uint8]:
    reach = int(np.ceil(radius))
    y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    return np.asarray(x * x + y * y <= radius * radius + 0.5, np.uint8)


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
    radius = 0.0022 * size
    tone = cv2.medianBlur(log_luma(x), 3)
    tone = cv2.morphologyEx(tone, cv2.MORPH_OPEN, _disk(radius))
    tone = blur(np.asarray(cv2.morphologyEx(tone, cv2.MORPH_CLOSE, _disk(0.7 * radius)), np.float32), 0.5)
    around = mix(blur(tone, 0.035 * size), blur(tone, 0.018 * size), 0.35)
    local = tone - around
    spread = np.sqrt(blur(local * local, 0.03 * size))
    local = local * np.clip(USUAL / np.maximum(spread, 0.05), 0.75, 1.6)
    step = np.full(tone.shape, LEVELS[0], np.float32)
    for border, low, high in zip(BORDERS, LEVELS, LEVELS[1:]):
        step += (high - low) * crisp(local, border)
    colour = daubs(blur(x, 0.8), 0.0045 * size)
    light = np.maximum(np.exp(around + step) - 0.06, 0.004) / np.maximum(luma(colour), 0.01)
    painted = colour * light[..., None]
    painted = mix(painted, painted * COOL, smoothstep(-step, 0.1, 0.5))
    return mix(painted, painted * SUNNY, smoothstep(step, 0.1, 0.4))
