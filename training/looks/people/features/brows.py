"""Brows as tapered shapes in their own colour."""

from __future__ import annotations

import numpy as np

from ...layers import Array, Face
from ..grade import saturate
from ..mesh import EYES, FaceAxes, closed
from ..pen import Canvas, cover, ribbon, spline
from ..pixels import brightness, ramp
from ..skin import Tones


def draw_brows(canvas: Canvas, photo: Array, face: Face, axes: FaceAxes, tones: Tones, white: float) -> None:
    """Draw both brows as tapered shapes in their own colour. photo: graded; white: how white the hair is, in [0, 1].

    Brows stand out from the skin, unless white hair tells that they are white too.
    """
    for eye in EYES:
        top, bottom = face.points[list(eye.brow_top)], face.points[list(eye.brow_bottom)]
        inside = cover(canvas.shape, closed(face, list(eye.brow_top), list(eye.brow_bottom))) > 0.5
        colour = tones.deep
        if inside.sum() > 3:
            seen = photo[inside]
            order = np.argsort(seen.sum(1))[: max(2, len(seen) // 3)]
            colour = saturate(seen[order].mean(0).astype(np.float32), 1.1)
        limit = (0.58 + 0.3 * white) * brightness(tones.shadow) + 0.02
        colour = saturate(colour, 1 - 0.8 * white * ramp(brightness(colour), 0.6 * limit, limit))
        colour = np.clip(colour * min(1.0, limit / max(brightness(colour), 1e-3)), 0.03, 1)
        thick = np.hypot(*(top - bottom).T)
        rise = np.linspace(0.5, 0.68, len(top), dtype=np.float32)[:, None]  # the thick inner end must not scowl
        curve = spline(top * rise + bottom * (1 - rise) - axes.down * 0.004 * axes.size, 40)
        t = np.linspace(0, 1, 40)
        half = np.interp(t, np.linspace(0, 1, 5), thick) * 0.47
        half = half * np.clip(t * 2.2 + 0.12, 0, 1) * np.clip((1 - t) * 4 + 0.4, 0, 1)
        canvas.fill(ribbon(curve, np.maximum(half, 0.35).astype(np.float32)), colour, 0.95)
