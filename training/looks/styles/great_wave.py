"""Great Wave: a woodblock print after Hokusai. Flat Prussian blues, cream paper, pale ochre, blue outlines, foam."""

from __future__ import annotations

from typing import Sequence, Tuple

import cv2
import numpy as np

from ..layers import Array, Layers
from ..luma import luma
from ..people.pixels import below, blur, gradient, mix, smoothstep
from .broad import broad
from .cel90s import bold

PAPER: Array = np.array([0.945, 0.900, 0.790], np.float32)
INK: Array = np.array([0.075, 0.145, 0.300], np.float32)

Block = Tuple[float, Tuple[float, float, float]]
"""A printed colour, and the luma below which it is printed."""

BLUES: Sequence[Block] = (
    (0.74, (0.700, 0.780, 0.760)),
    (0.57, (0.375, 0.545, 0.655)),
    (0.38, (0.130, 0.290, 0.490)),
    (0.18, (0.060, 0.130, 0.290)),
)
OCHRES: Sequence[Block] = (
    (0.72, (0.890, 0.775, 0.575)),
    (0.54, (0.765, 0.600, 0.405)),
    (0.34, (0.420, 0.345, 0.335)),
    (0.18, (0.060, 0.130, 0.290)),
)
SKINS: Sequence[Block] = (
    (0.60, (0.905, 0.790, 0.615)),
    (0.44, (0.790, 0.620, 0.445)),
    (0.27, (0.560, 0.420, 0.335)),
    (0.13, (0.330, 0.270, 0.285)),
)
ZENITH: Array = np.array([0.215, 0.385, 0.545], np.float32)
"""The blue that a sky's gradient of wiped pigment (bokashi) ends in."""
WARM = (0.05, 0.13)
"""Red minus blue between which a colour is printed in ochre instead of blue; greens are printed in blue."""


def printed(y: Array, blocks: Sequence[Block]) -> Array:
    """-> (h, w, 3): paper, and one flat colour over the other as the luma falls."""
    picture: Array = np.broadcast_to(PAPER, (*y.shape, 3)).astype(np.float32)
    for level, colour in blocks:
        picture = mix(picture, np.broadcast_to(np.asarray(colour, np.float32), picture.shape), below(y, level, 0.012))
    return picture


def foam(y: Array, size: float) -> Array:
    """-> coverage of bright rough places, their borders scalloped as those of foam: a union of discs."""
    rough = blur(np.abs(y - blur(y, 3 * size)), 5 * size)
    crest = y - blur(y, 4 * size)
    seeds = smoothstep(crest, 0.03, 0.09) * smoothstep(y, 0.60, 0.74) * smoothstep(rough, 0.022, 0.045)
    reach = 2 * max(2, round(2.6 * size)) + 1
    discs = cv2.dilate(seeds, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach)))
    return smoothstep(blur(discs, 0.7), 0.35, 0.65)


def ground(layers: Layers) -> Array:
    """-> (h, w, 3)."""
    size = min(layers.line.shape) / 384
    people, sky = layers.mask("person"), layers.mask("sky")
    skin = layers.mask("skin") * (1 - layers.mask("marks"))
    flat = broad(layers)
    for _ in range(3):
        flat = cv2.bilateralFilter(flat, 9, 0.10, 3.5)
    y = blur(luma(flat), 0.8)
    y = y - 0.10 * np.clip(layers.shade, 0, 2) * people
    red, green, blue = (blur(flat[..., i], 1.2 * size) for i in range(3))
    warmth = smoothstep(red - blue, *WARM) * smoothstep(red - green, -0.03, 0.02)
    picture = mix(printed(y, BLUES), printed(y, OCHRES), warmth)
    picture = mix(picture, printed(y, SKINS), skin)
    # Bokashi: the pale sky of the horizon passes into blue without a border; a warm one stays ochre at its rim.
    soft = blur(luma(layers.colour), 4 * size)
    paper, zenith, ochre = (
        np.broadcast_to(c, picture.shape) for c in (PAPER, ZENITH, np.array(OCHRES[0][1], np.float32))
    )
    wiped = mix(paper, zenith, smoothstep(-soft, -0.86, -0.36))
    glow = smoothstep(blur(flat[..., 0] - flat[..., 2], 4 * size), 0.06, 0.22)
    wiped = mix(wiped, ochre, 0.8 * glow)
    cloud = layers.mask("cloud") * smoothstep(y, 0.62, 0.74)
    picture = mix(picture, mix(wiped, paper, cloud), sky)
    white = foam(y, size) * (1 - people) * (1 - sky)
    picture = mix(picture, paper * 1.03, white)
    # The key block: lines of one weight, also where one colour ends and another begins.
    gx, gy = gradient(luma(picture))
    border = smoothstep(np.hypot(gx, gy), 0.035, 0.085) * (1 - 0.65 * skin) * (1 - sky)
    line = np.maximum(bold(layers.line, 0.45), 0.75 * border)
    return np.clip(mix(picture, INK, line), 0, 1)


def finish(picture: Array) -> Array:
    """The print is all ground."""
    return picture
