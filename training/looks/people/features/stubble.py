"""Stubble, thin beards and moustaches, painted in the photo's own tone, each as one clean shape of the face.

Where they grow is decided for the whole face (`growth`); how dense they are follows the photo softly.
"""

from __future__ import annotations

import numpy as np

from ...layers import Array, Face
from ..lines import dark_lines
from ..mesh import LIP_LOWER, LIP_UPPER, FaceAxes, closed
from ..pen import Canvas, cover, spline
from ...luma import luma
from ..pixels import blur, fill_from, mix, ramp, smoothstep
from ..regions import Regions
from .beard import Signs
from .growth import Growth, jaw_cover, lip_cover

LOST_WARMTH = (0.025, 0.06)
"""`beard.warmth` of the cheek minus that of grey hair: where drawing begins, and where it is full."""
HAIR_COLOUR_FACTOR: Array = np.array([0.90, 0.87, 0.87], np.float32)
"""Factors of red, green and blue. They keep stubble visible on painted skin, which is lighter than the photo's."""
WHITE, MOST_WHITE = 1.1, 0.75
"""Brightness of white hair against lit skin, since the nose shades it in the photo; how white it is made."""
WHITE_TINT: Array = np.array([1.01, 1.0, 0.98], np.float32)
WHITE_FROM = (0.02, 0.05)
"""The same lost warmth, on average around a place, from which hair is white, and wholly."""
TOO_DARK = (0.1, 0.3)
"""How much darker than its light a beard is, natural log, from which it is not white, and surely not."""
LEAST_DENSITY = 0.35
"""Density of the thinnest parts of a beard against its densest."""
DARK_SKIN = (0.5, 0.38)
"""Brightness of lit skin at which grey stubble begins to be drawn as a tone of the skin, and at which it wholly is."""
SURELY_WHITE = (0.15, 0.5)
"""How much lighter than dark skin's light hair must be to be drawn white there, natural log: possibly, and surely."""
GREYER, DEEPER = 0.4, 0.87
"""Share of the skin's hue that grey stubble takes away from dark skin, and its brightness against that skin's."""


def stubble_cover(
    shape: "tuple[int, ...]", regions: Regions, face: Face, axes: FaceAxes, seen: Signs, grown: Growth
) -> Array:
    """-> (h, w) coverage of hair on the lower face, thin or thick."""
    lip, jaw = lip_cover(shape, face), jaw_cover(shape, face, axes)
    skin: Array = np.clip(regions.skin + regions.hair, 0, 1)
    area = np.maximum(lip * grown.lip, jaw * grown.jaw) * skin
    if float(area.max()) < 0.1:
        return np.zeros(shape[:2], np.float32)
    strength = np.maximum(seen.darker, 5 * seen.paler.clip(0, 0.1))
    dense = smoothstep(fill_from(strength, area, 0.05 * axes.size), 0.02, 0.18)
    dense = np.maximum(dense, lip)
    lips = cover(shape, spline(closed(face, LIP_UPPER, LIP_LOWER), 80))
    result: Array = blur(area, 0.006 * axes.size) * (LEAST_DENSITY + (1 - LEAST_DENSITY) * dense) * (1 - lips)
    return result


def paint_stubble(
    canvas: Canvas, photo: Array, target: Array, hair: Array, seen: Signs, size: float, light: float
) -> None:
    """Paint hair of that coverage in the graded photo's colours, with a few strands. target: the graded photo."""
    if float(hair.max()) < 0.1:
        return
    own = fill_from(target, hair, 0.04 * size)
    own = mix(own * HAIR_COLOUR_FACTOR, np.clip(own * 1.1 + 0.03, 0, 1), smoothstep(seen.paler, *LOST_WARMTH))
    paler, darker = (fill_from(x, hair, 0.05 * size) for x in (seen.paler, seen.darker))
    white = smoothstep(paler, *WHITE_FROM) * (1 - smoothstep(darker, *TOO_DARK))
    dark_skin = ramp(-light, *(-limit for limit in DARK_SKIN))
    white = white * mix(np.ones_like(white), smoothstep(-darker, *SURELY_WHITE), dark_skin)
    own = mix(own, np.maximum(luma(own), WHITE * light)[..., None] * WHITE_TINT, MOST_WHITE * white)
    # Thin grey hair does not hide dark skin: a pale layer would lie on it as fog, so draw one even tone of the skin.
    inside = hair > 0.3
    grey = dark_skin * ramp(float((paler * (1 - white))[inside].mean()), *WHITE_FROM) if inside.any() else 0.0
    tone = mix(canvas.colour, luma(canvas.colour)[..., None], GREYER) * DEEPER
    own, hair = mix(own, tone, grey), mix(hair, smoothstep(hair, 0.42, 0.58), grey)
    canvas.paint(hair * 0.85, own)
    strands = dark_lines(photo, 1.0, 0.03, 0.09, 5) * ramp(size, 60, 120)
    dark = (own * 0.6).astype(own.dtype)
    canvas.lines(strands * hair * 0.35, dark * (luma(own) / max(light, 0.05)).clip(0.5, 1)[..., None])
