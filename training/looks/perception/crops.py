"""Cuts squares out of a photo for a network of fixed size."""

from __future__ import annotations

import math

import cv2
import numpy as np

from ..layers import Array


def square(photo: Array, left: float, top: float, side: float, size: int) -> Array:
    """-> (size, size, 3): the square of that side, black outside the photo, smoothed before it is made smaller."""
    scale = side / size
    matrix = np.array([[scale, 0, left + scale / 2 - 0.5], [0, scale, top + scale / 2 - 0.5]], np.float32)
    source = cv2.GaussianBlur(photo, (0, 0), 0.35 * scale) if scale > 1.5 else photo
    result: Array = cv2.warpAffine(source, matrix, (size, size), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
    return result


def place_back(patch: Array, left: float, top: float, side: float, height: int, width: int) -> Array:
    """-> (height, width, ...): the patch back where it was cut, zero elsewhere."""
    scale = patch.shape[0] / side
    shift = 0.5 * scale - 0.5
    matrix = np.array([[scale, 0, shift - left * scale], [0, scale, shift - top * scale]], np.float32)
    result: Array = cv2.warpAffine(patch, matrix, (width, height), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
    return result


def turned(photo: Array, centre: Array, side: float, angle: float, size: int) -> tuple[Array, Array]:
    """Cut a square around a centre, turned by an angle -> (size, size, 3), and the (2, 3) matrix to the photo."""
    scale = side / size
    cos, sin = math.cos(angle) * scale, math.sin(angle) * scale
    turn = np.array([[cos, -sin], [sin, cos]], np.float32)
    offset = np.asarray(centre, np.float32) - turn @ np.full(2, size / 2, np.float32)
    matrix: Array = np.hstack([turn, offset[:, None]]).astype(np.float32)
    patch: Array = cv2.warpAffine(
        photo,
        matrix,
        (size, size),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return patch, matrix
