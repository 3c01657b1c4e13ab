"""Texture as painted facets: daubs of one colour with hard, smooth borders, at any scale."""

from __future__ import annotations

import cv2
import numpy as np

from ..layers import Array
from ..luma import luma
from .ops import blur

SECTORS = 8


def daubs(x: Array, radius: float, sharpness: float = 8.0) -> Array:
    """Average each pixel over the calmest of the sectors around it (generalised Kuwahara filter, Papari 2007).

    Borders stay where they are and become clean; texture becomes daubs about as large as the radius.
    """
    reach = int(2 * radius + 0.5)
    gy, gx = np.mgrid[-reach : reach + 1, -reach : reach + 1].astype(np.float32)
    bell = np.exp(-(gx * gx + gy * gy) / (2 * (0.7 * radius) ** 2))
    angle = np.arctan2(gy, gx)
    square = x * x
    total, weight = np.zeros_like(x), np.zeros(x.shape[:2], np.float32)
    for sector in range(SECTORS):
        away = np.abs((angle - 2 * np.pi * sector / SECTORS + np.pi) % (2 * np.pi) - np.pi)
        kernel = bell * np.clip(1.25 - away / (np.pi / SECTORS), 0, 1)
        kernel[reach, reach] = 0.5
        kernel = (kernel / kernel.sum()).astype(np.float32)
        mean = cv2.filter2D(x, -1, kernel, borderType=cv2.BORDER_REFLECT_101)
        spread = cv2.filter2D(square, -1, kernel, borderType=cv2.BORDER_REFLECT_101) - mean * mean
        calm = (0.02 / (0.004 + np.sqrt(np.maximum(spread, 0).sum(-1)))) ** sharpness
        total += calm[..., None] * mean
        weight += calm
    return np.asarray(total / weight[..., None], np.float32)


def harden(x: Array, sigma: float, times: int, blend: float = 0.6) -> Array:
    """Make borders hard and their course smooth (coherence-enhancing shock filter, Weickert 2003).

    Pixels move to the darker or the lighter neighbour by the curvature across the local flow; flat areas keep still.
    """
    disk = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (3, 3))
    size = int(sigma * 4) | 1
    for _ in range(times):
        y = luma(x)
        eigen = cv2.cornerEigenValsAndVecs(blur(y, 0.8), size, 3).reshape(*y.shape, 3, 2)
        vx, vy = eigen[..., 1, 0], eigen[..., 1, 1]
        smooth = blur(y, sigma)
        xx, xy, yy = (cv2.Sobel(smooth, cv2.CV_32F, dx, 2 - dx) for dx in (2, 1, 0))
        curvature = np.clip((vx * vx * xx + 2 * vx * vy * xy + vy * vy * yy) / 0.02, -1, 1)[..., None]
        goal = np.where(curvature > 0, cv2.erode(x, disk), cv2.dilate(x, disk))
        x = (x + blend * np.abs(curvature) * (goal - x)).astype(np.float32)
    return x
