"""The sky: where it is, and a luminous gradient with painted clouds for it."""

from __future__ import annotations

from typing import Tuple

import cv2
import numpy as np

from ..layers import Array
from ..luma import luma
from . import segment
from .facets import daubs, harden
from .grade import unblack
from .ops import blur, crisp, gradient, masked_blur, mix, saturate, smoothstep


def snap(mask: Array, photo: Array, radius: int, smooth: float = 3e-4) -> Array:
    """Move the border of a mask onto the photo's own edges (guided filter with a colour guide, He 2010)."""
    size = (2 * radius + 1, 2 * radius + 1)

    def mean(v: Array) -> Array:
        return np.asarray(cv2.blur(v, size, borderType=cv2.BORDER_REFLECT_101), np.float32)

    def covariance(i: int, v: Array, mean_v: Array) -> Array:
        return np.asarray(mean(np.asarray(photo[..., i] * v, np.float32)) - means[i] * mean_v, np.float32)

    r, g, b = (np.ascontiguousarray(photo[..., i]) for i in range(3))
    means = [mean(r), mean(g), mean(b)]
    mr, mg, mb = means
    mp = mean(mask)
    rr, gg, bb = covariance(0, r, mr) + smooth, covariance(1, g, mg) + smooth, covariance(2, b, mb) + smooth
    rg, rb, gb = covariance(0, g, mg), covariance(0, b, mb), covariance(1, b, mb)
    pr, pg, pb = (covariance(i, mask, mp) for i in range(3))
    # Inverse of the symmetric 3 x 3 covariance by its adjugate.
    a00, a01, a02 = gg * bb - gb * gb, rb * gb - rg * bb, rg * gb - rb * gg
    a11, a12, a22 = rr * bb - rb * rb, rg * rb - rr * gb, rr * gg - rg * rg
    det = rr * a00 + rg * a01 + rb * a02
    kr = (a00 * pr + a01 * pg + a02 * pb) / det
    kg = (a01 * pr + a11 * pg + a12 * pb) / det
    kb = (a02 * pr + a12 * pg + a22 * pb) / det
    base = mp - kr * mr - kg * mg - kb * mb
    return np.asarray(np.clip(mean(kr) * r + mean(kg) * g + mean(kb) * b + mean(base), 0, 1), np.float32)


def refine(guess: Array, photo: Array) -> Array:
    """Move a coarse guess of the sky onto the photo's edges, in two steps."""
    size = float(min(photo.shape[:2]))
    rough = snap(guess, photo, max(4, round(0.03 * size)), 2e-4)
    fine = snap(smoothstep(rough, 0.2, 0.8), photo, max(2, round(0.008 * size)), 2e-4)
    sure = smoothstep(blur(guess, 0.02 * size), 0.08, 0.3)
    return np.asarray(smoothstep(fine, 0.3, 0.7) * sure, np.float32)


def risen(photo: Array, guess: Array) -> Array:
    """-> coverage of peaks, domes and towers that the network took for sky.

    They are darker than the sky at their height, stand on the land, and have a sharp border; a cloud's is soft.
    """
    k = 200 / max(photo.shape[:2])
    small = cv2.resize(photo, None, fx=k, fy=k, interpolation=cv2.INTER_AREA)
    g = cv2.resize(guess, small.shape[1::-1], interpolation=cv2.INTER_AREA)
    y = luma(cv2.bilateralFilter(np.clip(small, 0, 1).astype(np.float32), 5, 0.08, 2.0))
    sure = smoothstep(g, 0.6, 0.9) + 1e-5
    level = masked_blur(y, sure, 9.0, 5.0)
    for _ in range(2):
        level = masked_blur(y, sure * smoothstep(y - level, -0.06, 0.0) + 1e-5, 9.0, 5.0)
    fall = (level - y) / (level + 0.1)
    land = cv2.dilate((g < 0.4).astype(np.uint8), np.ones((5, 5), np.uint8))
    steep = sum(np.hypot(*gradient(np.ascontiguousarray(small[..., i]))) for i in range(3))
    dark = ((fall > 0.14) & (g > 0.3)).astype(np.uint8)
    count, label, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=4)
    found = np.zeros_like(g)
    for one in range(1, count):
        own = (label == one).astype(np.uint8)
        rim = (cv2.dilate(own, np.ones((3, 3), np.uint8)) - own > 0) & (g > 0.6)
        open_ = float(own[:2].any(0).mean()) < 0.08  # a dark shape that reaches the top of the picture is a cloud
        if open_ and stats[one, cv2.CC_STAT_AREA] >= 6 and (own & land).any() and rim.any():
            if float(np.median(cv2.dilate(steep, np.ones((3, 3), np.uint8))[rim])) > 0.10:
                found[own > 0] = 1
    found = cv2.morphologyEx(found, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (13, 13)))
    return np.asarray(cv2.resize(found, photo.shape[1::-1], interpolation=cv2.INTER_LINEAR), np.float32)


def find(photo: Array, person: Array) -> Tuple[Array, Array]:
    """-> (coverage of the sky: the network's guess, refined; where there may be sky, away from its borders)."""
    guess = segment.sky(photo) * (1 - person)
    guess = guess * (1 - risen(photo, guess))
    reach = 2 * round(0.02 * min(photo.shape[:2])) + 1
    perhaps = smoothstep(cv2.erode(guess, np.ones((reach, reach), np.uint8)), 0.08, 0.35)
    return (np.zeros_like(guess) if float(guess.max()) < 0.3 else refine(guess, photo)), perhaps


def cloud_beside(clean: Array, air: Array, perhaps_air: Array, size: float) -> Array:
    """-> 1 where the sky's mask ends at a cloud, which is lighter than the sky and perhaps sky: no land, no line."""
    reach = 2 * round(0.06 * size) + 1
    doubt = cv2.dilate(perhaps_air * (1 - air), np.ones((reach, reach), np.uint8))
    y, sigma = luma(clean), 0.006 * size
    rise = masked_blur(y, 1 - air, sigma) - masked_blur(y, air, sigma)
    return np.asarray(smoothstep(doubt, 0.05, 0.3) * smoothstep(rise, -0.02, 0.06), np.float32)


def paint(photo: Array, sky: Array, size: float) -> Tuple[Array, Array]:
    """-> (painted sky, coverage of clouds), defined everywhere and meant for the mask."""
    rows = np.flatnonzero(sky.max(1) > 0.02)
    if float(sky.max()) < 0.1:
        return photo, np.zeros_like(sky)
    bottom = int(rows[-1]) + 1 + round(0.08 * size)
    whole = photo
    photo, sky = photo[:bottom], sky[:bottom]
    inner = cv2.erode(smoothstep(sky, 0.5, 0.95), np.ones((3, 3), np.uint8)) + 1e-5
    near = masked_blur(photo, inner, 0.02 * size)
    filled = mix(near, photo, smoothstep(inner, 0.4, 0.9))
    # Clear sky is darker and more colourful than what surrounds it, cloud lighter and greyer.
    wide = masked_blur(filled, inner, 0.06 * size, 6.0)
    chroma, mean_chroma = filled.max(-1) - filled.min(-1), wide.max(-1) - wide.min(-1)
    rise = luma(filled) - luma(wide) - 0.7 * (chroma - mean_chroma)
    clear = inner * (1 - smoothstep(rise, -0.03, 0.08)) + 0.02 * inner
    base = masked_blur(filled, clear, 0.05 * size, 3.5)
    # Haze has no borders: where nothing in the sky is sharp, the gradient is the photo's own.
    soft = blur(filled, 0.006 * size)
    slope = sum(np.hypot(*gradient(np.ascontiguousarray(soft[..., i]))) for i in range(3)) * (size / 384)
    border = smoothstep(np.asarray(slope, np.float32), 0.009, 0.024)
    far = 2 * round(0.016 * size) + 1
    border = border * smoothstep(cv2.erode(sky, np.ones((far, far), np.uint8)), 0.5, 0.9)
    edgy = smoothstep(blur(border, 0.035 * size), 0.02, 0.12)
    # Take the photo's own gradient also beside something much darker: a peak or a roof that was taken for sky.
    dark = smoothstep(luma(base) - luma(filled), 0.14, 0.26) * (luma(base) > 0.4) * inner
    edgy = edgy * (1 - smoothstep(blur(np.asarray(dark, np.float32), 0.035 * size), 0.03, 0.2))
    base = mix(masked_blur(filled, inner, 0.025 * size), base, edgy)
    # Cloud masses: daubs with hard borders, their distance from the gradient cut into steps.
    mass = harden(daubs(filled, max(2.5, 0.013 * size)), max(1.5, 0.006 * size), 5)
    away = mass - base
    grey = np.maximum((base.max(-1) - base.min(-1)) - (mass.max(-1) - mass.min(-1)), 0)
    tone = luma(away)
    amount = np.abs(tone) + 0.6 * grey
    cloud = 0.5 * (smoothstep(amount, 0.035, 0.075) + crisp(amount, 0.055, 1.2)) * smoothstep(edgy, 0.05, 0.35)
    tread = 0.07
    level = tone / tread
    stepped = tread * (np.round(level) + 0.5 * np.tanh(5 * (level - np.round(level))) / np.tanh(2.5))
    away = away + 0.75 * (stepped - tone)[..., None] * cloud[..., None]
    day = smoothstep(mean_chroma, 0.03, 0.13) * smoothstep(luma(base), 0.22, 0.45)
    day = day * smoothstep(base[..., 2] - base[..., 0], 0.02, 0.12) * smoothstep(base[..., 1] - base[..., 0], 0.0, 0.06)
    day = blur(day.astype(np.float32), 0.05 * size)
    gradient_ = mix(_luminous(base, 0.32, 1.45), _azure(base), 0.6 * day)
    masses = _luminous(base + away * 1.08, 0.26, 1.3)
    masses = mix(masses, _azure(base + away), 0.6 * day * (1 - smoothstep(tone, 0.0, 0.1)))
    lit = smoothstep(tone, 0.045, 0.09) * day * edgy
    masses = mix(masses, np.array([1.0, 0.995, 0.975], np.float32), 0.75 * lit)
    masses = mix(masses, np.array([0.76, 0.83, 0.95], np.float32), 0.75 * lit * _underside(mass, cloud, size))
    under = smoothstep(-tone, 0.03, 0.08)
    masses = mix(masses, masses * np.array([0.97, 0.97, 1.05], np.float32), under * 0.8)
    picture = np.asarray(np.clip(unblack(mix(gradient_, masses, cloud)), 0, 1), np.float32)
    y = luma(photo)
    stars = smoothstep(y - blur(y, 0.012 * size), 0.04, 0.16) * (1 - smoothstep(luma(base), 0.18, 0.34))
    picture = mix(picture, np.array([0.93, 0.95, 1.0], np.float32), 0.9 * stars)
    below = np.zeros((whole.shape[0] - len(cloud), whole.shape[1]), np.float32)
    return np.concatenate([picture, whole[len(cloud) :]]), np.concatenate([cloud, below])


def _underside(mass: Array, cloud: Array, size: float) -> Array:
    """Where a cloud is in its own shade: darker than the rest of it, or close above its lower border."""
    y = luma(mass)
    own = smoothstep(masked_blur(y, cloud + 1e-4, 0.04 * size) - y, 0.0, 0.04)
    lower = np.zeros_like(cloud)
    for part in (0.012, 0.024):
        step = max(1, round(part * size))
        lower[:-step] += 0.5 * np.clip(cloud[:-step] - cloud[step:], 0, 1)
    return np.asarray(np.clip(own + blur(lower, 0.006 * size), 0, 1), np.float32)


def _azure(x: Array) -> Array:
    """The blue of a clear day in an animated film, deep where the photo's sky is dark and pale where it is light."""
    y = luma(x)[..., None]
    deep, mid, pale = (np.array(c, np.float32) for c in ([0.10, 0.36, 0.80], [0.30, 0.63, 0.95], [0.80, 0.93, 0.99]))
    low = deep + (mid - deep) * np.clip((y - 0.2) / 0.32, 0, 1)
    return np.asarray(low + (pale - low) * np.clip((y - 0.52) / 0.36, 0, 1), np.float32)


def _luminous(x: Array, lift: float, colour: float) -> Array:
    y = luma(x)[..., None]
    risen = y + lift * y * (1 - y)
    out = risen + (x - y) * np.sqrt((risen + 0.1) / (y + 0.1))
    most = np.abs(out - risen).max(-1)
    return saturate(out.astype(np.float32), 1 + (colour - 1) * np.clip(1 - most / 0.6, 0, 1))
