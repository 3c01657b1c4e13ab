"""Clothes and things worn or held: flat fills with the folds' shadows in few steps, patterns kept."""

from __future__ import annotations

import cv2
import numpy as np

from ..layers import Array
from ..world.grade import grade
from .pen import Canvas
from ..luma import luma
from .pixels import blur, gradient, mix, smoothstep

STEP = 0.36
"""Height of a step of tone, natural log of luma."""
LEAST_SLOPE = 0.012
"""Least slope of the tone, per pixel, taken for the edge of a step: flatter ground gets a wider edge."""


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


def treads(tone: Array, step: float) -> Array:
    """Quantise to steps of a height with crisp edges, one pixel wide, wider only on flat ground; 0 lies on a step."""
    nearest = np.round(tone / step - 0.5) + 0.5
    slope = np.maximum(np.hypot(*gradient(tone)), LEAST_SLOPE)
    above = np.clip(0.5 + (tone - nearest * step) / slope, 0, 1)
    result: Array = ((nearest - 0.5 + above) * step).astype(np.float32)
    return result


def _broad(tone: Array, size: float) -> Array:
    """-> the tone without small shapes, borders of large ones kept, so that its steps are large shadows."""
    side = 2 * int(np.clip(0.025 * size, 1, 7)) + 1
    levels = np.clip((tone + 3) * 80, 0, 255).astype(np.uint8)
    result: Array = blur(cv2.medianBlur(levels, side).astype(np.float32) / 80 - 3, 1.2)
    return result


def paint_cloth(canvas: Canvas, photo: Array, mask: Array, size: float) -> None:
    """Paint everything under the mask. size: of the largest face, pixels."""
    if mask.max() < 0.3:
        return
    flat = flattened(photo)
    tone = np.log(luma(flat) + 0.06)
    broad = _broad(tone, size)
    colour = grade(np.clip(flat * np.exp(0.85 * (treads(broad, STEP) - broad))[..., None], 0, 1).astype(np.float32))
    canvas.paint(mask, colour)
    local = blur(tone, 0.22 * size) - tone
    canvas.shade[:] = mix(canvas.shade, smoothstep(local, 0.14, 0.24), mask)
