"""Screens of dots, grain, hatching: what lies on the paper and not in the scene.

A style is drawn in two steps. Its ground follows from the scene and is what a student learns. Its finish is a function
of the ground and of the place on the paper, so that dots and grain stand still while the scene moves.
"""

from __future__ import annotations

import math
from typing import Tuple

import numpy as np

from ..layers import Array
from ..people.pixels import blur

FINENESS = 90.0
"""Dots of a screen over the short side of a picture."""


def period(shape: Tuple[int, ...], fineness: float = FINENESS) -> float:
    """-> distance of a screen's dots in pixels, at least 4 so that they can be seen."""
    return max(4.0, min(shape[:2]) / fineness)


def places(shape: Tuple[int, ...]) -> Tuple[Array, Array]:
    """-> x and y of every pixel."""
    y, x = np.mgrid[: shape[0], : shape[1]].astype(np.float32)
    return x, y


def dots(shape: Tuple[int, ...], distance: float, angle: float) -> Array:
    """-> a screen's threshold, 0 in the middle of its dots and 1 between them. angle: of its rows, radians.

    Where a tone's darkness exceeds it lies ink; the share of ink is about the darkness.
    """
    x, y = places(shape)
    turn = 2 * math.pi / distance
    u = (x * math.cos(angle) + y * math.sin(angle)) * turn
    v = (-x * math.sin(angle) + y * math.cos(angle)) * turn
    one = 1 - np.cos(np.linspace(0, 2 * math.pi, 64, endpoint=False))
    shares = np.sort(np.add.outer(one, one).ravel())  # the share of a cell below each height of the wave
    wave = (1 - np.cos(u)) + (1 - np.cos(v))
    result: Array = np.interp(wave, shares, np.linspace(0, 1, len(shares))).astype(np.float32)
    return result


def screened(darkness: Array, threshold: Array, distance: float) -> Array:
    """-> coverage of ink: 1 where the darkness exceeds the threshold, antialiased."""
    result: Array = np.clip(0.5 + (darkness - threshold) * distance * 0.5, 0, 1)
    return result.astype(np.float32)


def noise(shape: Tuple[int, ...], sigma: float, seed: int) -> Array:
    """-> smooth noise of mean 0 and deviation 1, the same for every picture of a size."""
    field = np.random.default_rng(seed).standard_normal(shape[:2]).astype(np.float32)
    soft = blur(field, sigma)
    result: Array = (soft - soft.mean()) / (soft.std() + 1e-6)
    return result


def grain(shape: Tuple[int, ...], seed: int = 5) -> Array:
    """-> the tooth of rough paper, mean 0, deviation 1."""
    scale = min(shape[:2]) / 384
    result: Array = (0.75 * noise(shape, 0.8 * scale, seed) + 0.5 * noise(shape, 2.2 * scale, seed + 1)).astype(
        np.float32
    )
    return result


def hatching(shape: Tuple[int, ...], distance: float, angle: float, seed: int) -> Array:
    """-> threshold of slightly wavering parallel strokes, 0 on a stroke and 1 between two."""
    x, y = places(shape)
    waver = noise(shape, 9 * distance, seed) * 0.8 * distance
    across = -x * math.sin(angle) + y * math.cos(angle) + waver
    result: Array = (0.5 - 0.5 * np.cos(across * (2 * math.pi / distance))).astype(np.float32)
    return result
