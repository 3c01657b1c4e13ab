"""Stubble, thin beards and moustaches, painted in the photo's own tone with a half-soft border.

The result depends on nearby pixels only and never on a decision about the whole face, so that a small network can learn
it.
"""

from __future__ import annotations

import numpy as np

from ...layers import Array, Face
from ..lines import dark_lines
from ..mesh import Frame, beard_zone, oval
from ..pen import Canvas, cover, grow
from ..pixels import blur, fill_from, luma, mix, ramp, smoothstep
from ..regions import Regions
from .beard import UPPER_LIP, Signs

LOST_LOG_LUMA = (0.16, 0.32)
"""Log luma of lit skin minus that of hair (natural log): where drawing begins, and where it is full."""
LOST_WARMTH = (0.025, 0.06)
"""`beard.warmth` of the cheek minus that of grey hair: where drawing begins, and where it is full."""
LOST_WARMTH_AROUND = (0.04, 0.07)
"""The same for the mean of a wide surrounding. It finds grey hair that is as smooth as skin."""
HAIR_COLOUR_FACTOR: Array = np.array([0.93, 0.90, 0.90], np.float32)
"""Factors of red, green and blue. They keep stubble visible on painted skin, which is lighter than the photo's."""
SMOOTH_SHARE = 0.05
"""Share of a dark tone that is drawn where the skin is smooth, because such a tone is most likely a shadow."""


def stubble_cover(shape: "tuple[int, ...]", regions: Regions, face: Face, axes: Frame, seen: Signs) -> Array:
    """-> (h, w) coverage of hair on the lower face, thin or thick."""
    zone = beard_zone(shape, face) * oval(shape, face, 0.96) * regions.skin
    lip = cover(shape, grow(face.points[UPPER_LIP], 1.05)) * smoothstep(-seen.darker, 0.0, 0.12)  # a white moustache
    # A highlight is pale as well, but never over so wide a part of a face as a white beard.
    wide = smoothstep(fill_from(seen.paler, zone, 0.06 * axes.size), *LOST_WARMTH_AROUND)
    grey = smoothstep(seen.paler, *LOST_WARMTH) * np.maximum(smoothstep(seen.coarse, 0.1, 0.4), np.maximum(lip, wide))
    rough = SMOOTH_SHARE + (1 - SMOOTH_SHARE) * smoothstep(seen.coarse + 4 * seen.paler.clip(0, 0.1), 0.15, 0.45)
    likely = blur((smoothstep(seen.darker, *LOST_LOG_LUMA) * rough).clip(grey, 1) * zone, 0.012 * axes.size)
    return smoothstep(likely, 0.15, 0.6) * zone


def paint_stubble(
    canvas: Canvas, photo: Array, target: Array, hair: Array, seen: Signs, size: float, light: float
) -> None:
    """Paint hair of that coverage in the graded photo's colours, with a few strands. target: the graded photo."""
    if float(hair.max()) < 0.1:
        return
    own = fill_from(target, hair, 0.02 * size)
    own = mix(own * HAIR_COLOUR_FACTOR, np.clip(own * 1.1 + 0.03, 0, 1), smoothstep(seen.paler, *LOST_WARMTH))
    canvas.paint(hair * 0.85, own)
    strands = dark_lines(photo, 1.0, 0.03, 0.09, 5) * ramp(size, 60, 120)
    dark = (own * 0.6).astype(own.dtype)
    canvas.lines(strands * hair * 0.35, dark * (luma(own) / max(light, 0.05)).clip(0.5, 1)[..., None])
