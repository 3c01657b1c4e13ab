"""Where the frames of glasses may run: lines in each half of a face, straightened into the face's axes."""

from __future__ import annotations

import math
from typing import NamedTuple, Tuple

import cv2
import numpy as np
from numpy.typing import NDArray

from ...layers import Array, Face
from ..lines import CHANNEL
from ..mesh import EYES, FaceAxes, closed
from ..pen import grow
from ...luma import luma
from ..pixels import blur, smoothstep

Indices = NDArray[np.int32]

STEPS = 44
"""Samples of a half face for each unit, which is the way from the nose's root to the outer corner of an eye."""
LEFT, TOP, WIDTH, HEIGHT = 0.0, -0.75, 2.1, 1.8
"""Where a half face begins beside and above the nose's root, and how far it reaches, in units."""

BINS = 8
"""Directions in which lines are looked for."""
LINE_GAPS, WORN_GAPS = (2.0, 4.5), (4.5, 8.0)
"""How far beside a line the ground is looked at, in the photo and in the masks, in samples."""
CONTRAST, WORN_CONTRAST = (0.03, 0.12), (0.06, 0.25)
"""Contrast from which a line is seen, and wholly so: natural log in the photo, root of the probability in the masks."""
PRESENT = (0.18, 0.4)
"""Root of the masks' probability from which something is worn, and surely."""
SEEN = 0.4
"""Weight of the photo's ridges beside those of the masks."""
SHINE = 0.7
"""How much a bright line counts against a dark one: metal shines."""


class Half(NamedTuple):
    """One half of a face: its origin at the nose's root, and the steps of a unit outwards and down, in pixels."""

    origin: Array
    out: Array
    down: Array

    def place(self, points: Array) -> Array:
        """-> points in units, (n, 2), in pixels of the picture."""
        result: Array = (self.origin + points[..., :1] * self.out + points[..., 1:] * self.down).astype(np.float32)
        return result


def halves(face: Face, axes: FaceAxes) -> Tuple[Half, Half]:
    p = face.points
    root = (p[168] + p[6]) / 2
    down = axes.down * 0.33 * float(np.hypot(*(p[10] - p[2])))
    # Both lenses lie in one plane and are foreshortened alike: use one width for both, the mean of the eyes' corners.
    reach = sum(abs(float((p[corner] - root) @ axes.right)) for corner in (33, 263)) / 2
    return Half(root, -axes.right * reach, down), Half(root, axes.right * reach, down)


def evidence(photo: Array, worn: Array, face: Face, half: Half, side: int) -> Array:
    """-> (BINS, rows, columns): how surely a frame of each direction lies at each place of half a face.

    worn: the masks' probability of things worn. It tells frames from lids and folds; the photo gives their exact place.
    """
    rows, columns = round(HEIGHT * STEPS), round(WIDTH * STEPS)
    v, u = np.mgrid[:rows, :columns].astype(np.float32) / np.float32(STEPS)
    places = half.place(np.stack([u + LEFT, v + TOP], -1))
    pixels = min(float(np.hypot(*half.out)), float(np.hypot(*half.down))) / STEPS
    # Use Python's integers: with NumPy 2, one of NumPy's would make the places float64, which OpenCV refuses.
    x0, y0 = (max(0, int(low) - 8) for low in np.floor(places.reshape(-1, 2).min(0)))
    x1, y1 = (max(low + 1, int(high) + 8) for low, high in zip((x0, y0), np.ceil(places.reshape(-1, 2).max(0))))
    part = (slice(y0, y1), slice(x0, x1))
    if photo[part].size == 0:
        return np.zeros((BINS, rows, columns), np.float32)
    soft = 0.45 * pixels if pixels > 1 else 0.0
    tone, thing = (
        cv2.remap(
            blur(x, soft), places[..., 0] - x0, places[..., 1] - y0, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )
        for x in (np.log(luma(photo[part]) + CHANNEL), np.sqrt(worn[part]))
    )
    near = cv2.dilate(smoothstep(thing, *PRESENT), np.ones((5, 5), np.uint8)) * _bare(face, half, side, rows, columns)
    found = []
    for angle in np.arange(BINS) * (math.pi / BINS):
        seen = np.maximum(_ridge(-tone, angle, LINE_GAPS), SHINE * _ridge(tone, angle, LINE_GAPS[:1]))
        known = smoothstep(_ridge(thing, angle, WORN_GAPS), *WORN_CONTRAST)
        found.append((1 - SEEN) * known + SEEN * smoothstep(seen, *CONTRAST) * near)
    return np.stack(found)


def _ridge(height: Array, angle: float, gaps: Tuple[float, ...]) -> Array:
    """-> how far each place stands out over both of its sides, on a line whose normal has that angle."""
    normal = np.array([math.cos(angle), math.sin(angle)])
    middle = cv2.filter2D(height, -1, _stroke(normal, 0.0), borderType=cv2.BORDER_REPLICATE)
    best = np.full(height.shape, -1, np.float32)
    for gap in gaps:
        sides = [cv2.filter2D(height, -1, _stroke(normal, s * gap), borderType=cv2.BORDER_REPLICATE) for s in (-1, 1)]
        best = np.maximum(best, middle - np.maximum(*sides))
    return best


def _stroke(normal: Array, gap: float) -> Array:
    """-> the kernel that averages along a short stroke beside a place."""
    y, x = np.mgrid[-9:10, -9:10].astype(np.float32)
    across, along = x * normal[0] + y * normal[1] - gap, -x * normal[1] + y * normal[0]
    kernel: Array = np.exp(-((across / 0.8) ** 2 + (along / 2.6) ** 2) / 2).astype(np.float32)
    return kernel / kernel.sum()


def _bare(face: Face, half: Half, side: int, rows: int, columns: int) -> Array:
    """-> 0 on brow and lids, whose own lines say nothing of frames, 1 elsewhere."""
    eye = EYES[side]
    matrix = np.stack([half.out, half.down], 1)
    result: Array = np.ones((rows, columns), np.float32)
    lids = grow(closed(face, list(eye.upper), list(eye.lower)), 1.3)
    brow = grow(closed(face, list(eye.brow_top), list(eye.brow_bottom)), 1.15)
    for outline in (lids, brow):
        local = (np.linalg.solve(matrix, (outline - half.origin).T).T - np.array([LEFT, TOP])) * STEPS
        cv2.fillPoly(result, [np.round(local).astype(np.int32)], 0.0)
    return result


def normals(curve: Array, ring: bool = True) -> Indices:
    """-> the angle of the normal at each point of curves (..., n, 2), in bins. ring: whether they are closed."""
    tangent = np.roll(curve, -1, -2) - np.roll(curve, 1, -2) if ring else np.gradient(curve, axis=-2)
    angle = np.arctan2(tangent[..., 0], -tangent[..., 1])
    result: Indices = np.round(angle / (math.pi / BINS)).astype(np.int32) % BINS
    return result


def look_up(maps: Array, curve: Array, bins: Indices) -> Array:
    """-> the evidence at points of curves in units."""
    x = np.clip(np.round((curve[..., 0] - LEFT) * STEPS).astype(np.int32), 0, maps.shape[2] - 1)
    y = np.clip(np.round((curve[..., 1] - TOP) * STEPS).astype(np.int32), 0, maps.shape[1] - 1)
    return maps[bins, y, x]
