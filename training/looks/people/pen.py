"""A canvas to draw on with filled shapes and strokes, antialiased by supersampling."""

from __future__ import annotations

import math
from typing import Any, Callable, Optional, Tuple

import cv2
import numpy as np

from ..layers import Array
from .pixels import mix

SAMPLES = 4
"""Samples a pixel, either way."""

Box = Tuple[slice, slice]
Profile = Callable[[Array], Any]


def spline(points: Array, count: int = 40) -> Array:
    """-> (count, 2) points on a Catmull-Rom curve through the given ones, evenly spaced along it."""
    p = np.asarray(points, np.float32)
    along = np.r_[0, np.cumsum(np.hypot(*np.diff(p, axis=0).T))]
    t = np.linspace(0, along[-1], count)
    q = np.vstack([2 * p[0] - p[1], p, 2 * p[-1] - p[-2]])
    k = np.clip(np.searchsorted(along, t, "right") - 1, 0, len(p) - 2)
    u = ((t - along[k]) / np.maximum(along[k + 1] - along[k], 1e-6))[:, None]
    a, b, c, d = q[k], q[k + 1], q[k + 2], q[k + 3]
    linear, square, cube = c - a, 2 * a - 5 * b + 4 * c - d, 3 * b - a - 3 * c + d
    result: Array = (0.5 * (2 * b + linear * u + square * u * u + cube * u**3)).astype(np.float32)
    return result


def ribbon(points: Array, half_widths: Array) -> Array:
    """-> the outline of a stroke along points of varying half width."""
    tangent = np.gradient(points, axis=0)
    normal = np.c_[-tangent[:, 1], tangent[:, 0]] / (np.hypot(*tangent.T)[:, None] + 1e-6)
    side = normal * half_widths[:, None]
    result: Array = np.vstack([points + side, (points - side)[::-1]]).astype(np.float32)
    return result


def ellipse(centre: Array, across: float, down: float, angle: float = 0.0, count: int = 40) -> Array:
    t = np.linspace(0, 2 * math.pi, count, endpoint=False)
    cos, sin = math.cos(angle), math.sin(angle)
    circle = np.c_[across * np.cos(t), down * np.sin(t)]
    result: Array = (circle @ np.array([[cos, sin], [-sin, cos]]) + centre).astype(np.float32)
    return result


def grow(points: Array, factor: float, centre: Optional[Array] = None) -> Array:
    """-> the points scaled away from their mean or a given centre."""
    middle = points.mean(0) if centre is None else centre
    result: Array = (middle + (points - middle) * factor).astype(np.float32)
    return result


def cover(shape: Tuple[int, ...], *outlines: Array) -> Array:
    """-> (h, w) coverage of filled outlines."""
    result: Array = np.zeros(shape[:2], np.float32)
    patch, box = _patch(shape, *outlines)
    result[box] = patch
    return result


def _patch(shape: Tuple[int, ...], *outlines: Array) -> Tuple[Array, Box]:
    height, width = shape[:2]
    every = np.vstack(outlines)
    low, high = np.floor(every.min(0)).astype(int) - 2, np.ceil(every.max(0)).astype(int) + 3
    left, top = max(0, int(low[0])), max(0, int(low[1]))
    right, bottom = min(width, int(high[0])), min(height, int(high[1]))
    if right <= left or bottom <= top:
        return np.zeros((0, 0), np.float32), (slice(0, 0), slice(0, 0))
    fine = np.zeros(((bottom - top) * SAMPLES, (right - left) * SAMPLES), np.uint8)
    for outline in outlines:
        points = ((outline + 0.5 - np.array([left, top])) * SAMPLES - 0.5) * 16
        cv2.fillPoly(fine, [np.round(points).astype(np.int32)], 255, cv2.LINE_AA, 4)
    small = cv2.resize(fine, (right - left, bottom - top), interpolation=cv2.INTER_AREA)
    return small.astype(np.float32) / 255, (slice(top, bottom), slice(left, right))


class Canvas:
    """The layers while they are drawn: colour, line, ink, shade; see Layers."""

    def __init__(self, colour: Array, line: Array, ink: Array, shade: Array) -> None:
        self.colour, self.line, self.ink, self.shade = colour, line, ink, shade
        self.shape = line.shape

    def fill(
        self, outline: Array, colour: Array, alpha: float = 1.0, clip: Optional[Array] = None, shade: float = -1.0
    ) -> None:
        """Paint a shape over colour and lines; clip: a mask to stay within; shade: its tone where it has one."""
        patch, box = _patch(self.shape, outline)
        weight = patch * alpha if clip is None else patch * alpha * clip[box]
        self.colour[box] = mix(self.colour[box], np.asarray(colour, np.float32), weight)
        self.line[box] *= 1 - weight
        if shade >= 0:
            self.shade[box] += (shade - self.shade[box]) * weight

    def paint(self, mask: Array, colour: Array, shade: float = -1.0) -> None:
        """Paint a mask over colour and lines; colour: (3,) or (h, w, 3)."""
        self.colour[:] = mix(self.colour, np.asarray(colour, np.float32), mask)
        self.line *= 1 - mask
        if shade >= 0:
            self.shade += (shade - self.shade) * mask

    def stroke(
        self,
        points: Array,
        width: float,
        colour: Array,
        alpha: float = 1.0,
        profile: Optional[Profile] = None,
        clip: Optional[Array] = None,
    ) -> None:
        """Draw a curve through points. width: pixels where the profile is 1; profile: width along it, 0 to 1."""
        curve = spline(points, 48)
        t: Array = np.linspace(0, 1, len(curve), dtype=np.float32)
        shape = np.sin(math.pi * np.clip(t, 0.02, 0.98)) ** 0.5 if profile is None else profile(t)
        half = width / 2 * shape
        seen = np.flatnonzero(half > 0.05)  # a profile of zero draws nothing, not a hairline
        if len(seen) < 2:
            return
        part = slice(int(seen[0]), int(seen[-1]) + 1)
        patch, box = _patch(self.shape, ribbon(curve[part], np.maximum(half[part], 0.12)))
        self.ink_in(box, patch * alpha if clip is None else patch * alpha * clip[box], colour)

    def ink_in(self, box: Box, weight: Array, colour: Array) -> None:
        """Add ink of a colour over what lines there are."""
        line = self.line[box]
        both = 1 - (1 - line) * (1 - weight)
        share = weight / np.maximum(both, 1e-4)
        self.ink[box] = mix(self.ink[box], np.asarray(colour, np.float32), share)
        self.line[box] = both

    def lines(self, mask: Array, colour: Array) -> None:
        """Add a map of lines; colour: (3,) or (h, w, 3)."""
        self.ink_in((slice(None), slice(None)), mask, colour)

    def erase(self, outline: Array, alpha: float = 1.0) -> None:
        """Take lines away within a shape."""
        patch, box = _patch(self.shape, outline)
        self.line[box] *= 1 - patch * alpha
