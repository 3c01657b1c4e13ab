"""Whether a drawing looks drawn, measured with the photo's own masks on the drawing.

skin     what is left of the skin's luma (RMS, in 1/255) after a fit of three flat tones: painted skin has nearly none.
sky      share of the sky's pixels that are dark lines (darker than around them by 0.08): skies have no ink.
iris     contrast of the iris against the white of the eye beside it, in luma.
"""

from __future__ import annotations

import cv2
import numpy as np

from ..looks.layers import Array, Face
from ..looks.luma import luma

TONES = 3
LEAST = 200
"""Pixels of a region below which it says nothing."""


def skin_residual(drawing: Array, skin: Array) -> "float | None":
    """skin: coverage (h, w); its rim is left out. -> RMS in 1/255, None where there is too little skin."""
    inside = cv2.erode((skin > 0.9).astype(np.uint8), np.ones((7, 7), np.uint8)) > 0
    values = luma(drawing)[inside].reshape(-1, 1)
    if len(values) < LEAST:
        return None
    cv2.setRNGSeed(1)
    stop = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 30, 1e-4)
    compactness, _, _ = cv2.kmeans(values, TONES, None, stop, 3, cv2.KMEANS_PP_CENTERS)
    return float(np.sqrt(compactness / len(values))) * 255


def sky_ink(drawing: Array, sky: Array) -> "float | None":
    """sky: coverage (h, w); its rim is left out. -> share of dark-line pixels, None where there is too little sky."""
    inside = cv2.erode((sky > 0.95).astype(np.uint8), np.ones((9, 9), np.uint8)) > 0
    if int(inside.sum()) < LEAST:
        return None
    y = luma(drawing)
    return float((cv2.GaussianBlur(y, (0, 0), 3) - y > 0.08)[inside].mean())


def iris_contrast(drawing: Array, face: Face) -> float:
    """-> mean over both eyes of the luma beside the iris (the brightest fifth) minus that of the iris' middle."""
    y, found = luma(drawing), []
    for centre, corners in ((468, (33, 133)), (473, (362, 263))):
        x0, y0 = face.points[centre]
        radius = max(1.0, float(np.hypot(*(face.points[centre + 1] - face.points[centre]))))
        shape = np.zeros(y.shape, np.uint8)
        cv2.circle(shape, (round(float(x0)), round(float(y0))), max(1, round(0.7 * radius)), 1, -1)
        iris = y[shape > 0]
        ends = face.points[list(corners)]
        half = max(2, round(float(np.hypot(*(ends[0] - ends[1]))) / 2))
        middle = ends.mean(0)
        top, left = max(0, round(float(middle[1])) - half // 3), max(0, round(float(middle[0])) - half)
        around = y[top : top + 2 * (half // 3) + 1, left : left + 2 * half + 1]
        if iris.size and around.size:
            found.append(float(np.quantile(around, 0.8) - iris.mean()))
    return float(np.mean(found)) if found else 0.0
