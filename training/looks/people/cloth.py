"""Clothes and things worn or held: flat fills with the folds' shadows in few steps, patterns kept."""

from __future__ import annotations

import cv2
import numpy as np

from ..layers import Array
from ..world.grade import grade
from .pen import Canvas
from .pixels import blur, luma, mix, smoothstep

STEP = 0.36
"""Height of a step of tone, natural log of luma."""


def flattened(photo: Array, times: int = 3) -> Array:
    """-> the photo without texture, edges kept: a bilateral filter of the log, dark and bright alike."""
    tone = np.log(photo + 0.06)
    for _ in range(times):
        tone = cv2.bilateralFilter(tone, 7, 0.16, 2.5)
    result: Array = np.clip(np.exp(tone) - 0.06, 0, 1)
    return result


def stepped(tone: Array, step: float, sharpness: float) -> Array:
    """Quantise softly to steps of a height (Winnemoeller, Olsen & Gooch 2006)."""
    tread = (np.floor(tone / step) + 0.5) * step
    result: Array = tread + step / 2 * np.tanh(sharpness * (tone - tread) / (step / 2)) / np.tanh(sharpness)
    return result


def paint_cloth(canvas: Canvas, photo: Array, mask: Array, size: float) -> None:
    """Paint everything under the mask. size: of the largest face, pixels."""
    if mask.max() < 0.3:
        return
    flat = flattened(photo)
    tone = np.log(luma(flat) + 0.06)
    steps = stepped(tone, STEP, 2.6)
    colour = grade(np.clip(flat * np.exp(0.85 * (steps - tone))[..., None], 0, 1).astype(np.float32))
    canvas.paint(mask, colour)
    local = blur(tone, 0.22 * size) - tone
    canvas.shade[:] = mix(canvas.shade, smoothstep(local, 0.14, 0.24), mask)
