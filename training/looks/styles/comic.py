"""Comic: a bold brush, few strong colours, solid blacks, halftone in the shades."""

from __future__ import annotations

import math

import cv2
import numpy as np

from ..layers import Array, Layers
from ..people.cloth import stepped
from ..people.grade import lift
from ..luma import luma
from ..people.pixels import below, blur, mix, smoothstep
from .cel90s import bold, thin_nose
from .paper import dots, period, screened

BLACK: Array = np.array([0.03, 0.025, 0.045], np.float32)
PAPER: Array = np.array([0.99, 0.965, 0.90], np.float32)
GREEN = 98.0
"""Hue, in degrees, to which the ink of leaves and grass comes nearer."""


def _few_colours(x: Array, leaves: Array) -> Array:
    """Round hues and saturation to those of printing inks, softly.

    leaves: coverage of foliage, where yellow counts as green. Greens are darker and greyer than other colours, so that
    meadows do not look brighter than what stands on them. The turquoise of skies is greyer too.
    """
    hsv = cv2.cvtColor(x, cv2.COLOR_RGB2HSV)
    hue, value = hsv[..., 0], hsv[..., 2]
    step = 24.0
    rounded = hue + 0.55 * (np.round(hue / step) * step - hue)
    strong = np.clip(2.0 * hsv[..., 1] / (1 + 0.75 * hsv[..., 1]), 0, 1)
    strong = strong * smoothstep(hsv[..., 1], 0.03, 0.14)
    below_blue = 1 - smoothstep(hue, 150, 172)
    green = np.maximum(smoothstep(hue, 58, 74), 0.9 * leaves * smoothstep(hue, 34, 48)) * below_blue
    green = green * smoothstep(hsv[..., 1], 0.10, 0.24)  # a grey has no reliable hue
    turquoise = smoothstep(hue, 158, 175) * (1 - smoothstep(hue, 196, 212))
    rounded = rounded + 0.55 * green * (GREEN - rounded)
    strong = strong * (1 - 0.16 * green) * (1 - 0.25 * turquoise)
    value = value * (1 - 0.12 * green)
    result: Array = cv2.cvtColor(np.stack([rounded % 360, strong, value], -1).astype(np.float32), cv2.COLOR_HSV2RGB)
    return result


def ground(layers: Layers) -> Array:
    """-> (h, w, 3)."""
    skin, sky = layers.mask("skin"), layers.mask("sky")
    flat = layers.colour
    for _ in range(3):
        flat = cv2.bilateralFilter(flat, 7, 0.12, 3.0)
    y = luma(flat)
    tone = np.log(y + 0.1)
    steps = stepped(tone, 0.5, 4.0)
    light = 0.9 * (steps - tone) * (1 - 0.7 * sky) * (1 - skin) + 0.16
    flat = lift(np.clip(flat * np.exp(light)[..., None], 0, 1).astype(np.float32), 0.25)
    vivid = _few_colours(flat, layers.mask("foliage"))
    paint = mix(vivid, flat * 0.7 + vivid * 0.3, skin)
    paint = mix(paint, PAPER, smoothstep(y, 0.86, 0.97) * (1 - skin))
    shade = np.clip(layers.shade, 0, 1) * layers.mask("person") * (1 - 0.8 * layers.mask("marks"))
    paint = mix(paint, paint * np.array([0.74, 0.62, 0.70], np.float32), shade * 0.9)
    people = layers.mask("person")
    own = luma(layers.colour)
    levels = np.asarray(255 * np.clip(own, 0, 1), np.uint8)
    masses = np.asarray(cv2.medianBlur(levels, 7), np.float32) / 255  # leaves and rock get no black specks
    dark = mix(masses, own, people)
    black = below(blur(dark, 1.0), 0.15, 0.012)
    black = np.maximum(black, smoothstep(layers.shade, 1.4, 1.8) * (1 - skin) * below(y, 0.4, 0.012))
    line = mix(bold(layers.line, 0.6, 0.2, 0.68), bold(layers.line, 1.0), people)
    ink = np.maximum(thin_nose(line, layers), black)
    return np.clip(mix(paint.astype(np.float32), BLACK, ink), 0, 1)


def finish(picture: Array) -> Array:
    """Print dots of a darker ink into the middle tones."""
    distance = period(picture.shape, 60)
    y = luma(picture)
    shade = smoothstep(-y, -0.76, -0.42) * smoothstep(y, 0.12, 0.22)
    dot = screened(0.55 * shade, dots(picture.shape, distance, math.radians(27)), distance) * smoothstep(
        shade, 0.02, 0.2
    )
    result: Array = picture * (1 - dot[..., None] * np.array([0.40, 0.46, 0.32], np.float32))
    return result.astype(np.float32)
