"""Bridge and temples of glasses, and the thickness and colour of a frame."""

from __future__ import annotations

from typing import Optional, Tuple

import cv2
import numpy as np

from ...layers import Array
from ..lines import CHANNEL
from ...luma import luma
from .frame_evidence import look_up, normals
from .frames import AROUND, Fitted

INNER = range(AROUND // 2 - 1, AROUND // 2 + 12, 2)
"""Points of a lens from which a bridge starts: the inner end, and above it."""
ARCHES = (-0.16, -0.10, -0.05, 0.0, 0.05)
"""How far the middle of a bridge lies below its ends, in units."""
HINGES = (0, AROUND - 2, AROUND - 4, AROUND - 6, AROUND - 8, AROUND - 10)
"""Points of a lens from which a temple starts: the outer end, and above it."""
REACH: Array = np.arange(0.2, 1.01, 0.1, dtype=np.float32)
RISE: Array = np.arange(-0.5, 0.51, 0.05, dtype=np.float32)
"""How far a temple runs outwards, in units, and how steeply down."""
LEAST_SEEN = 0.22
"""Mean evidence from which a line is a temple."""


def bridge(found: Fitted) -> Array:
    """-> (n, 2): the likeliest arch between both lenses, in pixels."""
    best, chosen = -1.0, np.zeros((17, 2), np.float32)
    t = np.linspace(0, 1, 9, dtype=np.float32)[:, None]
    for k in INNER:
        ends = [curve[k] for curve in found.curves]
        height = (ends[0][1] + ends[1][1]) / 2
        for arch in ARCHES:
            # Each half starts at its lens and ends at the nose's root, where it lies level.
            parts = [np.c_[end[0] * (1 - t), end[1] + (height + arch - end[1]) * (1 - (1 - t) ** 2)] for end in ends]
            seen = [look_up(m, part, normals(part, False)).mean() for m, part in zip(found.maps, parts)]
            if float(sum(seen)) > best:
                best = float(sum(seen))
                left, right = (half.place(part) for half, part in zip(found.halves, parts))
                chosen = np.vstack([left, right[::-1][1:]])
    return chosen


def temple(found: Fitted, side: int) -> Optional[Array]:
    """-> (n, 2): the likeliest line from a lens outwards, in pixels, or nothing where none is seen."""
    curve, maps = found.curves[side], found.maps[side]
    t = np.linspace(0, 1, 24, dtype=np.float32)[:, None]
    best, chosen = 0.0, None
    for hinge in HINGES:
        ways = np.stack(np.meshgrid(REACH, RISE), -1).reshape(-1, 1, 2)
        ways[..., 1] *= ways[..., 0]
        lines = (curve[hinge] + ways * t).astype(np.float32)
        seen = look_up(maps, lines, normals(lines, False)) - LEAST_SEEN
        outside = lines[..., 0] > curve[:, 0].max() + 0.03  # within, a line may be the rim's
        gain = (seen * outside).mean(1) * np.hypot(ways[:, 0, 0], ways[:, 0, 1])
        k = int(np.argmax(gain))
        if float(gain[k]) > best:
            best, chosen = float(gain[k]), found.halves[side].place(lines[k])
    return chosen


def profile(photo: Array, curve: Array, reach: float) -> Array:
    """-> (points, samples, 3): the photo across a closed curve of pixels, from inside to outside."""
    tangent = np.roll(curve, -1, 0) - np.roll(curve, 1, 0)
    normal = np.c_[tangent[:, 1], -tangent[:, 0]] / (np.hypot(*tangent.T)[:, None] + 1e-6)
    if float(((curve - curve.mean(0)) * normal).sum()) < 0:
        normal = -normal
    offsets = np.linspace(-reach, reach, 41, dtype=np.float32)
    places = (curve[:, None] + normal[:, None] * offsets[None, :, None]).astype(np.float32)
    seen = cv2.remap(photo, places[..., 0], places[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(seen, np.float32)


def thickness(photo: Array, curve: Array, size: float) -> Tuple[Array, Array]:
    """-> how thick the dark line along a closed curve is at each point, in pixels, and its contrast, natural log."""
    reach = 0.055 * size
    across = np.log(luma(profile(photo, curve, reach)) + CHANNEL)
    ground = np.minimum(across[:, :20].max(1), across[:, 21:].max(1))[:, None]
    deep = np.clip(ground - across, 0, None)
    near = deep[:, 12:29].max(1)
    # The line is what is deeper than half its depth, and hangs together around the curve.
    wide = (deep > 0.5 * near[:, None]) & (near[:, None] > 0.04)
    result = np.zeros(len(curve), np.float32)
    for k, row in enumerate(wide):
        start = 12 + int(np.argmax(deep[k, 12:29]))
        low = high = start
        while row[low] and low > 0:
            low -= 1
        while row[high] and high < 40:
            high += 1
        result[k] = max(0, high - low - 1) * reach / 20
    return result, near
