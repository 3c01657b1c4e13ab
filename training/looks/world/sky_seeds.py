"""Masks of the sky by GrabCut from safe seeds: what the sky network first learns from, after someone looked at them."""

from __future__ import annotations

import cv2
import numpy as np

from ..layers import Array
from ..luma import luma
from .ops import blur, gradient

SMALL = 192
"""Longer side, in pixels, of the picture in which seeds are sought."""


def cut(photo: Array) -> Array:
    """RGB (h, w, 3) -> coverage of what is calm and open at the top (h, w); right only where there is a sky."""
    k = SMALL / max(photo.shape[:2])
    p = np.clip(cv2.resize(photo, None, fx=k, fy=k, interpolation=cv2.INTER_AREA), 0, 1)
    h, w = p.shape[:2]
    y = luma(p)
    gx, gy = gradient(blur(y, 0.7))
    busy = blur(np.hypot(gx, gy) / (blur(y, 3) + 0.15), 1.5)
    hsv = cv2.cvtColor(p, cv2.COLOR_RGB2HSV)
    height = np.linspace(0, 1, h, dtype=np.float32)[:, None] * np.ones((1, w), np.float32)
    green = (hsv[..., 0] > 62) & (hsv[..., 0] < 170) & (hsv[..., 1] > 0.22)
    seed = _flood((p * 255).astype(np.uint8), (busy < 0.06) & ~green)
    if seed.mean() < 0.01:
        return np.zeros(photo.shape[:2], np.float32)
    low = float(np.percentile(height[seed], 97))
    label = np.full((h, w), cv2.GC_PR_BGD, np.uint8)
    label[(busy < 0.1) & (height < low) & ~green] = cv2.GC_PR_FGD
    label[(height > low + 0.15) | green | (y < 0.3 * np.median(y[seed]))] = cv2.GC_BGD
    label[cv2.erode(seed.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0] = cv2.GC_FGD
    label[-2:] = cv2.GC_BGD
    if not (label == cv2.GC_FGD).any():
        return np.zeros(photo.shape[:2], np.float32)
    cv2.setRNGSeed(1)
    models = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.grabCut((p[..., ::-1] * 255).astype(np.uint8), label, None, *models, 4, cv2.GC_INIT_WITH_MASK)
    sky = ((label == cv2.GC_FGD) | (label == cv2.GC_PR_FGD)).astype(np.uint8)
    _, part, stats, _ = cv2.connectedComponentsWithStats(sky)
    open_ = stats[:, cv2.CC_STAT_TOP] <= 2
    open_[0] = False
    mask = cv2.medianBlur(open_[part].astype(np.uint8) * 255, 3).astype(np.float32) / 255
    return np.asarray(cv2.resize(mask, photo.shape[1::-1], interpolation=cv2.INTER_LINEAR), np.float32)


def _flood(picture: Array, calm: Array) -> Array:
    """Flood calm areas downwards from the top by small steps of colour."""
    h, w = calm.shape
    closed = np.zeros((h + 2, w + 2), np.uint8)
    closed[1:-1, 1:-1] = ~calm
    out = np.zeros((h, w), bool)
    for x in range(0, w, 4):
        if calm[1, x] and not out[1, x]:
            mask = closed.copy()
            flags = 4 | cv2.FLOODFILL_MASK_ONLY | (2 << 8)
            cv2.floodFill(picture, mask, (x, 1), 0, (3, 3, 3), (3, 3, 3), flags)
            out |= mask[1:-1, 1:-1] == 2
    return out
