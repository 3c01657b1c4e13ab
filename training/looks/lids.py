"""Lowers the lids of a photo's eyes: few people of a folder of photos look down or blink, but in videos all do."""

from __future__ import annotations

from typing import List, Tuple

import cv2
import numpy as np

from .layers import Array, Face
from .people.features.eyes import EyeShape
from .people.mesh import EYES, face_axes

REACH = 0.5
"""Height of the skin above the upper lid that is drawn out, in widths of the eye."""
LASHES = 0.05
"""Thickness of the lashes that move with the lid, in widths of the eye."""


def lowered(photo: Array, faces: List[Face], share: float) -> Tuple[Array, List[Face]]:
    """Draw the skin above each eye down over it, lashes along, as a lid does.

    photo: (h, w, 3) RGB in [0, 1]. share: how far down, below 1, where the lids would meet. -> the picture
    and its faces, whose lids are known and need not be found: the mesh network takes one shut eye in three for an open
    one.
    """
    height, width = photo.shape[:2]
    y, x = np.mgrid[:height, :width].astype(np.float32)
    up: Array = np.zeros((height, width), np.float32)
    axes = np.zeros((height, width, 2), np.float32)
    for face in faces:
        for eye in EYES:
            shape = EyeShape(face, eye, face_axes(face))
            if shape.width < 4:
                continue
            across = (x - shape.origin[0]) * shape.across[0] + (y - shape.origin[1]) * shape.across[1]
            down = (x - shape.origin[0]) * shape.down[0] + (y - shape.origin[1]) * shape.down[1]
            moved = _shift(shape, across, down, share)
            up = np.where(moved > 0, moved, up)
            axes = np.where(moved[..., None] > 0, shape.down, axes)
    result: Array = cv2.remap(
        photo, x - axes[..., 0] * up, y - axes[..., 1] * up, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101
    )
    return np.ascontiguousarray(result), [_shut(face, share) for face in faces]


def _shut(face: Face, share: float) -> Face:
    """-> the face with its upper lids on their way to the lower ones."""
    points = face.points.copy()
    for eye in EYES:
        upper, lower = list(eye.upper), list(eye.lower)
        points[upper] += share * (face.points[lower] - face.points[upper])
    return Face(points, face.depth, face.score)


def _shift(shape: EyeShape, across: Array, down: Array, share: float) -> Array:
    """-> for each pixel, the distance in pixels to the place above from which it takes its colour.

    It grows from 0 at the top of the stretched skin to the distance that the lid has moved, at the lid.
    across, down: places in the eye's own axes.
    """
    upper, lower = shape.upper[np.argsort(shape.upper[:, 0])], shape.lower[np.argsort(shape.lower[:, 0])]
    lid = np.interp(across, upper[:, 0], upper[:, 1]).astype(np.float32)
    most = np.interp(across, lower[:, 0], lower[:, 1]).astype(np.float32)
    lash = LASHES * shape.width
    way = np.maximum(0, share * (most - lid))
    top, new = lid - REACH * shape.width, lid + way
    inside = (across > 0) & (across < shape.width) & (down > top) & (down < new + lash)
    part = np.clip((down - top) / np.maximum(new - top, 1e-3), 0, 1)
    result: Array = np.where(inside, part * way, 0).astype(np.float32)
    return result
