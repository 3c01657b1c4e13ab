"""The light on a face, fitted to the mesh's normals: its planes without blotch or wrinkle."""

from __future__ import annotations

from typing import Tuple

import cv2
import numpy as np

from ..layers import MESH_POINTS, Array, Face
from .mesh import oval
from .pixels import blur, gradient

Terms = Array


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


def fit(shape: Tuple[int, ...], face: Face, tone: Array, weight: Array) -> Tuple[Array, Array]:
    """Fit log luma to the normals, robustly.

    tone: (h, w) smoothed log luma. weight: (h, w), which pixels count. -> the fitted tone, and where it holds (0 to 1).
    """
    inside = oval(shape, face)
    x, y, z = normals(shape, face)
    terms = np.stack([np.ones_like(x), x, y, z, x * y, x * z, y * z, x * x - y * y], -1)
    chosen = (inside > 0.9) & (weight > 0.3)
    if int(chosen.sum()) < 60:
        return tone, np.zeros_like(tone)
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
    soft: Array = np.clip(model, tone - 0.9, tone + 0.9)
    return soft, blur(oval(shape, face, 0.98), 0.02 * face.size)


def shifted(mask: Array, down: Array, distance: float) -> Array:
    """-> the mask moved along a direction (2,) by a distance in pixels."""
    matrix = np.array([[1, 0, distance * down[0]], [0, 1, distance * down[1]]], np.float32)
    result: Array = cv2.warpAffine(mask, matrix, (mask.shape[1], mask.shape[0]))
    return result
