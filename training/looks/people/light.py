"""The light on a face, fitted to the mesh's normals: its planes without blotch or wrinkle."""

from __future__ import annotations

from typing import List, Tuple

import cv2
import numpy as np
from numpy.typing import NDArray

from ..layers import MESH_POINTS, Array, Face
from .mesh import oval
from .pixels import blur, gradient

FRONT = 0.4
"""How much of one lamp's light comes from the front, against that from the side: its shadow is a crescent."""

ROUND = 0.16
"""Blur of the normals in one lamp's light, in sizes of the face: the sockets of eyes get no patches of shadow."""


def normals(shape: Tuple[int, ...], face: Face) -> Tuple[Array, Array, Array]:
    """-> the components of the unit normals, (h, w) each, from the depth of the mesh spread over the pixels."""
    height, width = shape[:2]
    depth: Array = np.zeros((height, width), np.float32)
    count: Array = np.zeros((height, width), np.float32)
    at = np.round(face.points[:MESH_POINTS]).astype(int)
    ok = (at[:, 0] >= 0) & (at[:, 0] < width) & (at[:, 1] >= 0) & (at[:, 1] < height)
    np.add.at(depth, (at[ok, 1], at[ok, 0]), face.depth[:MESH_POINTS][ok])
    np.add.at(count, (at[ok, 1], at[ok, 0]), 1)
    sigma = 0.075 * face.size
    gx, gy = gradient(blur(depth, sigma) / (blur(count, sigma) + 1e-7))
    z = 1 / np.sqrt(1 + gx * gx + gy * gy)
    return gx * z, gy * z, z


def fit(shape: Tuple[int, ...], face: Face, tone: Array, weight: Array) -> Tuple[Array, Array, Array]:
    """Fit log luma to the normals, robustly.

    tone: (h, w) smoothed log luma. weight: (h, w), which pixels count. -> the fitted tone, the tone of one lamp that
    comes nearest to it, whose shadow is one crescent at the side of a face, and where both hold (0 to 1).
    """
    inside = oval(shape, face)
    x, y, z = normals(shape, face)
    terms = np.stack([np.ones_like(x), x, y, z, x * y, x * z, y * z, x * x - y * y], -1)
    chosen = (inside > 0.9) & (weight > 0.3)
    if int(chosen.sum()) < 60:
        return tone, tone, np.zeros_like(tone)
    a, b = terms[chosen], tone[chosen]
    base = weight[chosen]
    w = base
    ridge = np.diag([0, 1, 1, 1, 4, 4, 4, 4]).astype(np.float32) * 0.004 * len(b)
    solution = np.zeros(8, np.float32)
    for _ in range(5):
        aw = a * w[:, None]
        solution = np.linalg.solve(aw.T @ a + ridge, aw.T @ b)
        w = base / (1 + ((a @ solution - b) / 0.12) ** 2)
    model = blur((terms @ solution).astype(np.float32), 0.035 * face.size)
    lamp = _lamp([blur(n, ROUND * face.size) for n in (x, y, z)], model, chosen)
    soft: Array = np.clip(model, tone - 0.9, tone + 0.9)
    return soft, lamp, blur(oval(shape, face, 0.98), 0.02 * face.size)


def _lamp(normal: List[Array], model: Array, chosen: NDArray[np.bool_]) -> Array:
    """-> the tones of a single lamp in front and at a side, fitted to those of the model on the chosen pixels.

    normal: components across, down and towards the viewer, (h, w) each.
    """
    x, y, z = normal
    a, b = np.stack([np.ones_like(x), x, y], -1)[chosen], model[chosen]
    base, across, down = np.linalg.solve(a.T @ a + 1e-3 * np.eye(3), a.T @ b)
    result: Array = (base + across * x + down * y + FRONT * np.hypot(across, down) * z).astype(np.float32)
    return result


def shifted(mask: Array, down: Array, distance: float) -> Array:
    """-> the mask moved along a direction (2,) by a distance in pixels."""
    matrix = np.array([[1, 0, distance * down[0]], [0, 1, distance * down[1]]], np.float32)
    result: Array = cv2.warpAffine(mask, matrix, (mask.shape[1], mask.shape[0]))
    return result
