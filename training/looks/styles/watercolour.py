"""Watercolour: transparent washes on rough paper, pigment gathered at their borders, blooms, a loose sepia line."""

from __future__ import annotations

import cv2
import numpy as np

from ..layers import Array, Layers
from ..people.grade import saturate
from ..luma import luma
from ..people.pixels import blur, gradient, mix, smoothstep
from .paper import grain, noise, places

PAPER: Array = np.array([0.985, 0.972, 0.94], np.float32)
SEPIA: Array = np.array([0.30, 0.21, 0.17], np.float32)


def ground(layers: Layers) -> Array:
    """-> (h, w, 3)."""
    size = min(layers.line.shape) / 384
    wash = layers.colour
    for _ in range(3):
        wash = cv2.bilateralFilter(wash, 9, 0.10, 3.5)
    wash = saturate(wash, 1.8)
    y, most = luma(wash), wash.max(-1)
    # Transparent colour: the lights are paper, strong colour is thick pigment, the darks a second wash, never black.
    dark = np.clip((1 - y) ** 0.95 * 1.02 + 0.03, 0, 0.9)
    seen = smoothstep(most, 0.10, 0.40)
    colourful = (most - wash.min(-1)) / np.maximum(most, 0.05) * seen
    density = np.maximum(dark, 0.82 * np.clip(colourful, 0, 1)).astype(np.float32)
    hue = mix(np.full_like(wash, 0.8), wash / np.maximum(most, 0.05)[..., None], seen) * (1 - 0.42 * dark[..., None])
    paint = PAPER * (1 - 0.92 * density[..., None] * (1 - hue))
    # Pigment gathers where a wash ends and dries.
    gx, gy = gradient(blur(density, 0.8 * size))
    edge = np.hypot(gx, gy)
    border = smoothstep(edge, 0.012, 0.05)
    inside = smoothstep(density - blur(density, 3.0 * size), 0.004, 0.05)
    paint = paint * (1 - 0.42 * (border * inside)[..., None] * (1 - 0.6 * hue))
    # The last light is left out of the wash: bare paper beside a border.
    bare = (
        smoothstep(blur(density, 3.0 * size) - density, 0.02, 0.08)
        * smoothstep(y, 0.5, 0.75)
        * (1 - layers.mask("skin"))
    )
    paint = mix(paint.astype(np.float32), PAPER, 0.75 * bare)
    line = layers.line * (0.5 + 0.5 * smoothstep(blur(layers.line, 2.0 * size), 0.05, 0.25))
    return np.clip(mix(paint, SEPIA, 0.72 * line), 0, 1)


def finish(picture: Array) -> Array:
    """Let the hand sway, washes pool and bloom on the paper, and pigment settle in its tooth."""
    shape = picture.shape
    size = min(shape[:2]) / 384
    x, y = places(shape)
    sway = [noise(shape, 14 * size, seed) * 1.2 * size for seed in (21, 22)]
    picture = cv2.remap(picture, x + sway[0], y + sway[1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    density = np.clip(1 - luma(picture) / 0.97, 0, 1)
    pool = 0.55 * noise(shape, 26 * size, 31) + 0.45 * noise(shape, 9 * size, 32)
    rings = np.exp(-((np.abs(noise(shape, 18 * size, 33)) / 0.09) ** 2))  # where a drop of water dried
    strength = (0.16 * pool + 0.10 * rings + 0.055 * grain(shape)) * smoothstep(density, 0.02, 0.25)
    strength = strength * (1 - smoothstep(density, 0.6, 0.85))
    result: Array = PAPER * np.power(np.clip(picture / PAPER, 0.02, 1), (1 + 1.6 * strength)[..., None])
    return np.clip(result * (1 - 0.012 * grain(shape, 41))[..., None], 0, 1).astype(np.float32)
