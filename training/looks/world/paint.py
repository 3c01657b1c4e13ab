"""A photo's scene as a background painter would lay it down: fill, lines, masks."""

from __future__ import annotations

import cv2
import numpy as np

from ..layers import Array, Layers
from . import regions, sky
from .clusters import absorbed, clusters, crowded, without_grain
from .facets import daubs, harden
from .grade import glow, grade
from ..people.lines import contour
from ..luma import luma
from .lines import ruled_near, step_across, strokes, support, texture
from .ops import blur, denoised, gradient, log_luma, mix, smoothstep, tangent, tensor

FRESH = np.array([0.38, 0.64, 0.31], np.float32)
"""Green of leaves in the sun."""
CREASE = 0.55
"""Weight of cracks, folds and borders of snow beside a contour's."""
INK_SHARE = np.array([0.34, 0.30, 0.38], np.float32)
INK = np.array([0.05, 0.04, 0.075], np.float32)
"""Ink is a dark, violet part of the colour under it, never black."""
SHADOW, DEEP = 0.34, 0.17
"""Luma below which the shade layer counts as shadow and as deep shadow."""


def paint_world(photo: Array, person: Array) -> Layers:
    """Draw everything but people.

    photo: RGB (h, w, 3) in [0, 1], with little noise; person: coverage of people (h, w); what is painted behind them is
    free. Masks: sky, cloud, foliage, water.
    """
    textured = np.asarray(photo, np.float32)
    photo = denoised(textured)  # no region and no threshold may depend on fine texture
    size = float(min(photo.shape[:2]))
    clean = np.asarray(cv2.bilateralFilter(photo, 5, 0.04, 1.6), np.float32)
    facade = regions.built(clean, size)
    busy = np.asarray(texture(clean, size) * (1 - 0.9 * facade), np.float32)
    air, perhaps_air = sky.find(photo, np.maximum(person, facade))
    leaves = np.asarray(regions.foliage(photo, busy, size) * (1 - air), np.float32)
    water = np.asarray(regions.water(photo, busy, size) * (1 - air), np.float32)
    ruled = support(clean, size)
    level = np.maximum(water, regions.ripples(clean, size)) * (1 - ruled) * (1 - air) * (1 - leaves)
    fine = harden(daubs(blur(without_grain(textured, photo, size), 0.3), max(1.2, 0.003 * size)), 0.9, 1, 0.5)
    crowd = np.asarray(crowded(textured, size) * (1 - air), np.float32)
    keep = np.maximum(facade, ruled_near(clean, max(22.0, 0.04 * size))) * (1 - leaves)
    fine = mix(fine, absorbed(fine, size), crowd * (1 - keep))
    rough_places = np.maximum(0.9 * leaves, 0.7 * np.maximum(busy, crowd * (1 - keep)) * (1 - level))
    colour = _film(mix(fine, clusters(fine, size), rough_places), leaves)
    rough = daubs(blur(clean, 1.2), max(2.2, 0.0075 * size))  # no border may depend on single pixels
    flow = tangent(tensor(clean, 0.012 * size))
    pen = strokes(colour, np.maximum(0.6 * busy, crowd), size)
    painted, cloud = sky.paint(clean, air, size)
    colour = glow(mix(colour, painted, air), size)
    quiet = (1 - air) * (1 - 0.9 * perhaps_air) * (1 - leaves * (0.35 + 0.5 * crowd)) * (1 - 0.8 * water)
    quiet = quiet * (1 - 0.85 * regions.layered(clean, size) * (1 - pen.long)) * regions.sharp(clean, size)
    # The land ends in one unbroken line wherever it stands out from the sky.
    edge = np.hypot(*gradient(blur(log_luma(clean), 0.7))).astype(np.float32)  # where the mask is off there is none
    ridge = contour(air, 1.2) * smoothstep(step_across(clean, size), 0.06, 0.18) * smoothstep(edge, 0.035, 0.09)
    ridge = ridge * regions.sharp(clean, size) * (1 - sky.cloud_beside(clean, air, perhaps_air, size))
    # Two lines side by side would look like a fat one: what is built keeps the pen's, hills keep the ridge's.
    beside = np.ones((7, 7), np.uint8)
    free = pen.line * quiet
    free = free * (1 - smoothstep(cv2.dilate(ridge, beside), 0.2, 0.5) * (1 - pen.ruled))
    ridge = ridge * (1 - smoothstep(cv2.dilate(free, beside), 0.45, 0.75))
    line = np.maximum(free, 0.85 * ridge * (1 - 0.6 * busy) * (1 - 0.5 * leaves))
    # Creases belong to the paint: a style with a bold brush must not trace every crack.
    colour = mix(colour, colour * INK_SHARE + INK, CREASE * pen.crease * quiet * (1 - leaves))
    ink = np.asarray(np.clip(colour * INK_SHARE + INK, 0, 1), np.float32)
    y = luma(rough)
    shade = smoothstep(y, SHADOW + 0.02, SHADOW - 0.02) + smoothstep(y, DEEP + 0.02, DEEP - 0.02)
    masks = {"sky": air, "cloud": np.asarray(cloud * air, np.float32), "foliage": leaves, "water": water}
    return Layers(clean, colour, np.asarray(line, np.float32), ink, shade, flow, masks)


def _film(x: Array, leaves: Array) -> Array:
    """Grade the scene, and turn leaves to the fresh greens of film backgrounds."""
    out = mix(grade(x, 0.62, 1.5), grade(x, 0.56, 1.42), leaves)
    greenish = smoothstep(out[..., 1] - np.maximum(out[..., 0], out[..., 2]), -0.03, 0.06) * leaves
    return mix(out, FRESH * (1.06 * luma(out)[..., None] / luma(FRESH)), 0.15 * greenish)
