"""Foliage, water and buildings by colour and texture: soft, local rules."""

from __future__ import annotations

import cv2
import numpy as np

from ..layers import Array
from .ops import blur, gradient, log_luma, smoothstep


def _hsv(photo: Array, sigma: float) -> Array:
    return np.asarray(cv2.cvtColor(blur(photo, sigma), cv2.COLOR_RGB2HSV), np.float32)


def foliage(photo: Array, busy: Array, size: float) -> Array:
    """Leaves and grass: green to yellow-green and textured."""
    hsv = _hsv(photo, 0.004 * size)
    hue, sat, value = hsv[..., 0], hsv[..., 1], hsv[..., 2]
    green = (
        smoothstep(hue, 42, 62)
        * (1 - smoothstep(hue, 150, 172))
        * smoothstep(sat, 0.2, 0.34)
        * smoothstep(value, 0.04, 0.12)
    )
    near = blur(green * (0.25 + 0.75 * smoothstep(blur(busy, 0.01 * size), 0.15, 0.5)), 0.008 * size)
    return np.asarray(smoothstep(near, 0.3, 0.6) * smoothstep(blur(green, 0.003 * size), 0.2, 0.6), np.float32)


def water(photo: Array, busy: Array, size: float) -> Array:
    """Open water: blue to green-blue with level ripples, in the lower part of the picture."""
    hsv = _hsv(photo, 0.006 * size)
    hue, sat = hsv[..., 0], hsv[..., 1]
    blue = smoothstep(hue, 165, 185) * (1 - smoothstep(hue, 250, 270)) * smoothstep(sat, 0.18, 0.32)
    low = np.linspace(0, 1, photo.shape[0], dtype=np.float32)[:, None]
    found = smoothstep(blur(blue * layered(photo, size, 1.0, 1.5), 0.02 * size), 0.25, 0.6)
    return np.asarray(found * (1 - 0.5 * busy) * smoothstep(low, 0.2, 0.45), np.float32)


def layered(photo: Array, size: float, low: float = 2.0, high: float = 3.2) -> Array:
    """1 where nearly all structure is level, as in ripples: vertical over horizontal contrast from low to high."""
    tone = log_luma(photo)
    down, across = (blur(np.abs(cv2.Sobel(tone, cv2.CV_32F, d, 1 - d, scale=0.125)), 0.025 * size) for d in (0, 1))
    return smoothstep(down / (across + 0.004), low, high)


def ripples(photo: Array, size: float) -> Array:
    """1 on water of any colour: level structure all over, in the lower part of the picture."""
    tone = log_luma(photo)
    rough = smoothstep(blur(np.abs(tone - blur(tone, 0.006 * size)), 0.02 * size), 0.01, 0.03)
    low = np.linspace(0, 1, photo.shape[0], dtype=np.float32)[:, None]
    return np.asarray(layered(photo, size, 1.25, 1.8) * rough * smoothstep(low, 0.4, 0.6), np.float32)


def built(photo: Array, size: float) -> Array:
    """1 on facades: upright and level edges side by side, where nature's lie at every angle."""
    gx, gy = gradient(log_luma(photo))
    square = gx * gx + gy * gy
    strength = np.sqrt(square)
    upright = 1 - 8 * gx * gx * gy * gy / (square * square + 1e-12)
    sigma = 0.015 * size
    order = blur(strength * upright, sigma) / (blur(strength, sigma) + 1e-3)
    across = blur(np.where(np.abs(gx) > np.abs(gy), np.abs(gx), 0).astype(np.float32), sigma)
    down = blur(np.where(np.abs(gy) > np.abs(gx), np.abs(gy), 0).astype(np.float32), sigma)
    both = np.minimum(across, down) / (np.maximum(across, down) + 1e-3)
    found = smoothstep(order, 0.15, 0.35) * smoothstep(both, 0.2, 0.4)
    return smoothstep(blur(found, sigma), 0.15, 0.5)


def sharp(photo: Array, size: float) -> Array:
    """1 where edges are in focus, 0 where every edge nearby is soft: the steepest slope against the range of tone."""
    tone = log_luma(photo)
    reach = 2 * max(3, round(0.012 * size)) + 1
    kernel = np.ones((reach, reach), np.uint8)
    extent = cv2.dilate(tone, kernel) - cv2.erode(tone, kernel)
    slope = cv2.dilate(np.hypot(*gradient(blur(tone, 0.7))).astype(np.float32), kernel)
    return blur(smoothstep(slope / (extent + 0.03), 0.16, 0.25), 0.006 * size)
