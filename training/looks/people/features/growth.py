"""How much hair grows on a face's upper lip and jaw.

It is decided for a whole face: a shadow or a gleam here and there looks the same from near.
"""

from __future__ import annotations

from typing import NamedTuple, Tuple

import numpy as np
from numpy.typing import NDArray

from ...layers import Array, Face
from ..mesh import JAW, LIP_LOWER, FaceAxes, beard_zone, oval
from ..pen import cover, ellipse, grow, spline
from ...luma import luma
from ..pixels import at_usual_size, blur, ramp
from ..regions import Regions

# fmt: off
UPPER_LIP = [98, 97, 2, 326, 327, 410, 287, 291, 409, 270, 269, 267, 0, 37, 39, 40, 185, 61, 57, 186]
# fmt: on

LIP_SIDES = (165, 391)
"""Points of the mesh at both sides of the upper lip, away from the shadows of nose and lips."""
SMALL = (45.0, 90.0)
"""Sizes of faces up to which roughness says nothing, and from which it counts wholly."""


class Growth(NamedTuple):
    """Hair on a face, 0 (none) to 1.

    lip: a moustache. jaw: a beard on jaw and chin. thick, full: how dense the beard and the moustache are.
    """

    lip: float
    jaw: float
    thick: float
    full: float


class Side(NamedTuple):
    """What one side of a part of a face shows on average (beard.Signs); rough: in multiples of bare skin's."""

    darker: float
    paler: float
    rough: float


def fine(photo: Array) -> Array:
    """-> local standard deviation of log luma over about two pixels."""
    tone = np.log(luma(photo) + 0.04)
    result: Array = np.sqrt(np.maximum(0, blur(tone * tone, 1.0) - blur(tone, 1.0) ** 2))
    return result


def lip_cover(shape: Tuple[int, ...], face: Face) -> Array:
    """-> coverage of the skin on which a moustache grows."""
    return cover(shape, spline(grow(face.points[UPPER_LIP + UPPER_LIP[:1]], 1.02), 90)) * beard_zone(shape, face)


def jaw_cover(shape: Tuple[int, ...], face: Face, axes: FaceAxes) -> Array:
    """-> coverage of the skin on which a beard grows: along the jaw from ear to ear, up to the corners of the mouth."""
    p = face.points
    lower = axes.down * axes.size
    right, left = (p[ear] * 0.5 + p[corner] * 0.5 + 0.02 * lower for ear, corner in ((323, 287), (93, 57)))
    line = np.vstack([p[[323]], right, p[[287]], p[LIP_LOWER][::-1][1:-1], p[[57]], left, p[[93]]])
    outline = np.vstack([p[[93]], p[JAW], spline(line, 60)]).astype(np.float32)
    return cover(shape, outline) * beard_zone(shape, face)


def growth(photo: Array, regions: Regions, face: Face, axes: FaceAxes, darker: Array, paler: Array) -> Growth:
    """photo: cleaned; darker, paler: maps (h, w) of beard.Signs."""
    size, shape = face.size, photo.shape[:2]
    rough = at_usual_size(fine, photo, size)
    zone = beard_zone(shape, face)
    skin = np.clip(regions.skin + regions.hair, 0, 1)
    bare = (oval(shape, face, 0.9) * (1 - zone) * regions.skin * (1 - regions.features)) > 0.6
    calm = max(0.006, float(np.median(rough[bare])) if bare.sum() > 20 else 0.03)
    y, x = np.mgrid[: shape[0], : shape[1]].astype(np.float32)
    middle = (face.points[61] + face.points[291]) / 2
    half = max(1.0, float(np.hypot(*(face.points[291] - face.points[61]))) / 2)
    across = ((x - middle[0]) * axes.right[0] + (y - middle[1]) * axes.right[1]) / half
    down = ((x - middle[0]) * axes.down[0] + (y - middle[1]) * axes.down[1]) / half
    low = zone * oval(shape, face, 0.95) * skin * (down > 0.2)

    def side(part: Array) -> Side:
        inside = part > 0.5
        if inside.sum() < 3:
            return Side(0, 0, 0)
        return Side(float(darker[inside].mean()), float(paler[inside].mean()), float(np.median(rough[inside])) / calm)

    radius = max(1.3, 0.018 * size)
    lips = [side(cover(shape, ellipse(face.points[point], radius, radius))) for point in LIP_SIDES]
    jaws = [side(low * (across < -0.95)), side(low * (across > 0.95))]
    large = ramp(size, *SMALL)
    jaw = _grown(jaws, axes.yaw, large, (1.4, 1.8), (0.03, 0.07), (0.36, 0.5), (0.04, 0.065), 0.25)
    # Below dark hair a pale lip without a beard is a gleam.
    grey = 1 - _dark_hair(photo, regions.hair * oval(shape, face, 1.6), bare) * (1 - jaw)
    lip = _grown(lips, axes.yaw, large, (1.7, 2.5), (0.03, 0.09), (0.2, 0.34), (0.025, 0.05), 0.12, grey)
    thick = ramp(_least([s.darker for s in jaws], axes.yaw), 0.2, 0.38)
    full = ramp(_least([s.darker for s in lips], axes.yaw), 0.3, 0.5)
    return Growth(lip, jaw, max(thick, ramp(_least([s.paler for s in jaws], axes.yaw), 0.05, 0.08)), full)


def _dark_hair(photo: Array, hair: Array, skin: NDArray[np.bool_]) -> float:
    """-> how surely a head's hair is dark, 0 to 1; 0 for a bald head. hair: coverage (h, w); skin: bare skin (h, w)."""
    inside, tone = hair > 0.7, luma(photo)
    if inside.sum() < 40 or not skin.any():
        return 0.0
    return 1 - ramp(float(np.median(tone[inside])) / max(float(np.median(tone[skin])), 1e-3), 0.45, 0.7)


def _least(values: "list[float]", yaw: float) -> float:
    """-> the smaller value of both sides; the near side's for a turned head, whose far side cannot be seen."""
    turned = ramp(abs(yaw), 0.25, 0.45)
    near = values[0] if yaw > 0 else values[1]
    return (1 - turned) * min(values) + turned * near


def _grown(
    sides: "list[Side]",
    yaw: float,
    large: float,
    rough: Tuple[float, float],
    dark: Tuple[float, float],
    black: Tuple[float, float],
    pale: Tuple[float, float],
    most: float,
    grey_share: float = 1.0,
) -> float:
    """-> how surely hair grows on both sides: coarse and darker than skin, or much darker, or grey.

    rough, dark, black, pale: for each sign the value at which hair is possible, and the one at which it is sure.
    most: darkness above which nothing counts as grey hair. grey_share: how likely grey hair is at all, 0 to 1.
    """
    darker, paler, coarse = (_least([side[i] for side in sides], yaw) for i in range(3))
    turned = ramp(abs(yaw), 0.25, 0.45)  # only the near side counts then, which may lie in the shade
    bristly = ramp(coarse * (1 - 0.25 * turned), *rough) * ramp(darker, *dark) * large
    usual = (1 - turned) * sum(side.paler for side in sides) / 2 + turned * paler
    white = ramp(usual, 2 * pale[0], 3 * pale[0])  # one side may lie in warmer light if both together are surely pale
    grey = max(ramp(paler, *pale), white * ramp(paler, 0.8 * pale[0], 1.4 * pale[0]))
    grey *= 1 - ramp(max(s.darker for s in sides), most, most + 0.15)
    # A gleam is smoother than skin. White hair may look smooth too in a soft photo, so ask for less roughness there.
    grey *= ramp(max(s.rough for s in sides), 0.45 - 0.15 * white, 0.7 - 0.2 * white)
    # Count a place that is as pale as grey hair even if it is less coarse, or in shadow.
    pale_bristly = ramp(coarse, *(0.7 * r for r in rough)) * ramp(paler, 0.8 * pale[0], 1.4 * pale[0]) * large
    return max(bristly, grey_share * max(pale_bristly, grey), ramp(darker - 0.15 * turned, *black))
