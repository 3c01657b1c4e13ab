"""Cel 90s: stronger line, flatter colour, warm shadow, deep blacks, as hand-painted cels were photographed."""

from __future__ import annotations

import cv2
import numpy as np

from ..layers import Array, Layers
from ..people.cloth import stepped
from ..people.grade import saturate
from ..luma import luma
from ..people.pixels import blur, mix, smoothstep

INK: Array = np.array([0.14, 0.07, 0.07], np.float32)
WARM: Array = np.array([1.0, 0.84, 0.74], np.float32)
"""Colour of shadows against the lit tone, besides their own darkness."""
FILM: Array = np.array([1.08, 0.96, 0.83], np.float32)
SKIN_FILM: Array = np.array([1.06, 1.0, 0.92], np.float32)
"""Factors of red, green and blue by which film tints everything, and skin, which is less yellow but as warm."""


def bold(line: Array, amount: float, faint: float = 0.2, whole: float = 0.74) -> Array:
    """-> lines made wider by about a pixel and surer.

    amount: 0 to 1. faint, whole: coverage from which a line shows, and from which it is full ink.
    """
    wide = blur(cv2.dilate(line, cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))), 0.5)
    return smoothstep(mix(line, wide, amount), faint, whole)


NOSE = 0.9
"""Share of its own ink that the line of a nose keeps: a wide brush makes a second mouth of it."""


def thin_nose(line: Array, layers: Layers) -> Array:
    """-> the lines, with those of noses as thin as they were and fainter."""
    result: Array = mix(line, NOSE * layers.line, layers.mask("nose"))
    return result


def ground(layers: Layers) -> Array:
    """-> (h, w, 3)."""
    people = layers.mask("person")
    features = np.clip(2 * blur(layers.mask("marks"), 1.5), 0, 1)  # eyes and mouths keep their small shapes
    flat = layers.colour
    for _ in range(3):
        flat = cv2.bilateralFilter(flat, 9, 0.14, 4.0)
    beard = layers.mask("beard")
    skin = layers.mask("skin")
    clean: Array = np.maximum(skin, layers.mask("hair"))  # in a few clean tones already
    kept: Array = np.maximum(np.maximum(features, beard), clean)
    flat = mix(flat, layers.colour, kept)
    tone = np.log(luma(flat) + 0.08)
    steps = stepped(tone, 0.6, 5.0)
    # A step would take a beard and the skin around it for one tone.
    own: Array = np.maximum(np.maximum(0.6 * layers.mask("sky"), beard), np.maximum(clean, layers.mask("cloth")))
    paint = np.clip(flat * np.exp(0.9 * (steps - tone) * (1 - own))[..., None], 0, 1)
    paint = mix(saturate(paint.astype(np.float32), 1.35), paint, np.maximum(beard, 0.5 * skin))
    shadow = np.clip(layers.shade, 0, 1) * (0.6 + 0.4 * people) * (1 - layers.mask("sky"))
    paint = mix(paint, paint * WARM, (0.75 - 0.5 * skin) * shadow)
    y = luma(paint)[..., None]  # the film's curve: deep blacks, held whites, a warm light
    film: Array = np.clip(0.74 + 0.33 * y, 0, 1.04)
    paint = paint * mix(film * FILM, SKIN_FILM, skin)
    line = mix(bold(layers.line, 0.85, 0.16, 0.58), bold(layers.line, 0.5), features)
    line = thin_nose(line, layers)
    return np.clip(mix(paint.astype(np.float32), INK, line), 0, 1)


def finish(picture: Array) -> Array:
    """Return no finish: cels have no paper texture."""
    return picture
