"""Eyes: lids, lashes, iris in the photo's colour, pupil, highlights; blinks and the gaze are kept."""

from __future__ import annotations

import math
from typing import List, Tuple

import numpy as np

from ...layers import Array, Face
from ..grade import to_lab
from ..mesh import EYES, EyePoints, FaceAxes, closed
from ..pen import Canvas, cover, ellipse, grow, spline
from ...luma import luma
from ..pixels import mix, ramp
from ..skin import Tones

SIZE = 1.27
"""Size dial: 1 is the eye's own size, 1.5 the largest that still looks like film."""

SHUT = 0.13
"""Opening of the lids, in widths of the eye, below which an eye is drawn closed."""

LEAST_OPEN = 0.17
"""Least opening of an eye that is drawn open."""

WINK = (0.06, 0.28)
"""Opening of one eye below which, and of the other above which, a face winks."""

BROWN: Array = np.array([0.47, 0.29, 0.18], np.float32)
HAZEL: Array = np.array([0.58, 0.41, 0.23], np.float32)
GREY: Array = np.array([0.45, 0.53, 0.58], np.float32)
GREEN: Array = np.array([0.38, 0.55, 0.42], np.float32)
BLUE: Array = np.array([0.30, 0.50, 0.72], np.float32)


def iris_colour(photo: Array, face: Face, skin: Array) -> Array:
    """-> the colour (3,) of both irises together, cleaned. photo: cleaned; skin: mean colour (3,) of the face in it."""
    samples: List[Array] = []
    for eye in EYES:
        rim = face.points[eye.iris + 1 : eye.iris + 5]
        centre = face.points[eye.iris]
        radius = float(np.hypot(*(rim - centre).T).mean())
        lids = grow(closed(face, list(eye.upper), list(eye.lower)), 0.95)
        ring = cover(photo.shape, ellipse(centre, 0.9 * radius, 0.9 * radius)) * cover(photo.shape, lids)
        ring = ring * (1 - cover(photo.shape, ellipse(centre, 0.45 * radius, 0.45 * radius)))
        if (ring > 0.5).sum() > 2:
            samples.append(photo[ring > 0.5])
    if not samples:
        return BROWN
    pixels = np.vstack(samples)
    order = np.argsort(luma(pixels))
    middle = pixels[order[len(order) // 5 : max(len(order) // 5 + 1, 3 * len(order) // 4)]].mean(0)
    return cleaned_iris(to_lab(middle.astype(np.float32)[None])[0], to_lab(skin[None])[0], len(pixels))


def cleaned_iris(seen: Array, skin: Array, count: int) -> Array:
    """Choose among the colours that eyes have, without steps: brown, hazel, grey, green, blue.

    A pale iris is less red, for its lightness, than the skin beside it in the same light, or not yellow at all.
    seen, skin: L*a*b* of the iris and of the skin. count: pixels seen.
    """
    light = float(seen[0])
    of_skin = (seen[1:] / max(light, 1.0)) / np.maximum(skin[1:] / max(float(skin[0]), 1.0), 0.05)
    redness, yellowness = of_skin.tolist()
    warm = max(ramp(redness, 0.5, 0.8), ramp((redness + yellowness) / 2, 0.6, 0.9)) * ramp(yellowness, -0.2, 0.2)
    sure = ramp(count, 8, 40) * ramp(light / max(float(skin[0]), 1.0), 0.3, 0.38) * ramp(float(skin[0]), 34, 52)
    result = mix(BROWN, HAZEL, ramp(light, 22, 40))
    pale = mix(GREY, GREEN, ramp(yellowness, 0.65, 0.9))
    return mix(result, mix(BLUE, pale, ramp(yellowness, 0.1, 0.6)), sure * (1 - warm))


class EyeShape:
    """An eye in its own axes: origin in the outer corner, x to the inner one, y down, unit pixels."""

    def __init__(self, face: Face, eye: EyePoints, axes: FaceAxes) -> None:
        p = face.points
        upper, lower = p[list(eye.upper)], p[list(eye.lower)]
        self.origin = upper[0]
        self.width = float(np.hypot(*(upper[-1] - upper[0])))
        self.across = (upper[-1] - upper[0]) / max(self.width, 1e-3)
        down: Array = np.array([-self.across[1], self.across[0]], np.float32)
        self.down = down if down @ axes.down > 0 else -down
        self.upper, self.lower = self.local(upper), self.local(lower)
        self.opening = float((self.lower[3:6, 1] - self.upper[3:6, 1]).mean()) / max(self.width, 1e-3)
        centre = p[eye.iris]
        self.iris = self.local(centre[None])[0]
        self.radius = float(np.hypot(*(p[eye.iris + 1 : eye.iris + 5] - centre).T).mean())

    def widen(self, least: float) -> None:
        """Draw the lids apart where they are nearer than an opening."""
        apart = (least - self.opening) * self.width / 2
        if apart > 0:
            bow = np.sin(np.linspace(0, math.pi, len(self.upper))).astype(np.float32)
            self.upper[:, 1] -= apart * bow
            self.lower[:, 1] += apart * bow
            self.opening = least

    def local(self, points: Array) -> Array:
        result: Array = np.c_[(points - self.origin) @ self.across, (points - self.origin) @ self.down].astype(
            np.float32
        )
        return result

    def place(self, points: Array) -> Array:
        """-> points of the eye's axes in pixels of the picture."""
        result: Array = (self.origin + points[:, :1] * self.across + points[:, 1:] * self.down).astype(np.float32)
        return result


def draw_eyes(canvas: Canvas, face: Face, axes: FaceAxes, tones: Tones, iris: Array, ink: Array) -> None:
    """Draw both eyes; iris, ink: colours (3,)."""
    shapes = [EyeShape(face, eye, axes) for eye in EYES]
    closing = shut([shape.opening for shape in shapes], axes.yaw)
    for shape, is_shut in zip(shapes, closing):
        if shape.width < 3:
            continue
        if is_shut:
            _closed(canvas, shape, tones, ink)
        else:
            shape.widen(LEAST_OPEN)
            _open(canvas, shape, axes, tones, iris, ink)


def shut(openings: List[float], yaw: float) -> List[bool]:
    """-> which eyes of a face are shut. yaw: turn of the head, see FaceAxes.

    Both eyes count as open or shut together, because the mesh measures a single eye badly, above all the far one of a
    turned head. Only a clear wink is an exception: one eye wholly shut, the other wide open.
    """
    left, right = openings
    turn = ramp(abs(yaw), 0.2, 0.4)
    if turn < 0.5 and min(openings) < WINK[0] and max(openings) > WINK[1]:
        return [opening < SHUT for opening in openings]
    near = left if yaw > 0 else right
    both = (left + right) / 2
    return [both + (near - both) * turn < SHUT] * 2


def _closed(canvas: Canvas, shape: EyeShape, tones: Tones, ink: Array) -> None:
    """Draw the lashes of a shut eye as one curved line, and the crease of its lid above."""
    w = shape.width
    bow = np.sin(np.linspace(0, math.pi, len(shape.upper))).astype(np.float32)
    middle = 0.25 * shape.upper + 0.75 * shape.lower
    middle[:, 1] += 0.07 * w * bow
    canvas.erase(grow(shape.place(np.vstack([shape.upper, shape.lower[::-1]])), 1.15))
    canvas.stroke(
        shape.place(middle),
        max(1.2, 0.105 * w),
        ink,
        1.0,
        lambda t: np.clip(1.15 - t, 0.3, 1) * np.clip(t * 12, 0.3, 1),
    )
    crease = shape.place(np.c_[middle[1:8, 0], middle[1:8, 1] - 0.24 * w - 0.10 * w * bow[1:8]].astype(np.float32))
    canvas.stroke(crease, max(0.55, 0.03 * w), tones.deep * 0.6, 0.7)


def _lids(shape: EyeShape) -> Tuple[Array, Array]:
    """-> the lids' points enlarged by the dial, less for eyes that are wide open already."""
    dial = (SIZE - 1) * 2.2 * float(np.clip((0.62 - shape.opening) / 0.3, 0.25, 1))
    dial *= float(np.clip((shape.opening - 0.5 * SHUT) / SHUT, 0, 1))
    upper, lower = shape.upper.copy(), shape.lower.copy()
    upper[:, 1] *= 1 + 0.75 * dial
    lower[:, 1] *= 1 + 0.32 * dial
    for lid in (upper, lower):
        lid[:, 0] = shape.width / 2 + (lid[:, 0] - shape.width / 2) * (1 + 0.16 * dial)
    return upper, lower


def _open(canvas: Canvas, shape: EyeShape, axes: FaceAxes, tones: Tones, iris: Array, ink: Array) -> None:
    w = shape.width
    upper, lower = _lids(shape)
    curve_up, curve_low = spline(shape.place(upper), 40), spline(shape.place(lower), 40)
    lids = np.vstack([curve_up, curve_low[::-1]])
    inside = cover(canvas.shape, lids)
    white = mix(np.array([0.985, 0.98, 0.985], np.float32) * tones.light**0.6, tones.lit, 0.05)
    canvas.fill(lids, white)
    opening = float((lower[3:6, 1] - upper[3:6, 1]).mean())
    middle = float((lower[3:6, 1] + upper[3:6, 1]).mean()) / 2
    before = float((shape.lower[3:6, 1] + shape.upper[3:6, 1]).mean()) / 2
    across = max(shape.radius * (0.9 + 0.22 * SIZE), (0.14 + 0.075 * SIZE) * w)
    down = max(shape.radius * (0.85 + 0.32 * SIZE), 0.54 * opening)
    centre = shape.place(np.array([[shape.iris[0], middle + (shape.iris[1] - before) * 0.75 - 0.02 * w]], np.float32))[
        0
    ]
    _iris(canvas, shape, axes, tones, iris, inside, (centre, across, down))
    shade = np.vstack([curve_up, (curve_up + shape.down * 0.20 * opening)[::-1]])
    under = cover(canvas.shape, shade) * inside
    canvas.colour[:] = mix(canvas.colour, canvas.colour * np.array([0.74, 0.72, 0.82], np.float32), 0.7 * under)
    _lashes(canvas, shape, (upper, lower), tones, ink)


def _iris(
    canvas: Canvas,
    shape: EyeShape,
    axes: FaceAxes,
    tones: Tones,
    iris: Array,
    inside: Array,
    ball: Tuple[Array, float, float],
) -> None:
    centre, across, down = ball
    angle = axes.angle
    disc = cover(canvas.shape, ellipse(centre, across, down, angle)) * inside
    y, x = np.mgrid[: canvas.shape[0], : canvas.shape[1]].astype(np.float32)
    height = ((x - centre[0]) * shape.down[0] + (y - centre[1]) * shape.down[1]) / down
    tone = np.interp(np.clip(height, -1, 1), [-1, -0.2, 0.3, 1], [0.28, 0.54, 0.86, 1.35]).astype(np.float32)
    colour = iris * (0.35 + 0.65 * tones.light)
    canvas.paint(disc, np.clip(colour * tone[..., None], 0, 1))
    rim = disc * (1 - cover(canvas.shape, ellipse(centre, across * 0.86, down * 0.88, angle)))
    canvas.paint(rim * 0.95, colour * 0.22)
    canvas.fill(
        ellipse(centre - shape.down * 0.04 * down, 0.44 * across, 0.48 * down, angle), colour * 0.1, 0.97, inside
    )
    bright = np.full(3, min(1.0, tones.light + 0.06), np.float32)
    spot = centre - axes.right * 0.36 * across - shape.down * 0.42 * down
    canvas.fill(ellipse(spot, max(0.24 * across, 0.55), max(0.22 * down, 0.6), angle), bright, 1.0, inside)
    second = centre + axes.right * 0.34 * across + shape.down * 0.46 * down
    canvas.fill(ellipse(second, 0.16 * across, 0.14 * down, angle), bright, 0.8, disc)


def _lashes(canvas: Canvas, shape: EyeShape, lids: Tuple[Array, Array], tones: Tones, ink: Array) -> None:
    upper, lower = lids
    w = shape.width
    wing = np.array([[upper[0, 0] - 0.09 * w, upper[0, 1] - 0.02 * w]], np.float32)
    lash = shape.place(np.vstack([wing, upper[1:]])) - shape.down * 0.012 * w
    knots, widths = [0, 0.06, 0.25, 0.6, 1], [0.25, 0.95, 1, 0.75, 0.25]
    canvas.stroke(lash, max(1.35, 0.13 * w), ink, 1.0, lambda t: np.interp(t, knots, widths).astype(np.float32))
    canvas.stroke(
        shape.place(lower[:7]),
        max(0.6, 0.034 * w),
        mix(ink, tones.deep, 0.4),
        0.8,
        lambda t: np.interp(t, [0, 0.3, 1], [1, 0.8, 0.05]).astype(np.float32),
    )
    crease = shape.place(np.c_[upper[1:8, 0], upper[1:8, 1] - 0.125 * w].astype(np.float32))
    canvas.stroke(crease, max(0.55, 0.028 * w), tones.deep * 0.6, 0.7)
