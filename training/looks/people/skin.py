"""Skin in two clean tones, a third where the light asks for it, in the photo's own hue and depth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import List, Optional, Tuple

import cv2
import numpy as np
from numpy.typing import NDArray

from ..layers import MESH_POINTS, Array, Face
from .grade import lift, to_lab
from .light import fit, shifted
from .mesh import beard_zone, face_axes, oval
from .pen import Canvas
from ..luma import luma
from .pixels import below, blur, brightness, fill_from, mix, ramp, smoothstep, tidy
from .regions import Regions

SHADOW: Array = np.array([0.88, 0.78, 0.79], np.float32)
DEEP: Array = np.array([0.74, 0.64, 0.70], np.float32)
"""Colour of the second tone against the first, and of the third against the second: warm, then cool."""

HARD = (0.7, 1.1)
"""Spread of the tones of a face, natural log of luma, from which its shadow follows the photo, and wholly so; in softer
light one lamp is drawn."""

DEPTH, SPREAD = 0.13, 0.52
"""How much darker than the lit part the shadow begins, natural log of luma: at least, and as a share of the spread of
the tones. Even a face in soft light has a side in shadow then, as film animators draw it."""

SUBTLE = (0.15, 0.6)
"""Spread of the tones, natural log of luma, at which a shadow is a mild one, and a full one."""
MILD = 0.6
"""Share of the full shadow's darkness that a mild one has."""


LUMINOUS = 0.12
"""Lift of the lit tone beyond the graded photo's mean: about 2 of L*."""

LEAST_YELLOW = 15.0
"""b* below which skin is warmed: less looks grey or mauve in a drawing."""

MOST_SKIN_CONTRAST = 1.8
"""Largest difference of natural log luma between the lit skin and other skin. Anything darker is not skin."""


@dataclass
class Tones:
    """Colours (3,) of a face's skin: lit, shadow, deep shadow; its light: brightness of a white in that light."""

    lit: Array
    shadow: Array
    deep: Array
    light: float
    residue: Array
    """(h, w): how much darker than its fitted light each pixel is, natural log; beards and brows stand out."""


def nearest(shape: Tuple[int, ...], faces: List[Face]) -> Array:
    """-> (h, w): the number of the face nearest to each pixel, in units of the face's size."""
    y, x = np.mgrid[: shape[0], : shape[1]]
    distance = []
    for face in faces:
        centre = face.points[:MESH_POINTS].mean(0)
        distance.append(np.hypot(x - centre[0], y - centre[1]) / face.size)
    result: Array = np.argmin(np.stack(distance), 0)
    return result


def paint_skin(
    canvas: Canvas, photo: Array, target: Array, regions: Regions, faces: List[Face]
) -> List[Optional[Tones]]:
    """Paint all skin; target: the graded photo whose mean colour is kept. -> the tones of each face."""
    near, own = _owners(canvas.shape, regions.skin, faces)
    _paint(canvas, photo, target, regions, regions.skin * (1 - own), None)
    return [_paint(canvas, photo, target, regions, regions.skin * own * (near == i), f) for i, f in enumerate(faces)]


def _owners(shape: Tuple[int, ...], skin: Array, faces: List[Face]) -> Tuple[Array, Array]:
    """-> the number of the nearest face, and 1 on skin that hangs together with a face: hands have their own light."""
    own: Array = np.zeros(shape[:2], np.float32)
    if not faces:
        return own, own
    _, labels = cv2.connectedComponents((skin > 0.5).astype(np.uint8))
    for face in faces:
        inside = labels[(oval(shape, face, 0.8) > 0.5) & (labels > 0)]
        if inside.size:
            own[labels == np.bincount(inside).argmax()] = 1
    return nearest(shape, faces), cv2.dilate(own, np.ones((3, 3), np.uint8))


def _paint(
    canvas: Canvas, photo: Array, target: Array, regions: Regions, mask: Array, face: Optional[Face]
) -> Optional[Tones]:
    if mask.sum() < 25:
        return None
    size = face.size if face else 0.2 * min(canvas.shape)
    tone = np.log(luma(photo) + 0.04)
    weight = mask * (1 - regions.features)
    sigma = max(1.2, 0.035 * size)
    smooth, wide = fill_from(tone, weight, sigma), fill_from(tone, weight, 4 * sigma)
    solid = (mask > 0.6) & (regions.features < 0.3)
    on_face = solid & (oval(canvas.shape, face) > 0.5) if face else solid
    sample = on_face if on_face.sum() > 40 else solid
    if sample.sum() < 15:
        return None
    residue = np.zeros_like(tone)
    if face:
        upper = weight * (1 - 0.97 * beard_zone(canvas.shape, face))
        model, lamp, holds = fit(canvas.shape, face, smooth, upper)
        residue = (model - tone) * (holds > 0.5)
        low, high = np.percentile(model[sample], [10, 90])
        shape = mix(lamp, 0.85 * model + 0.15 * smooth, ramp(float(high - low), *HARD))
        smooth = mix(smooth, shape, holds)
    lit_tone = float(np.percentile(smooth[sample], 72))
    spread = float(np.percentile(smooth[sample], 90) - np.percentile(smooth[sample], 10))
    edge = lit_tone - max(DEPTH, SPREAD * spread)
    softness = 0.02 / max(1.0, size / 60)
    second, third = below(smooth, edge, softness), below(smooth, edge - 0.6, softness)
    second, third = tidy(second, (0.2 * size) ** 2), tidy(third, (0.2 * size) ** 2)
    mask = mask * (1 - below(smooth, lit_tone - MOST_SKIN_CONTRAST, softness))
    if face:
        second = np.maximum(second, _cast(canvas.shape, face, regions))
    strength = MILD + (1 - MILD) * ramp(spread, *SUBTLE)
    tones = _tones(target, sample, second, third, strength, residue)
    base = mix(mix(np.broadcast_to(tones.lit, photo.shape), tones.shadow, second), tones.deep, third)
    if face:
        base = _blush(base, face, tones)
    base = base * np.exp(np.minimum(0, _marks(tone - wide, canvas.shape, face)))[..., None]
    gain = _balance(base, target, solid & (residue < 0.35))
    canvas.paint(mask, np.clip(base * gain, 0, 1))
    canvas.shade[:] = mix(canvas.shade, second + third, mask)
    return Tones(tones.lit * gain, tones.shadow * gain, tones.deep * gain, tones.light, residue)


def _balance(base: Array, target: Array, chosen: NDArray[np.bool_]) -> Array:
    """-> gains (3,) that bring most of the way back to the photo's mean colour: neck and shoulders count as well."""
    if chosen.sum() < 30:
        return np.ones(3, np.float32)
    ratio = (target[chosen].mean(0) + 0.01) / (base[chosen].mean(0) + 0.01)
    result: Array = (np.clip(ratio, 0.84, 1.18) ** 0.6).astype(np.float32)
    return result


def _marks(detail: Array, shape: Tuple[int, ...], face: Optional[Face]) -> Array:
    """-> log of the dark marks kept on skin without drawn features: faces not found, in profile, folded hands."""
    result: Array = (detail + 0.35) * 0.8
    if face:
        result = result * (1 - oval(shape, face, 1.12))
    return result


def _tones(
    target: Array, sample: NDArray[np.bool_], second: Array, third: Array, strength: float, residue: Array
) -> Tones:
    """Solve for the lit colour so that the painted skin has the mean colour of the graded photo's.

    strength: of the shadow, 0 to 1."""
    clean = sample & (residue < 0.35)
    chosen = clean if clean.sum() > 30 else sample
    mean = target[chosen].mean(0)
    dark = chosen & (second > 0.6)
    bright = chosen & (second < 0.4)
    ratio = SHADOW.copy()
    if dark.sum() > 40 and bright.sum() > 40:  # the light of the place tints the shadow
        seen = np.clip(target[dark].mean(0) / (target[bright].mean(0) + 1e-3), 0.35, 1)
        seen = seen * np.clip(SHADOW.mean() / seen.mean(), 0.85, 1.25)
        ratio = 0.6 * SHADOW + 0.4 * seen.astype(np.float32)
    ratio = ratio**strength
    share2, share3 = float(second[chosen].mean()), float(third[chosen].mean())
    share2 -= share3
    lit = mean / (1 - share2 - share3 + share2 * ratio + share3 * ratio * DEEP)
    lit = _warmed(lit)
    lit = lift(np.clip(lit, 0.02, 0.99).astype(np.float32), LUMINOUS)
    light = float(np.clip(brightness(lit) * 1.05 + 0.30, 0.45, 0.99))
    return Tones(lit, lit * ratio, lit * ratio * DEEP, light, residue)


def _warmed(colour: Array) -> Array:
    """Turn violet and grey skin a little towards the hue of skin, by at most 4 in Lab."""
    lab = to_lab(np.clip(colour, 0, 1).astype(np.float32)[None])
    violet, grey = 0.78 * lab[0, 1] - lab[0, 2], 0.4 * (LEAST_YELLOW - lab[0, 2])
    lab[0, 2] += np.clip(max(violet, grey), 0, 4)
    result: Array = np.clip(cv2.cvtColor(lab[None], cv2.COLOR_LAB2RGB)[0, 0], 0.02, 1)
    return result


def _cast(shape: Tuple[int, ...], face: Face, regions: Regions) -> Array:
    """-> the shadows every cel painter draws: of the fringe or hat on the forehead, of the jaw on the neck."""
    axes = face_axes(face)
    inside = oval(shape, face, 1.02)
    cover_above = np.maximum(regions.hair, regions.other * (1 - oval(shape, face, 0.8)))
    fringe = shifted(cover_above, axes.down, 0.04 * axes.size) * (1 - cover_above) * inside
    neck = shifted(inside, axes.down, 0.14 * axes.size) * regions.body * (1 - inside)
    soft = max(0.6, 0.006 * axes.size)
    return np.maximum(smoothstep(blur(fringe, soft), 0.35, 0.65), smoothstep(blur(neck, soft), 0.3, 0.6))


def _blush(base: Array, face: Face, tones: Tones) -> Array:
    """Tint the cheeks slightly."""
    y, x = np.mgrid[: base.shape[0], : base.shape[1]].astype(np.float32)
    size = face.size
    for points in ([50, 205, 118], [280, 425, 347]):
        cx, cy = face.points[points].mean(0)
        spot = np.exp(-(((x - cx) / (0.085 * size)) ** 2 + ((y - cy) / (0.055 * size)) ** 2))
        base = base * (1 - np.array([0.0, 0.045, 0.036], np.float32) * spot[..., None])
    return base.astype(np.float32)
