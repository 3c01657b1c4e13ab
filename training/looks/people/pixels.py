"""Arithmetic on pictures: float32, (h, w) or (h, w, 3), RGB in [0, 1]."""

from __future__ import annotations

import math
from typing import Callable, Tuple, Union

import cv2
import numpy as np

from ..layers import Array
from ..luma import LUMA


Weight = Union[Array, float]

USUAL_FACE = 200.0
"""Size of a face, forehead to chin in pixels, at which thresholds of sharpness and roughness were found."""


def brightness(colour: Array) -> float:
    """-> luma of one colour (3,)."""
    return float(colour @ LUMA)


def smoothstep(x: Array, low: float, high: float) -> Array:
    t: Array = np.clip((x - low) / (high - low), 0, 1).astype(np.float32)
    return t * t * (3 - 2 * t)


def ramp(x: float, low: float, high: float) -> float:
    """-> smoothstep of one number."""
    t = min(1.0, max(0.0, (x - low) / (high - low)))
    return t * t * (3 - 2 * t)


def at_usual_size(measure: Callable[[Array], Array], photo: Array, face: float, usual: float = USUAL_FACE) -> Array:
    """-> (h, w): a measure of fine detail, taken on a copy whose face is that usual size at most. Only there is a large
    face, above all one that was enlarged, as sharp and as rough as a small one. face: its size in pixels."""
    if face <= usual:
        return measure(photo)
    height, width = photo.shape[:2]
    scale = usual / face
    small = cv2.resize(photo, (round(width * scale), round(height * scale)), interpolation=cv2.INTER_AREA)
    result: Array = cv2.resize(measure(small), (width, height), interpolation=cv2.INTER_LINEAR)
    return result


def blur(x: Array, sigma: float) -> Array:
    """Gaussian; a wide one is taken on a smaller picture, where it costs little and looks the same."""
    if sigma <= 0.15:
        return x
    factor = int(sigma / 3)
    if factor < 2:
        narrow: Array = cv2.GaussianBlur(x, (0, 0), sigma)
        return narrow
    height, width = x.shape[:2]
    size = max(1, round(width / factor)), max(1, round(height / factor))
    small = cv2.GaussianBlur(cv2.resize(x, size, interpolation=cv2.INTER_AREA), (0, 0), sigma * size[0] / width)
    large = cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR)
    result: Array = cv2.GaussianBlur(large, (0, 0), 0.7 * factor)  # its gradient must have no facets
    return result


def mix(a: Array, b: Array, weight: Weight) -> Array:
    """-> a where the weight is 0, b where it is 1; a mask weighs all three colours."""
    k = (
        weight[..., None]
        if isinstance(weight, np.ndarray) and weight.ndim == 2 and not a.ndim == b.ndim == 2
        else weight
    )
    result: Array = (a + (b - a) * k).astype(np.float32)
    return result


def gradient(x: Array) -> Tuple[Array, Array]:
    """-> Sobel / 8, across and down."""
    return cv2.Sobel(x, cv2.CV_32F, 1, 0) / 8, cv2.Sobel(x, cv2.CV_32F, 0, 1) / 8


def below(x: Array, level: float, softness: float = 0.006) -> Array:
    """-> 1 where x < level, with an antialiased edge one pixel wide.

    softness: the least slope taken for an edge, per pixel; flatter ground gets a wider edge, which does not flicker.
    """
    gx, gy = gradient(x)
    slope = np.maximum(np.hypot(gx, gy), softness)
    result: Array = np.clip(0.5 - (x - level) / slope, 0, 1).astype(np.float32)
    return result


def fill_from(x: Array, weight: Array, sigma: float) -> Array:
    """-> x blurred over the pixels that have weight: their local mean, also where there is none."""
    w = weight + 1e-4
    top = blur(x * (w[..., None] if x.ndim == 3 else w), sigma)
    bottom = blur(w, sigma)
    result: Array = top / (bottom[..., None] if x.ndim == 3 else bottom)
    return result


def guided(x: Array, guide: Array, radius: int, epsilon: float) -> Array:
    """Guided filter (He, Sun & Tang 2010): x takes the edges of the guide."""

    def mean(a: Array) -> Array:
        result: Array = cv2.boxFilter(a, -1, (2 * radius + 1, 2 * radius + 1))
        return result

    mean_guide, mean_x = mean(guide), mean(x)
    slope = (mean(guide * x) - mean_guide * mean_x) / (mean(guide * guide) - mean_guide**2 + epsilon)
    offset = mean_x - slope * mean_guide
    return mean(slope) * guide + mean(offset)


def along_flow(value: Array, guide: Array, sigma: float, reach: int) -> Array:
    """Average a map along the edges of a guide (Kang, Lee & Chui 2007): long lines stay, specks fade.

    sigma: smoothing of the guide's structure tensor. reach: pixels walked either way.
    """
    tangent = direction(guide, sigma)
    height, width = value.shape
    y, x = np.mgrid[:height, :width].astype(np.float32)
    total, weight = value.astype(np.float32), 1.0
    for side in (1.0, -1.0):
        px, py, heading = x, y, tangent * np.float32(side)
        for step in range(1, reach + 1):
            px, py = px + heading[..., 0], py + heading[..., 1]
            share = math.exp(-0.5 * (2 * step / reach) ** 2)
            total = total + share * _at(value, px, py)
            weight += share
            here = _at(tangent, px, py)
            agree = here[..., 0] * heading[..., 0] + here[..., 1] * heading[..., 1]
            heading = here * np.where(agree < 0, np.float32(-1), np.float32(1))[..., None]
    return (total / np.float32(weight)).astype(np.float32)


def _at(x: Array, across: Array, down: Array) -> Array:
    result: Array = cv2.remap(x, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return result


def direction(gray: Array, sigma: float) -> Array:
    """-> (h, w, 2), unit vectors along the edges: the minor eigenvector of the smoothed structure tensor."""
    gx, gy = gradient(gray)
    a, b, c = blur(gx * gx, sigma), blur(gx * gy, sigma), blur(gy * gy, sigma)
    angle = 0.5 * np.arctan2(2 * b, a - c)
    result: Array = np.stack([-np.sin(angle), np.cos(angle)], -1).astype(np.float32)
    return result


def tidy(mask: Array, area: float) -> Array:
    """Drop islands and holes smaller than an area in pixels; other edges stay as they are."""
    result = mask.copy()
    for inside in (True, False):
        part = (result > 0.5) == inside
        count, labels, stats, _ = cv2.connectedComponentsWithStats(part.astype(np.uint8), connectivity=4)
        small = stats[:, cv2.CC_STAT_AREA] < area
        small[0] = False
        if small.any():
            gone = cv2.dilate(small[labels].astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
            result = np.where(gone & (part | ((result > 0) & (result < 1))), np.float32(not inside), result)
    return result.astype(np.float32)
