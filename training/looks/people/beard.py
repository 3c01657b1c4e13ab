"""Beards, moustaches and stubble: hair where the skin of the lower face is darker than its light."""

from __future__ import annotations

import numpy as np

from ..layers import Array, Face
from .grade import saturate
from .mesh import beard_zone
from .pen import Canvas, cover, grow
from .pixels import blur, brightness, luma, ramp, smoothstep
from .regions import Regions
from .skin import Tones

# fmt: off
UPPER_LIP = [98, 97, 2, 326, 327, 410, 287, 291, 409, 270, 269, 267, 0, 37, 39, 40, 185, 61, 57, 186]
# fmt: on


def paint_beard(canvas: Canvas, photo: Array, target: Array, regions: Regions, face: Face, tones: Tones) -> Array:
    """Paint facial hair -> its coverage (h, w). target: the graded photo."""
    size = face.size
    area = beard_zone(canvas.shape, face) * np.clip(regions.skin + regions.hair, 0, 1)
    tone = np.log(luma(photo) + 0.04)
    rough = np.sqrt(np.maximum(0, blur(tone * tone, 1.5) - blur(tone, 1.5) ** 2))
    darker = blur(tones.residue, 0.012 * size)
    chroma = (target[..., 0] - target[..., 2]) / (target.sum(-1) + 0.05)
    own = float((tones.lit[0] - tones.lit[2]) / (tones.lit.sum() + 0.05))
    paler = smoothstep(blur(own - chroma, 0.012 * size), 0.0, 0.05)
    evidence = smoothstep(darker, 0.22, 0.55) * (0.35 + 0.65 * np.maximum(paler, smoothstep(rough, 0.07, 0.15)))
    lip = cover(canvas.shape, grow(face.points[UPPER_LIP], 1.05))
    evidence = np.maximum(evidence, lip * smoothstep(darker, 0.16, 0.36) * smoothstep(rough, 0.05, 0.12))
    hair = smoothstep(blur(evidence * area, 0.02 * size), 0.36, 0.58) * area
    share = float(hair.sum() / max(1.0, float(area.sum())))
    hair = hair * ramp(share, 0.025, 0.06)
    if hair.max() < 0.3:
        return hair
    seen = np.median(target[hair > 0.5], 0) if (hair > 0.5).sum() > 8 else tones.shadow
    colour = np.minimum(saturate(seen.astype(np.float32), 1.1), tones.shadow * 0.95).astype(np.float32)
    depth = float(np.clip(1.2 - brightness(colour) / max(0.05, brightness(tones.lit)), 0.35, 1))
    canvas.paint(hair * (0.55 + 0.4 * depth), colour, 1.0)
    return hair
