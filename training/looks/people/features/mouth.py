"""Mouth and nose: smiles that stay smiles, teeth as one shape, a nose that can be seen."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from ...layers import Array, Face
from ..grade import graded, saturate, to_lab
from ..mesh import LIP_LOWER, LIP_UPPER, MOUTH_LOWER, MOUTH_UPPER, NOSE_BASE, NOSE_RIDGE, FaceAxes, closed
from ..pen import Canvas, cover, ellipse, grow, spline
from ..pixels import blur, ramp
from ..skin import Tones

INSIDE: Array = np.array([0.44, 0.14, 0.15], np.float32)
TONGUE: Array = np.array([0.84, 0.43, 0.42], np.float32)
TEETH: Array = np.array([1.0, 0.985, 0.97], np.float32)

UPPER_SHADE: Array = np.array([0.80, 0.72, 0.74], np.float32)
"""Colour of the upper lip, which turns away from the light, against the lower one's."""

PROFILE = 0.4
"""Turn of the head from which the far corner of the mouth is hidden."""

WIDER = 0.25
"""How much wider an open mouth is drawn."""

RAISED, LINE_RAISED = 0.05, 0.065
"""How far the corners of a full smile are raised, and those of its closed line besides, in widths of the mouth."""

WEDGE = 0.026
"""Height of the shadow beneath a nose, in sizes of the face."""
NOSE_SHADE: Array = np.array([0.80, 0.68, 0.69], np.float32)
"""Colour of that shadow against the skin around it, lit or not."""

AJAR = (0.045, 0.085)
"""Gap between the lips, in widths of the mouth, from which it is drawn open, and wholly so."""


def teeth_share(photo: Array, face: Face, tones: Tones) -> float:
    """-> the share of the open mouth that shows teeth: lighter and less red than the rest of it."""
    inner = cover(photo.shape, grow(closed(face, MOUTH_UPPER, MOUTH_LOWER), 0.95)) > 0.5
    if inner.sum() < 3:
        return 0.0
    pixels, skin = to_lab(graded(photo[inner][None])[0]), to_lab(tones.lit[None])[0]
    low, high = np.percentile(pixels, [10, 92], axis=0)
    lighter = pixels[:, 0] > max(0.5 * float(low[0] + high[0]), 0.55 * float(skin[0]))
    reach = max(0.0, 8.0 - float(high[1] - low[1]))
    paler = pixels[:, 1] < 0.5 * float(low[1] + high[1]) + reach
    return float((lighter & paler).mean()) * ramp(float(high[0] / skin[0]), 0.68, 0.85)


def draw_mouth(canvas: Canvas, photo: Array, face: Face, axes: FaceAxes, tones: Tones, ink: Array) -> None:
    """Draw lips, what the open mouth shows, and the line between the lips. photo: cleaned; ink: of skin (3,)."""
    seen, face = face, spoken(face, axes)
    p = face.points
    width = float(np.hypot(*(p[291] - p[61])))
    if width < 3:
        return
    gap = float(np.hypot(*(p[13] - p[14]))) / width
    _lips(canvas, photo, seen, face, tones)
    opened = float(np.clip((gap - AJAR[0]) / (AJAR[1] - AJAR[0]), 0, 1))
    if opened > 0:
        _inside(canvas, teeth_share(photo, seen, tones), face, axes, tones, gap, opened)
        _lip_lines(canvas, face, width, ink, opened)
    if opened < 1:
        line = _closed_line(face, axes)
        canvas.stroke(line, max(1.1, 0.045 * width), ink, 1 - opened, _mouth_profile)
    canvas.stroke(p[[181, 84, 17, 314, 405]] + axes.down * 0.012 * axes.size, max(0.8, 0.028 * width), ink, 0.65)


def _closed_line(face: Face, axes: FaceAxes) -> Array:
    """-> points between the lips, from corner to corner; of a head in profile only the half that can be seen."""
    p = face.points
    middle = (p[MOUTH_UPPER] + p[MOUTH_LOWER]) / 2
    left, right = (middle[i] + (p[corner] - middle[i]) * 0.9 for i, corner in ((0, 61), (-1, 291)))
    if abs(axes.yaw) < PROFILE:
        return smiling(np.vstack([left, middle[1:-1], right]), axes)
    return np.vstack([middle[5:-1], right]) if axes.yaw < 0 else np.vstack([left, middle[1:6]])


def spoken(face: Face, axes: FaceAxes) -> Face:
    """-> the face with lips as a pen must draw them to say the same: open a little wider, a smile's corners higher."""
    p = face.points
    left, right = p[61], p[291]
    width = max(float(np.hypot(*(right - left))), 1e-3)
    across = (right - left) / width
    points = p.copy()
    opened = WIDER * float(np.hypot(*(p[13] - p[14])))
    raised = RAISED * width * smile(np.vstack([left, (p[MOUTH_UPPER] + p[MOUTH_LOWER])[1:-1] / 2, right]), axes)
    for row, share in ((LIP_UPPER, -0.3), (MOUTH_UPPER, -0.3), (LIP_LOWER, 0.7), (MOUTH_LOWER, 0.7)):
        place = np.clip(((p[row] - left) @ across) / width * 2 - 1, -1, 1)[:, None]
        moved = share * opened * (1 - place**2) - raised * np.abs(place) ** 2.2
        points[row] = p[row] + axes.down * moved
    return replace(face, points=points.astype(np.float32))


def smile(line: Array, axes: FaceAxes) -> float:
    """-> how much a line from corner to corner of a mouth smiles, 0 to 1."""
    along = np.linspace(0, 1, len(line), dtype=np.float32)[:, None]
    sag = float(((line - (line[0] + (line[-1] - line[0]) * along)) @ axes.down).max())
    return ramp(sag / max(float(np.hypot(*(line[-1] - line[0]))), 1e-3), 0.01, 0.09)


def smiling(line: Array, axes: FaceAxes) -> Array:
    """Raise the corners of a line that smiles already, as a pen must to say the same; other lines stay as they are."""
    corner = np.abs(np.linspace(-1, 1, len(line), dtype=np.float32))[:, None] ** 2.2
    raised = LINE_RAISED * float(np.hypot(*(line[-1] - line[0]))) * smile(line, axes)
    result: Array = (line - axes.down * raised * corner).astype(np.float32)
    return result


def _mouth_profile(t: Array) -> Array:
    """Thick in the corners and in the middle, pointed at the ends."""
    corners = (0.45 + 0.55 * np.abs(2 * t - 1) ** 1.5) * np.clip(np.minimum(t, 1 - t) * 14, 0.15, 1)
    result: Array = corners + 0.25 * np.exp(-(((t - 0.5) / 0.12) ** 2))
    return result


def _lips(canvas: Canvas, photo: Array, seen: Face, face: Face, tones: Tones) -> None:
    """seen: the face as in the photo; face: as it is drawn."""
    shape = cover(canvas.shape, spline(closed(face, LIP_UPPER, LIP_LOWER), 80))
    lips = cover(canvas.shape, spline(closed(seen, LIP_UPPER, LIP_LOWER), 80))
    sample = (lips * (1 - cover(canvas.shape, grow(closed(seen, MOUTH_UPPER, MOUTH_LOWER), 1.1)))) > 0.6
    if sample.sum() < 6:
        return
    colour = graded(np.median(photo[sample], 0).astype(np.float32)[None])[0]
    redder = float(
        (colour[0] - colour[1]) / (colour.sum() + 0.01) - (tones.lit[0] - tones.lit[1]) / (tones.lit.sum() + 0.01)
    )
    weight = float(np.clip(0.3 + 4.5 * (redder - 0.01), 0.25, 0.8))
    colour = saturate(colour, 1.15)
    canvas.paint(blur(shape, 0.4) * weight, colour)
    upper = cover(canvas.shape, spline(closed(face, LIP_UPPER, MOUTH_UPPER), 80))
    canvas.paint(blur(upper, 0.4) * (0.25 + 0.35 * weight), colour * UPPER_SHADE)


def _inside(canvas: Canvas, share: float, face: Face, axes: FaceAxes, tones: Tones, gap: float, opened: float) -> None:
    """share: of the opening, that shows teeth."""
    p = face.points
    width = float(np.hypot(*(p[291] - p[61])))
    inner = closed(face, MOUTH_UPPER, MOUTH_LOWER)
    outline = grow(spline(inner, 90), 1.04)
    hole = cover(canvas.shape, outline) * opened
    canvas.fill(outline, INSIDE * (0.4 + 0.6 * tones.light), opened)
    height = gap * width
    if gap > 0.16:
        tongue = ellipse(p[14] + axes.down * 0.02 * height, 0.30 * width, 0.34 * height, axes.angle)
        canvas.fill(tongue, TONGUE * tones.light, 0.95, hole)
    seen = float(np.clip((share - 0.06) / 0.12, 0, 1))
    if seen > 0:
        tall = float(np.clip(1.45 * share, 0.3, 1)) * height
        upper = p[MOUTH_UPPER]
        bow = np.sin(np.linspace(0, math.pi, len(upper)))[:, None] ** 0.35
        teeth = np.vstack([upper - axes.down * 0.02 * width, (upper + axes.down * tall * bow)[::-1]])
        canvas.fill(teeth.astype(np.float32), TEETH * min(1.0, tones.light + 0.03), 0.98 * seen, hole)


def _lip_lines(canvas: Canvas, face: Face, width: float, ink: Array, opened: float) -> None:
    p = face.points
    upper = np.vstack([p[61], p[MOUTH_UPPER][1:-1], p[291]])
    canvas.stroke(upper, max(0.9, 0.030 * width), ink, 0.95 * opened, lambda t: (0.55 + 0.45 * np.abs(2 * t - 1) ** 2))
    lower = np.vstack([p[78], p[MOUTH_LOWER][1:-1], p[308]])
    canvas.stroke(lower, max(0.7, 0.022 * width), ink, 0.85 * opened)


def _dark_side(canvas: Canvas, face: Face, axes: FaceAxes) -> float:
    """-> 1 where the cheek at the right lies in shadow, -1 at the left; in even light the far side of the head."""
    height, width = canvas.shape
    tones = []
    for points in ([50, 205], [280, 425]):
        x, y = np.round(face.points[points].mean(0)).astype(int)
        tones.append(float(canvas.shade[int(np.clip(y, 0, height - 1)), int(np.clip(x, 0, width - 1))]))
    apart = tones[1] - tones[0]
    return float(np.sign(apart)) if abs(apart) > 0.5 else (1.0 if axes.yaw >= 0 else -1.0)


def draw_nose(canvas: Canvas, face: Face, axes: FaceAxes, tones: Tones, ink: Array) -> None:
    """Draw the base of the nose, the shadow at its side, and the ridge of a turned head."""
    p, size = face.points, axes.size
    width = max(0.95, 0.0145 * size)
    side = _dark_side(canvas, face, axes)
    front = float(np.clip((0.42 - abs(axes.yaw)) / 0.16, 0, 1))
    if front > 0:
        base = spline(p[NOSE_BASE], 30)
        corner = base[25 if side > 0 else 4]
        flank = np.vstack([p[5] + axes.right * side * 0.004 * size, p[4] + axes.right * side * 0.016 * size, base[15]])
        low = base[15] + axes.right * side * 0.02 * size + axes.down * max(1.3, WEDGE * size)
        under = np.vstack([base[5:25], corner + axes.down * 0.006 * size, low])
        wedge = np.maximum(cover(canvas.shape, np.vstack([flank, corner])), cover(canvas.shape, under))
        canvas.paint(0.8 * front * wedge, canvas.colour * NOSE_SHADE, 1.0)
        canvas.stroke(base[8:23], width * 1.2, ink, 0.9 * front)
        for wing in (p[[64, 98, 97]], p[[294, 327, 326]]):
            canvas.stroke(wing, width, ink, 0.55 * front)
        light = ellipse(
            p[4] - axes.down * 0.02 * size - axes.right * side * 0.008 * size, 0.012 * size, 0.02 * size, axes.angle
        )
        canvas.fill(light, np.clip(tones.lit * 1.06 + 0.04, 0, 1), 0.8 * front)
    if front < 1:
        ridge = p[NOSE_RIDGE + [1, 2]]
        canvas.stroke(
            ridge[2:],
            width * 1.2,
            ink,
            0.85 * (1 - front),
            lambda t: np.clip(t * 1.6, 0.1, 1) * np.clip((1 - t) * 6, 0.2, 1),
        )
        wing = p[[294, 327, 326]] if axes.yaw < 0 else p[[64, 98, 97]]
        canvas.stroke(wing, width, ink, 0.7 * (1 - front))
