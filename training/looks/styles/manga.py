"""Manga: black ink on white paper, grey as dots of a screen that stays with the paper."""

from __future__ import annotations

import math

import numpy as np

from ..layers import Array, Layers
from ..luma import luma
from ..people.pixels import below, blur, mix, smoothstep
from .broad import broad
from .cel90s import bold, thin_nose
from .paper import dots, period, screened

PAPER = 0.985
LIGHT, MIDDLE, DARK = 0.80, 0.58, 0.38
"""Greys of the three screens."""

LEVELS = (0.64, 0.42, 0.25, 0.135)
"""Luma below which a fill takes the light, the middle and the dark screen, and solid black."""

FEATURE_DEPTH = (0.04, 0.12)
"""Luma of the surroundings minus that of a face's feature: where it begins to count as one, and where it is one."""
FEATURE_INK = 0.30
"""Luma by which a feature becomes darker."""


def ground(layers: Layers) -> Array:
    """-> (h, w, 3), grey: white, three tones, black."""
    people, sky = layers.mask("person"), layers.mask("sky")
    skin = layers.mask("skin") * (1 - layers.mask("marks")) * (1 - layers.mask("beard"))
    y = blur(luma(broad(layers)), 0.6)
    form = y - blur(y, 0.05 * min(y.shape))
    # Exaggerate the form: ink has fewer tones than paint.
    y = y + (0.9 * form - 0.02) * (1 - people) * (1 - sky) + 0.16 * sky
    drawn = np.maximum(layers.mask("marks"), layers.mask("skin"))
    # Eyes, brows and lips are black on a face of paper, however light they are.
    fine = smoothstep(blur(y, 0.012 * min(y.shape)) - y, *FEATURE_DEPTH) * drawn
    y = mix(y, y + 0.22, skin * (1 - fine))  # leave light skin as paper; deep skin gets the light screen
    y = y - FEATURE_INK * fine
    y = y - 0.20 * np.clip(layers.shade, 0, 2) * (skin + 0.5 * layers.mask("cloth"))
    grey: Array = np.full(y.shape, PAPER, np.float32)
    for level, tone in zip(LEVELS, (LIGHT, MIDDLE, DARK, 0.03)):
        grey = mix(grey, np.full(y.shape, tone, np.float32), below(y, level, 0.012))
    line = thin_nose(bold(layers.line, 0.45), layers)
    grey = mix(grey, np.full(y.shape, 0.03, np.float32), line)
    return np.repeat(grey[..., None], 3, -1)


def finish(picture: Array) -> Array:
    """Turn greys between black and white into dots; what is nearly black or white stays solid."""
    distance = period(picture.shape)
    grey = luma(picture)
    darkness = smoothstep(-grey, -0.93, -0.10)
    ink = screened(darkness * 0.92, dots(picture.shape, distance, math.pi / 4), distance)
    solid = smoothstep(-grey, -0.33, -0.22)
    black = np.maximum(ink * smoothstep(-grey, -0.93, -0.86), solid)
    value = PAPER + (0.04 - PAPER) * black
    return np.repeat(value[..., None], 3, -1).astype(np.float32)
