"""Hair in bands that follow the strands: base, shadow, light and a highlight."""

from __future__ import annotations

from typing import Tuple

import cv2
import numpy as np
from numpy.typing import NDArray

from ..layers import Array
from .grade import saturate, with_luma
from .pen import Canvas
from ..luma import luma
from .pixels import along_flow, below, blur, brightness, fill_from, mix, ramp, smoothstep, tidy

LEAST_LUMA = 0.13
"""Least luma of painted hair. Black hair is painted in a dark colour, so that its form stays visible."""

SHADOW: Array = np.array([0.52, 0.49, 0.58], np.float32)
LEAST_PIXELS = 40

Mask = NDArray[np.bool_]


def whiteness(photo: Array, hair: Array, skin: float) -> float:
    """-> how white the hair around a face is, in [0, 1]. hair: coverage (h, w); skin: luma of the lit skin."""
    inside = hair > 0.7
    if inside.sum() < LEAST_PIXELS:
        return 0.0
    colour = np.median(photo[inside], 0).astype(np.float32)
    saturation = float(colour.max() - colour.min()) / max(float(colour.max()), 1e-3)
    return ramp(brightness(colour) / max(skin, 1e-3), 0.7, 1.0) * (1 - ramp(saturation, 0.22, 0.4))


def paint_hair(canvas: Canvas, photo: Array, target: Array, mask: Array, size: float) -> None:
    """Paint every head of hair of its own colour. target: the graded photo; size: of the largest face, pixels."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats((mask > 0.5).astype(np.uint8))
    for label in range(1, count):
        if stats[label, cv2.CC_STAT_AREA] < LEAST_PIXELS:
            continue
        left, top, width, height = stats[label, :4]
        box = (
            slice(max(0, top - 8), min(mask.shape[0], top + height + 8)),
            slice(max(0, left - 8), min(mask.shape[1], left + width + 8)),
        )
        _paint_head(canvas, photo, target, mask, labels[box] == label, box, size)


def bands(tone: Array, size: float) -> Array:
    """-> log luma averaged along the strands, so that its levels are long locks with pointed ends."""
    reach = int(np.clip(0.12 * size, 6, 20))
    sigma = float(np.clip(0.022 * size, 1.6, 4.0))
    flow = along_flow(tone, blur(tone, 0.8), sigma, reach)
    flow = along_flow(flow, flow, sigma, reach)
    return blur(flow, float(np.clip(0.012 * size, 0.9, 2.4)))


def _inner(own: Mask, size: float) -> Array:
    """-> coverage of the hair without its rim, whose width follows the size of the face."""
    side = 2 * max(1, round(0.016 * size)) + 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    rimless = cv2.erode(own.astype(np.uint8), kernel, borderType=cv2.BORDER_REPLICATE).astype(np.float32)
    return blur(rimless, 0.7) * rimless


def _paint_head(
    canvas: Canvas, photo: Array, target: Array, mask: Array, own: Mask, box: Tuple[slice, slice], size: float
) -> None:
    # Its rim is mixed with what lies behind it: the colour there is that of the hair beside it.
    sure = _inner(own, size)
    near_rim = max(1.5, 0.03 * size)
    rim = (1 - sure) * smoothstep(blur(sure, near_rim), 0.05, 0.2)  # a thin strip of hair has nothing else
    colours = mix(target[box], fill_from(target[box], sure, near_rim), rim)
    tone = np.log(luma(photo[box]) + 0.05)
    tone = mix(tone, fill_from(tone, sure, near_rim), rim)
    inside = own & (mask[box] > 0.6)
    if inside.sum() < LEAST_PIXELS:
        return
    wide = blur(tone, 0.25 * size)
    flow = bands(tone - 0.35 * (wide - float(np.median(tone[inside]))), size)
    low, base_low, base_high, high = np.percentile(flow[inside], [5, 30, 74, 94])
    span = max(0.02, float(high - low))
    middle = inside & (flow > base_low) & (flow < base_high)
    base = saturate(np.median(colours[middle if middle.sum() > 8 else inside], 0).astype(np.float32), 1.18)
    grey = max(0.0, LEAST_LUMA - brightness(base))
    base = np.clip(base + grey * np.array([0.92, 0.95, 1.22], np.float32), 0, 1)
    strong = float(np.clip(span / 0.4, 0.45, 1))
    shadow = mix(base, base * SHADOW, 0.5 + 0.5 * strong)
    light = mix(base, np.clip(base * 1.36 + 0.06, 0, 1), strong)
    shine = mix(base, with_luma(base, min(0.97, brightness(base) * 1.55 + 0.12)), strong)
    shine = mix(shine, np.ones(3, np.float32), 0.22 * strong)
    softness = 0.03 * span
    least = (0.05 * size) ** 2
    dark, bright = tidy(below(flow, float(base_low), softness), least), tidy(
        1 - below(flow, float(base_high), softness), least
    )
    painted = mix(np.broadcast_to(base, colours.shape), shadow, dark)
    painted = mix(painted, light, bright)
    painted = mix(painted, shine, (1 - below(flow, float(high), softness)) * ramp(span, 0.15, 0.35))
    near = cv2.dilate(own.astype(np.uint8), np.ones((5, 5), np.uint8)).astype(np.float32) * mask[box]
    part = Canvas(canvas.colour[box], canvas.line[box], canvas.ink[box], canvas.shade[box])
    part.paint(near, painted)
    part.shade[:] = mix(part.shade, dark, near)
    strands = smoothstep(blur(flow, 0.9) - blur(flow, 1.0 + 0.012 * size) - 0, -0.30 * span, -0.10 * span)
    part.lines((1 - strands) * near * 0.55, base * np.array([0.42, 0.38, 0.45], np.float32))
