"""Lines found in the photo: thin, unbroken, weighted by their importance."""

from __future__ import annotations

import cv2
import numpy as np

from ..layers import Array
from ..luma import luma
from .pixels import along_flow, blur, fill_from, gradient, smoothstep

CHANNEL = 0.06
"""Added to luma before its logarithm, so that noise in the dark draws no lines."""


SHARP = (0.20, 0.265)
"""Steepest slope of an edge over its whole step, per pixel, from which it is in focus, and wholly so."""


def dark_lines(photo: Array, sigma: float, low: float, high: float, reach: int) -> Array:
    """-> (h, w) coverage: flow-guided difference of Gaussians of the log luma (Kang, Lee & Chui 2007).

    sigma: half the width of a line, pixels. low, high: contrast from which a line shows, and shows wholly.
    """
    tone = np.log(luma(photo) + CHANNEL)
    edge = along_flow(blur(tone, sigma) - blur(tone, 1.6 * sigma), tone, 2.0, reach)
    return smoothstep(-edge, low, high)


def lengths(line: Array) -> Array:
    """-> (h, w): the extent in pixels of the line that each pixel belongs to, 0 off the lines."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats((line > 0.35).astype(np.uint8), connectivity=8)
    extent = np.hypot(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]).astype(np.float32)
    extent[0] = 0
    result: Array = cv2.dilate(extent[labels], np.ones((3, 3), np.uint8))
    return result


def important(line: Array, fill: Array, least: float) -> Array:
    """Drop short lines, weigh the others by the step of tone they separate. least: pixels."""
    keep = smoothstep(lengths(line), 0.6 * least, 1.8 * least)
    tone = luma(fill)
    gx, gy = gradient(tone)
    step = cv2.dilate((np.hypot(gx, gy) / (blur(tone, 4) + 0.1)).astype(np.float32), np.ones((5, 5), np.uint8))
    return line * keep * (0.45 + 0.55 * smoothstep(blur(step, 1), 0.03, 0.15))


def contour(mask: Array, width: float) -> Array:
    """An even pen line along the border of a mask, a little thicker below. width: pixels."""
    smooth = blur(mask, 0.9)
    gx, gy = gradient(smooth)
    slope = np.hypot(gx, gy) + 1e-4
    distance = np.abs(smooth - 0.5) / slope
    local = width * (1 + 0.3 * (-gy / slope))
    strong = smoothstep(slope, 0.02, 0.08)
    result: Array = np.clip(local / 2 + 0.5 - distance, 0, 1) * strong
    return result.astype(np.float32)


def focus(photo: Array) -> Array:
    """-> (h, w): 1 where the nearest edges are sharp, 0 where they are soft: what is out of focus gets no ink."""
    short = min(photo.shape[:2])
    tone = np.log(luma(photo) + CHANNEL)
    reach = 2 * max(3, round(0.012 * short)) + 1
    kernel = np.ones((reach, reach), np.uint8)
    extent = cv2.dilate(tone, kernel) - cv2.erode(tone, kernel)
    gx, gy = gradient(blur(tone, 0.7))
    steepest = cv2.dilate(np.hypot(gx, gy).astype(np.float32), kernel)
    sharp = smoothstep(steepest / (extent + 0.03), *SHARP)
    return fill_from(sharp, smoothstep(extent, 0.25, 0.7), 0.04 * short)
