"""A photo's scene as a background painter would lay it down: fill, lines, masks."""

from __future__ import annotations

import cv2
import numpy as np

from ..layers import Array, Layers
from . import foliage, regions, sky
from .facets import daubs, harden
from .grade import glow, grade
from .lines import strokes, texture
from .ops import blur, log_luma, luma, mix, smoothstep, tangent, tensor

INK_SHARE = np.array([0.34, 0.30, 0.38], np.float32)
INK = np.array([0.05, 0.04, 0.075], np.float32)
"""Ink is a dark, violet part of the colour under it, never black."""
SHADOW, DEEP = 0.34, 0.17
"""Luma below which the shade layer counts as shadow and as deep shadow."""


def paint_world(photo: Array, person: Array) -> Layers:
    """Draw everything but people.

    photo: RGB (h, w, 3) in [0, 1]; person: coverage of people (h, w); what is painted behind them is free. Masks: sky,
    cloud, foliage, water.
    """
    photo = np.asarray(photo, np.float32)
    size = float(min(photo.shape[:2]))
    clean = np.asarray(cv2.bilateralFilter(photo, 5, 0.05, 1.6), np.float32)
    busy = np.asarray(texture(clean, size) * (1 - 0.9 * regions.built(clean, size)), np.float32)
    air, perhaps_air = sky.find(photo, person)
    leaves = np.asarray(regions.foliage(photo, busy, size) * (1 - air), np.float32)
    water = np.asarray(regions.water(photo, busy, size) * (1 - air), np.float32)
    pen = strokes(clean, busy, size)
    fill = _fill(clean, busy, pen.ruled, leaves, size)
    colour = mix(grade(fill), foliage.paint(clean, fill, leaves, size), leaves)
    painted, cloud = sky.paint(clean, air, size)
    colour = glow(mix(colour, painted, air), size)
    quiet = (1 - air) * (1 - 0.9 * perhaps_air) * (1 - leaves * (0.35 + 0.5 * busy)) * (1 - 0.8 * water)
    quiet = quiet * (1 - 0.85 * regions.layered(clean, size) * (1 - pen.long))
    ink = np.asarray(np.clip(colour * INK_SHARE + INK, 0, 1), np.float32)
    y = luma(fill)
    shade = smoothstep(y, SHADOW + 0.02, SHADOW - 0.02) + smoothstep(y, DEEP + 0.02, DEEP - 0.02)
    flow = tangent(tensor(clean, 0.012 * size))
    masks = {"sky": air, "cloud": np.asarray(cloud * air, np.float32), "foliage": leaves, "water": water}
    return Layers(clean, colour, np.asarray(pen.line * quiet, np.float32), ink, shade, flow, masks)


def _fill(clean: Array, busy: Array, ruled: Array, leaves: Array, size: float) -> Array:
    """Broad daubs where texture asks for them, fine ones where detail carries meaning."""
    fine = harden(daubs(clean, max(1.2, 0.003 * size)), 0.9, 1, 0.5)
    broad = harden(daubs(clean, max(2.5, 0.0095 * size)), max(1.5, 0.005 * size), 3)
    tone = log_luma(clean)
    contrast = np.asarray(np.sqrt(np.maximum(0, blur(tone * tone, 2.0) - blur(tone, 2.0) ** 2)), np.float32)
    keep = np.maximum(ruled, smoothstep(contrast, 0.08, 0.22) * (1 - busy))
    keep = np.maximum(keep, smoothstep(contrast, 0.36, 0.55) * (1 - blur(leaves, 0.01 * size)))
    keep = blur(cv2.dilate(keep, np.ones((3, 3), np.uint8)), 1.5)
    return mix(broad, fine, np.asarray(np.clip(keep, 0, 1), np.float32))
