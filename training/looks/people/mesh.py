"""Groups of points of the face mesh, and the axes of a face. "Left" and "right" are the viewer's."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import List, Tuple

import numpy as np

from ..layers import Array, Face
from .pen import cover, grow

# fmt: off
OVAL = [10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152,
        148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109]
JAW = [132, 58, 172, 136, 150, 149, 176, 148, 152, 377, 400, 378, 379, 365, 397, 288, 361]
LIP_UPPER = [61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291]
LIP_LOWER = [61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291]
MOUTH_UPPER = [78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308]
MOUTH_LOWER = [78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308]
LOWER_FACE = [234, 93, 132, 58, 172, 136, 150, 149, 176, 148, 152, 377, 400, 378, 379, 365, 397, 288, 361, 323, 454,
              425, 327, 2, 98, 205]
NOSE_BASE = [98, 97, 2, 326, 327]
NOSE_RIM = [129, 98, 97, 2, 326, 327, 358, 4]
NOSE_RIDGE = [168, 6, 197, 195, 5, 4]
# fmt: on


@dataclass(frozen=True)
class EyePoints:
    """Points of an eye: lids from the outer corner to the inner, the brow's borders, the socket's ring, the iris."""

    upper: Tuple[int, ...]
    lower: Tuple[int, ...]
    brow_top: Tuple[int, ...]
    brow_bottom: Tuple[int, ...]
    ring: Tuple[int, ...]
    iris: int


EYES = (
    EyePoints(
        (33, 246, 161, 160, 159, 158, 157, 173, 133),
        (33, 7, 163, 144, 145, 153, 154, 155, 133),
        (70, 63, 105, 66, 107),
        (46, 53, 52, 65, 55),
        (130, 247, 30, 29, 27, 28, 56, 190, 243),
        468,
    ),
    EyePoints(
        (263, 466, 388, 387, 386, 385, 384, 398, 362),
        (263, 249, 390, 373, 374, 380, 381, 382, 362),
        (300, 293, 334, 296, 336),
        (276, 283, 282, 295, 285),
        (359, 467, 260, 259, 257, 258, 286, 414, 463),
        473,
    ),
)


@dataclass(frozen=True)
class FaceAxes:
    """Axes of a face: right and down (2,) unit vectors, the angle of right, the size, and the turn of the head.

    yaw: -1 to 1; 0 seen from the front, positive where the nose is nearer to the cheek at the right.
    """

    right: Array
    down: Array
    angle: float
    size: float
    yaw: float


def face_axes(face: Face) -> FaceAxes:
    p = face.points
    eyes = p[263] - p[33]
    angle = math.atan2(eyes[1], eyes[0])
    right: Array = np.array([math.cos(angle), math.sin(angle)], np.float32)
    down: Array = np.array([-right[1], right[0]], np.float32)
    near_left, near_right = float(np.hypot(*(p[1] - p[234]))), float(np.hypot(*(p[1] - p[454])))
    return FaceAxes(right, down, angle, face.size, (near_left - near_right) / (near_left + near_right + 1e-6))


def closed(face: Face, first: List[int], second: List[int]) -> Array:
    """-> an outline along one row of points and back along the other."""
    result: Array = np.vstack([face.points[first], face.points[second][::-1]])
    return result


def oval(shape: Tuple[int, ...], face: Face, factor: float = 1.0) -> Array:
    """-> coverage of the face's outline."""
    return cover(shape, grow(face.points[OVAL], factor))


def features(shape: Tuple[int, ...], face: Face) -> Array:
    """-> coverage of eyes, brows, lips and nostrils, generously: they must not be taken for shadows."""
    p = face.points
    parts = [grow(closed(face, LIP_UPPER, LIP_LOWER), 1.4), grow(p[[98, 97, 2, 326, 327, 294, 1, 64]], 1.15)]
    for eye in EYES:
        parts.append(grow(np.vstack([p[list(eye.ring)], p[list(eye.lower)][::-1]]), 1.25))
        parts.append(grow(closed(face, list(eye.brow_top), list(eye.brow_bottom)), 1.35))
    result: Array = np.zeros(shape[:2], np.float32)
    for part in parts:
        result = np.maximum(result, cover(shape, part))
    return result


def beard_zone(shape: Tuple[int, ...], face: Face) -> Array:
    """-> coverage of the skin on which a beard grows: cheeks, chin and upper lip below the nose."""
    p = face.points
    lips = cover(shape, grow(closed(face, LIP_UPPER, LIP_LOWER), 1.06))
    nostrils = cover(shape, grow(p[NOSE_BASE + [1]], 1.1))
    result: Array = cover(shape, grow(p[LOWER_FACE], 1.02)) * (1 - lips) * (1 - nostrils)
    return result
