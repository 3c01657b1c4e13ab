"""Image operations of the background painter: float32 (h, w) or (h, w, 3) in [0, 1]; sigmas and radii in pixels."""

from __future__ import annotations

from typing import Any, Tuple, Union

import cv2
import numpy as np

from ..layers import Array
from ..luma import luma

Number = Union[float, Array]


def smoothstep(x: Array, low: Number, high: Number) -> Array:
    """Rise from 0 at low to 1 at high, without a corner; falls where low > high."""
    t = np.clip((x - low) / (np.asarray(high, np.float32) - low), 0, 1)
    return np.asarray(t * t * (3 - 2 * t), np.float32)


def blur(x: Array, sigma: float) -> Array:
    """Gaussian; nothing happens below a sigma of .15."""
    return np.asarray(cv2.GaussianBlur(x, (0, 0), sigma), np.float32) if sigma > 0.15 else x


def mix(a: Array, b: Any, k: Number) -> Array:
    """a where k is 0, b where it is 1; a (h, w) weight applies to all channels."""
    weight = k[..., None] if isinstance(k, np.ndarray) and k.ndim == 2 and np.ndim(a) == 3 else k
    return np.asarray(a + (b - a) * weight, np.float32)


def saturate(x: Array, amount: Number) -> Array:
    """Scale the distance of each colour from its own grey."""
    y = luma(x)[..., None]
    return np.asarray(y + (x - y) * (amount[..., None] if isinstance(amount, np.ndarray) else amount), np.float32)


def log_luma(x: Array) -> Array:
    """Tone whose differences are relative contrasts."""
    return np.asarray(np.log(luma(x) + 0.06), np.float32)


def gradient(x: Array) -> Tuple[Array, Array]:
    """Sobel / 8, horizontal and vertical."""
    return (
        np.asarray(cv2.Sobel(x, cv2.CV_32F, 1, 0, scale=0.125, borderType=cv2.BORDER_REPLICATE), np.float32),
        np.asarray(cv2.Sobel(x, cv2.CV_32F, 0, 1, scale=0.125, borderType=cv2.BORDER_REPLICATE), np.float32),
    )


def tensor(x: Array, sigma: float) -> Tuple[Array, Array, Array]:
    """Structure tensor (xx, xy, yy) of all channels together, smoothed."""
    xx, xy, yy = (np.zeros(x.shape[:2], np.float32) for _ in range(3))
    for channel in cv2.split(x):
        gx, gy = gradient(channel)
        xx, xy, yy = xx + gx * gx, xy + gx * gy, yy + gy * gy
    return blur(xx, sigma), blur(xy, sigma), blur(yy, sigma)


def tangent(field: Tuple[Array, Array, Array]) -> Array:
    """Unit direction along the edges of a structure tensor, (h, w, 2) as (x, y)."""
    xx, xy, yy = field
    angle = 0.5 * np.arctan2(2 * xy, xx - yy)
    return np.asarray(np.stack([-np.sin(angle), np.cos(angle)], -1), np.float32)


def coherence(field: Tuple[Array, Array, Array], floor: float = 1e-5) -> Array:
    """1 on clean edges, 0 in texture and in flat areas: anisotropy of a structure tensor."""
    xx, xy, yy = field
    return np.asarray(np.sqrt((xx - yy) ** 2 + 4 * xy * xy) / (xx + yy + floor), np.float32)


def along(value: Array, flow: Array, reach: int, spread: float = 0.5) -> Array:
    """Average a map along a flow (Kang, Lee & Chui 2007): long lines stay, specks fade."""
    h, w = value.shape[:2]
    gy, gx = np.mgrid[:h, :w].astype(np.float32)
    total, weight = value.copy(), 1.0
    for side in (1.0, -1.0):
        x, y, heading = gx, gy, flow * np.float32(side)
        for step in range(1, reach + 1):
            x, y = x + heading[..., 0], y + heading[..., 1]
            here = cv2.remap(flow, x, y, cv2.INTER_NEAREST, borderMode=cv2.BORDER_REPLICATE)
            turn = np.where((here * heading).sum(-1) < 0, np.float32(-1), np.float32(1))
            heading = here * turn[..., None]
            k = float(np.exp(-0.5 * (step / (spread * reach)) ** 2))
            total = total + k * cv2.remap(value, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
            weight += k
    return np.asarray(total / weight, np.float32)


def denoised(photo: Array, strength: float = 9.0, reach: int = 9) -> Array:
    """Take off noise and the finest texture (non-local means, Buades 2005): no threshold may depend on them.

    strength: about the deviation of the noise, of 255; reach: side of the square that is searched, pixels.
    """
    levels = (np.clip(photo, 0, 1) * 255 + 0.5).astype(np.uint8)
    calm = cv2.fastNlMeansDenoisingColored(levels, None, strength, strength + 2, 5, reach)
    return np.asarray(calm, np.float32) / 255


def crisp(value: Array, threshold: float, width: float = 0.8) -> Array:
    """1 above a threshold, 0 below, with a border about `width` pixels soft whatever the slope."""
    gx, gy = gradient(value)
    slope = np.hypot(gx, gy) + 0.012
    return np.asarray(np.clip(0.5 + (value - threshold) / (slope * width * 2), 0, 1), np.float32)


def masked_blur(x: Array, mask: Array, sigma: float, across: float = 1.0) -> Array:
    """Gaussian average of the masked pixels only, defined everywhere (normalised convolution).

    across: how many times wider the average is than it is high. Wide averages are taken on a smaller picture.
    """
    h, w = mask.shape
    shrink_x, shrink_y = max(1, int(sigma * across / 2)), max(1, int(sigma / 2))
    size = (max(1, w // shrink_x), max(1, h // shrink_y))
    weighted = x * (mask[..., None] if x.ndim == 3 else mask)
    small = cv2.resize(weighted, size, interpolation=cv2.INTER_AREA)
    weight = cv2.resize(mask, size, interpolation=cv2.INTER_AREA)
    total, share = np.zeros_like(small), np.full_like(weight, 1e-12)
    for gain, wider in ((1.0, 1.0), (1e-3, 4.0), (1e-6, 16.0)):
        sides = {"sigmaX": sigma * across * wider / shrink_x, "sigmaY": sigma * wider / shrink_y}
        total = total + gain * cv2.GaussianBlur(small, (0, 0), **sides)
        share = share + gain * cv2.GaussianBlur(weight, (0, 0), **sides)
    mean = total / (share[..., None] if x.ndim == 3 else share)
    return np.asarray(cv2.resize(mean.astype(np.float32), (w, h), interpolation=cv2.INTER_CUBIC), np.float32)
