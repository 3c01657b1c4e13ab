"""Pencil: graphite on paper, hatched along the form, twice where it is dark."""

from __future__ import annotations

import math
from typing import Optional

import cv2
import numpy as np

from ..layers import Array, Layers
from ..luma import luma
from ..people.pixels import blur, gradient, mix, smoothstep
from .cel90s import bold
from .paper import grain, hatching, noise

PAPER: Array = np.array([0.965, 0.955, 0.93], np.float32)
SLANT = math.radians(-52)
"""Direction of the hand's strokes, radians from the x axis, y down."""

GRAPHITE: Array = np.array([0.20, 0.20, 0.215], np.float32)


def ground(layers: Layers) -> Array:
    """-> (h, w, 3): soft tone and firm lines, before the hatching."""
    people, sky = layers.mask("person"), layers.mask("sky")
    y = blur(luma(layers.colour), 0.9)
    form = y - blur(y, 0.05 * min(y.shape))
    y = y + 1.3 * form * (1 - people) * (1 - sky)  # graphite makes more of the form than paint does
    dark = np.clip(1.02 - y, 0, 1) ** 1.15 * 1.02
    dark = mix(dark, dark * 0.78, layers.mask("skin")) + 0.10 * np.clip(layers.shade, 0, 1) * people
    dark = dark * (1 - 0.12 * (1 - people)) * (1 - 0.75 * sky)
    tone = PAPER + (GRAPHITE - PAPER) * np.clip(dark * 0.85, 0, 0.85)[..., None]
    line = np.clip(0.75 * bold(layers.line, 0.3) + 0.2 * blur(layers.line, 1.2), 0, 1)
    return mix(tone.astype(np.float32), GRAPHITE * 0.7, line)


def _strokes(flow: Array, tone: Array, distance: float) -> Array:
    """-> threshold of strokes along the form; where it has no direction, along the hand's own slant.

    Noise smeared along a field of directions: line integral convolution (Cabral & Leedom 1993).
    """
    height, width = tone.shape
    gx, gy = gradient(blur(tone, 0.5 * distance))
    clear = smoothstep(blur(np.hypot(gx, gy), 2.5 * distance), 0.006, 0.03)
    slant = np.array([math.cos(SLANT), math.sin(SLANT)], np.float32)
    turned = flow * np.sign((flow * slant).sum(-1, keepdims=True) + 1e-6)
    field = blur(mix(np.broadcast_to(slant, flow.shape), turned, clear), 1.5 * distance)
    field = field / (np.hypot(field[..., 0], field[..., 1])[..., None] + 1e-6)
    seeds = noise(tone.shape, 0.30 * distance, 51)
    y, x = np.mgrid[:height, :width].astype(np.float32)
    total = seeds.copy()
    for sign in (1.0, -1.0):
        px, py = x, y
        for _ in range(max(8, round(4.5 * distance))):
            here = cv2.remap(field, px, py, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)
            px, py = px + sign * here[..., 0], py + sign * here[..., 1]
            total += cv2.remap(seeds, px, py, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)
    order = (total - total.mean()) / (total.std() + 1e-6)
    result: Array = (1 / (1 + np.exp(-2.2 * order))).astype(np.float32)
    return result


def finish(picture: Array, flow: Optional[Array] = None) -> Array:
    """Turn tone into strokes that catch the paper's tooth. flow: (h, w, 2) along the form, else one slant for all."""
    shape = picture.shape
    distance = max(2.6, min(shape[:2]) / 150)
    y = luma(picture)
    dark = np.clip((PAPER[1] - y) / (PAPER[1] - float(GRAPHITE[1]) * 0.7), 0, 1)
    first = hatching(shape, distance, SLANT, 61) if flow is None else _strokes(flow, y, distance)
    second = hatching(shape, distance * 1.15, math.radians(-20), 62)
    tooth = 0.10 * grain(shape)
    stroke = smoothstep(dark * 1.15 - first * 0.8 + tooth, -0.08, 0.24) * smoothstep(dark, 0.03, 0.14)
    cross = smoothstep(dark - 0.40 - second * 0.5 + tooth, -0.05, 0.25)
    firm = smoothstep(dark, 0.72, 0.95) * np.clip(0.95 + tooth, 0, 1)
    cover = np.maximum(np.maximum(0.8 * stroke * (0.3 + 0.7 * dark), 0.8 * cross), firm)
    cover = np.clip(cover + 0.10 * dark, 0, 1)
    return mix(np.broadcast_to(PAPER, shape), GRAPHITE * 0.8, cover.astype(np.float32))
