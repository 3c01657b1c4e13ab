"""Finds frames of glasses: one closed curve around each eye, both mirror images of each other in the face's axes."""

from __future__ import annotations

import math
from typing import List, NamedTuple, Tuple

import cv2
import numpy as np

from ...layers import Array, Face
from ..mesh import FaceAxes
from .frame_evidence import Half, Indices, evidence, halves, look_up, normals

AROUND = 64
"""Points of a closed curve."""
BENDS: Array = np.linspace(0.72, 1.30, 30, dtype=np.float32)
"""How much nearer or farther than the fitted shape a frame may run."""
STEEP = (0.12, 0.03, 0.0, 0.03, 0.12)
"""Costs of a step between neighbouring points of the outline, by how much their distances from the centre differ."""

CORNERS = ((2.0, 2.0), (2.8, 2.8), (4.0, 4.0), (4.0, 2.2))
"""Powers of the ellipses that are the upper and the lower half of a lens: 2 is round, 4 has corners."""
LARGER = 0.05
"""Weight of a lens's size beside the seen share of its outline: else lids and folds within lenses would win."""
WIDTHS = (0.36, 0.43, 0.50, 0.57, 0.64)
HEIGHTS = (0.20, 0.26, 0.32, 0.38, 0.45, 0.53, 0.62)
COLUMNS: Array = np.arange(0.44, 0.921, 0.04, dtype=np.float32)
ROWS: Array = np.arange(-0.16, 0.561, 0.06, dtype=np.float32)
"""Half widths and heights of lenses, and places of their middles, in units."""


class Fitted(NamedTuple):
    """Both lenses of a pair of glasses.

    halves: the face's halves. maps: the evidence of each. curves: a closed curve of each, (AROUND, 2) in units, that
    begins at the outer side and goes down. seen: (2, AROUND), how surely a line lies there, 0 to 1.
    """

    halves: Tuple[Half, Half]
    maps: List[Array]
    curves: Array
    seen: Array


def shapes() -> Tuple[Array, Array]:
    """-> outlines of lenses about their middles, (shapes, AROUND, 2) in units, and their half widths and heights."""
    t = np.linspace(0, 2 * math.pi, AROUND, endpoint=False)
    found, sizes = [], []
    for above, below in CORNERS:
        power = np.where(np.sin(t) < 0, above, below)
        x, y = (np.sign(f) * np.abs(f) ** (2 / power) for f in (np.cos(t), np.sin(t)))
        for across in WIDTHS:
            for tall in HEIGHTS:
                found.append(np.c_[across * x, tall * y])
                sizes.append((across, tall))
    return np.array(found, np.float32), np.array(sizes, np.float32)


def fit(photo: Array, worn: Array, face: Face, axes: FaceAxes) -> Fitted:
    """-> the most likely frames. photo: cleaned; worn: the masks' probability of things worn (h, w)."""
    both = halves(face, axes)
    maps = [evidence(photo, worn, face, half, side) for side, half in enumerate(both)]
    outlines, sizes = shapes()
    wide = [np.stack([cv2.dilate(m, np.ones((3, 3), np.uint8)) for m in e]) for e in maps]
    scores = [_scores(e, outlines[:, ::2], normals(outlines)[:, ::2]) for e in wide]
    scores = [s + LARGER * sizes.sum(1)[:, None, None] for s in scores]
    chosen = _pair(scores[0], scores[1])
    middles = [np.array([COLUMNS[c], ROWS[r]], np.float32) for _, r, c in chosen]
    return _bent(both, maps, [outlines[s] for s, _, _ in chosen], middles)


def _scores(maps: Array, outlines: Array, bins: Indices) -> Array:
    """-> (shapes, rows, columns): the share of each outline at each place on which a line is seen."""
    result: Array = np.zeros((len(outlines), len(ROWS), len(COLUMNS)), np.float32)
    for r, row in enumerate(ROWS):
        for c, column in enumerate(COLUMNS):
            result[:, r, c] = look_up(maps, outlines + np.array([column, row], np.float32), bins).mean(1)
    return result


def _pair(left: Array, right: Array) -> List[Tuple[int, int, int]]:
    """-> shape, row and column of both lenses: alike, one up to four columns farther out, one row higher."""
    best, chosen = -1.0, [(0, 0, 0)] * 2
    rows, columns = left.shape[1:]
    for aside in range(-4, 5):
        for lower in (-1, 0, 1):
            one = left[:, max(0, lower) : rows + min(0, lower), max(0, aside) : columns + min(0, aside)]
            other = right[:, max(0, -lower) : rows + min(0, -lower), max(0, -aside) : columns + min(0, -aside)]
            both = one + other - 0.005 * abs(aside) - 0.01 * abs(lower)
            k = int(np.argmax(both))
            if float(both.flat[k]) > best:
                best = float(both.flat[k])
                s, r, c = (int(i) for i in np.unravel_index(k, both.shape))
                chosen = [
                    (s, r + max(0, lower), c + max(0, aside)),
                    (s, r + max(0, -lower), c + max(0, -aside)),
                ]
    return chosen


def _bent(both: Tuple[Half, Half], maps: List[Array], outlines: List[Array], middles: List[Array]) -> Fitted:
    """Bend the fitted shape onto the lines: first both lenses alike, then each a little by itself."""
    looked = []
    for seen, outline, middle in zip(maps, outlines, middles):
        near = np.maximum(seen, np.maximum(np.roll(seen, 1, 0), np.roll(seen, -1, 0)))
        curves = middle + outline[None] * BENDS[:, None, None]
        looked.append(look_up(near, curves, np.broadcast_to(normals(outline), curves.shape[:2])))
    usual = -0.004 * np.abs(np.arange(len(BENDS)) - int(np.argmin(np.abs(BENDS - 1))))[:, None]
    shared = _path(looked[0] + looked[1] + usual)
    bent, sure = [], []
    for seen, outline, middle in zip(looked, outlines, middles):
        apart = np.abs(np.arange(len(BENDS))[:, None] - shared[None])
        path = _path(seen - np.where(apart > 3, 1.0, 0.02 * apart))
        bent.append(middle + outline * smooth_ring(BENDS[path])[:, None])
        sure.append(seen[path, np.arange(AROUND)])
    return Fitted(both, maps, np.array(bent, np.float32), np.array(sure, np.float32))


def _path(gain: Array) -> Indices:
    """-> for each of the columns the row of a closed path that gains most and moves by two rows a column at most."""
    laps = np.concatenate([gain] * 3, 1)
    total, back = laps[:, 0].copy(), np.zeros(laps.shape, np.int32)
    index = np.arange(len(gain))
    for k in range(1, laps.shape[1]):
        padded = np.r_[-9.0, -9.0, total, -9.0, -9.0]
        before = np.stack([padded[m : m + len(gain)] - cost for m, cost in enumerate(STEEP)])
        choice = np.argmax(before, 0)
        back[:, k] = np.clip(index + choice - 2, 0, len(gain) - 1)
        total = before[choice, index] + laps[:, k]
    rows: Indices = np.zeros(laps.shape[1], np.int32)
    rows[-1] = int(np.argmax(total))
    for k in range(laps.shape[1] - 1, 0, -1):
        rows[k - 1] = back[rows[k], k]
    return rows[gain.shape[1] : 2 * gain.shape[1]]


def smooth_ring(values: Array, sigma: float = 1.5) -> Array:
    """-> values on a ring, smoothed."""
    reach = round(2.5 * sigma)
    kernel = np.exp(-np.arange(-reach, reach + 1) ** 2 / (2 * sigma**2))
    padded = np.r_[values[-reach:], values, values[:reach]]
    result: Array = np.convolve(padded, kernel / kernel.sum(), "valid").astype(np.float32)
    return result
