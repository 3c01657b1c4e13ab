"""Colour as in an animated film: luminous, a little more colourful, cool in the shadows, warm in the lights."""

from __future__ import annotations

import numpy as np

from ..layers import Array
from ..luma import luma
from .ops import blur, mix, saturate, smoothstep

BLACK = 0.07
"""Luma of the deepest fill."""
NIGHT = np.array([0.85, 0.92, 1.6], np.float32) * BLACK
VIOLET = np.array([0.85, 0.93, 1.42], np.float32)
WARM = np.array([1.035, 1.0, 0.93], np.float32)


def grade(x: Array, lift: float = 0.55, colour: float = 1.3) -> Array:
    """RGB (h, w, 3) -> RGB; the middle tones rise, weak colours gain more than strong ones, no black remains."""
    y = luma(x)
    risen = y + lift * y * (1 - y) * (1.35 - y) + 0.45 * y * (1 - y) ** 6
    ratio = ((risen + 0.12) / (y + 0.12))[..., None]
    out = risen[..., None] + (x - y[..., None]) * ratio
    most = np.abs(out - risen[..., None]).max(-1)
    out = saturate(out, 1 + (colour - 1) * np.clip(1 - most / 0.45, 0, 1))
    dark = (1 - smoothstep(risen, 0.02, 0.42)) * 0.55
    light = smoothstep(risen, 0.5, 0.95) * 0.5
    tint = out * VIOLET
    out = mix(out, tint * (luma(out) / (luma(tint) + 1e-4))[..., None], dark)
    out = mix(out, out * WARM, light)
    return np.asarray(np.clip(unblack(out), 0, 1), np.float32)


def unblack(x: Array) -> Array:
    """Raise black to a deep blue; lighter colours stay."""
    return np.asarray(x + NIGHT * np.exp(-np.maximum(luma(x), 0)[..., None] / BLACK), np.float32)


def glow(x: Array, size: float) -> Array:
    """Lamps, windows and neon at night shine into their surroundings."""
    y = luma(x)
    night = 1 - smoothstep(blur(y, 0.12 * size), 0.22, 0.42)
    source = x * smoothstep(x.max(-1), 0.62, 0.9)[..., None] * night[..., None]
    halo = 0.55 * blur(source, 0.008 * size) + 0.9 * blur(source, 0.03 * size)
    return np.asarray(1 - (1 - x) * (1 - np.clip(halo * 0.55, 0, 1)), np.float32)
