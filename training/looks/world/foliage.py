"""Leaves and grass in clusters of four greens with hard, smooth borders."""

from __future__ import annotations

import numpy as np

from ..layers import Array
from .facets import daubs
from .grade import grade
from .ops import blur, gradient, luma, masked_blur, mix, smoothstep

STEPS = (-0.22, 0.05, 0.30)
"""Log tone against the surroundings at which one green gives way to the next."""
GREENS = (
    np.array([0.46, 0.60, 0.72], np.float32),
    np.array([0.78, 0.86, 0.86], np.float32),
    np.array([1.14, 1.12, 0.90], np.float32),
    np.array([1.46, 1.38, 1.02], np.float32),
)
"""From the depth of the crown, cool and dark, to the leaves in the sun."""
FRESH = np.array([0.42, 0.68, 0.26], np.float32)


def crisp(value: Array, threshold: float, width: float = 0.55) -> Array:
    """1 above a threshold, 0 below, with a border about `width` pixels soft whatever the slope."""
    gx, gy = gradient(value)
    slope = np.hypot(gx, gy) + 0.012
    return np.asarray(np.clip(0.5 + (value - threshold) / (slope * width * 2), 0, 1), np.float32)


def paint(clean: Array, fill: Array, mask: Array, size: float) -> Array:
    """RGB of the painted leaves, defined everywhere and meant for the mask."""
    if float(mask.max()) < 0.05:
        return fill
    cluster = daubs(daubs(clean, max(1.5, 0.005 * size)), max(2.0, 0.0075 * size))
    tone = blur(np.log(luma(cluster) + 0.05), 0.0046 * size)
    local = tone - masked_blur(tone, mask + 1e-4, 0.05 * size)
    hue = masked_blur(fill, mask + 1e-4, 0.02 * size)
    body = grade(hue, 0.6, 1.3)
    y = luma(body)[..., None]
    greenish = smoothstep(body[..., 1] - np.maximum(body[..., 0], body[..., 2]), -0.02, 0.05)
    body = mix(body, FRESH * (y / luma(FRESH)), 0.28 * greenish)
    depth = smoothstep(blur(luma(clean), 0.03 * size), 0.05, 0.25)
    out = body * (GREENS[0] + (1 - depth[..., None]) * 0.2)
    for step, green in zip(STEPS, GREENS[1:]):
        out = mix(out, np.clip(body * green, 0, 1), crisp(local, step))
    return np.asarray(np.clip(mix(out, grade(cluster, 0.55, 1.35), 0.3), 0, 1), np.float32)
