"""Beards, moustaches and stubble: hair on the lower face, darker than the skin's light, or paler and rough."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np

from ...layers import Array, Face
from ..grade import saturate
from ..light import shifted
from ..lines import dark_lines
from ..mesh import FaceAxes, beard_zone, oval
from ..pen import Canvas, cover, grow
from ...luma import luma
from ..pixels import at_usual_size, below, blur, brightness, fill_from, mix, ramp, smoothstep
from ..regions import Regions
from ..skin import Tones
from .growth import UPPER_LIP, Growth, jaw_cover, lip_cover


def roughness(photo: Array) -> Array:
    """-> local standard deviation of log luma over about three pixels."""
    tone = np.log(luma(photo) + 0.04)
    result: Array = np.sqrt(np.maximum(0, blur(tone * tone, 1.5) - blur(tone, 1.5) ** 2))
    return result


def warmth(colour: Array) -> Array:
    """-> red over blue, against the whole; grey hair has less of it than skin. Any shape that ends in RGB."""
    result: Array = (colour[..., 0] - colour[..., 2]) / (colour.sum(-1) + 0.05)
    return result


class Signs(NamedTuple):
    """Maps (h, w) that speak of hair on a face: darker than its light, paler in colour, coarse, and all in one."""

    darker: Array
    paler: Array
    coarse: Array
    evidence: Array


def signs(photo: Array, target: Array, regions: Regions, face: Face, tones: Tones) -> Signs:
    """Compare the lower face with the upper one, which is skin. target: the graded photo."""
    size, shape = face.size, photo.shape[:2]
    grain = max(0.8, 0.012 * size)
    zone = beard_zone(shape, face)
    inner = oval(shape, face, 0.94) * regions.skin + oval(shape, face, 1.06) * 0.002
    upper = (oval(shape, face, 0.9) * (1 - zone) * regions.skin * (1 - regions.features)) > 0.6
    texture = at_usual_size(roughness, photo, size)
    rough, own = fill_from(texture, inner, grain), blur(warmth(target), grain)
    usual = float(np.median(own[upper])) if upper.sum() > 20 else float(warmth(tones.lit))
    calm = float(np.median(rough[upper])) if upper.sum() > 20 else 0.04
    darker, paler = blur(tones.residue, grain), usual - own
    coarse = smoothstep(rough, calm + 0.02, calm + 0.08)
    dark = smoothstep(darker, 0.24, 0.55) * (0.3 + 0.7 * np.maximum(smoothstep(paler, 0.0, 0.05), coarse))
    pale = smoothstep(paler, 0.03, 0.075) * smoothstep(rough, 0.035, 0.065)
    pale = pale * ramp(brightness(tones.lit), 0.2, 0.4)
    bristly = smoothstep(rough, 1.3 * calm + 0.015, 1.3 * calm + 0.055) * smoothstep(darker, 0.0, 0.2)
    evidence = np.maximum(np.maximum(dark, pale), bristly)
    core = oval(shape, face, 0.9) * zone  # leave out the rim of the face, which is dark and rough without hair
    evidence = mix(fill_from(evidence, core, 0.05 * size), evidence, core)
    loose = smoothstep(blur(texture, grain), calm + 0.02, calm + 0.08)
    return Signs(darker, paler, mix(loose, coarse, oval(shape, face)), evidence)


def find_beard(regions: Regions, face: Face, axes: FaceAxes, seen: Signs, grown: Growth) -> Array:
    """-> (h, w) coverage of full facial hair, also below the chin; none where the whole face says that none grows."""
    size, shape = axes.size, regions.skin.shape
    zone, skin = beard_zone(shape, face), np.clip(regions.skin + regions.hair, 0, 1)
    lip = cover(shape, grow(face.points[UPPER_LIP], 1.05)) * zone
    hairy = np.maximum(smoothstep(seen.paler, -0.01, 0.03), 0.6 * seen.coarse)
    evidence = np.maximum(seen.evidence * zone, lip * smoothstep(seen.darker, 0.24, 0.44) * hairy) * skin
    head = oval(shape, face)
    neck = np.maximum(shifted(head, axes.down, 0.3 * size), shifted(head, axes.down, 0.65 * size))
    neck = neck * (1 - oval(shape, face, 0.97)) * skin
    chin_zone = zone * (1 - np.clip(shifted(zone, -axes.down, 0.25 * size), 0, 1))
    low = chin_zone > 0.5
    chin = float(evidence[low].mean()) if low.any() else 0.0
    hairy_neck = np.maximum(seen.coarse, smoothstep(seen.paler, 0.04, 0.08)) * smoothstep(seen.paler, -0.01, 0.04)
    long = neck * hairy_neck * ramp(chin, 0.25, 0.5)
    likely = blur(np.maximum(evidence, long), 0.03 * size)
    near = blur(below(-likely, -0.40, 0.03), 0.12 * size)  # a weaker sign is enough between sure parts
    hair = _closed(below(-likely - 0.6 * near, -0.40, 0.03), 0.06 * size)
    hair = hair * np.clip(zone + neck, 0, 1) * skin
    on_lip, on_chin = _both_sides(hair, lip, face, axes), _both_sides(hair, chin_zone, face, axes)
    full = ramp(min(on_lip, on_chin), 0.4, 0.6)  # a full beard has no gap below the lip
    hair = hair + full * (_closed(hair, 0.12 * size) * zone * skin - hair).clip(0, 1)
    hair = hair * max(ramp(on_lip, 0.45, 0.65), ramp(on_chin, 0.3, 0.5))
    above, under = lip_cover(shape, face), jaw_cover(shape, face, axes)
    # A thick beard is one shape, whatever gleams in it.
    hair = np.maximum(
        hair, np.maximum(above * grown.lip * max(grown.full, grown.thick), under * grown.jaw * grown.thick) * skin
    )
    result: Array = hair * mix(np.full(shape, grown.jaw, np.float32), np.full(shape, grown.lip, np.float32), lip)
    return result


def _closed(mask: Array, radius: float) -> Array:
    """-> the mask with gaps narrower than twice the radius filled."""
    side = 2 * max(1, round(radius)) + 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    result: Array = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, kernel)
    return result


def _both_sides(hair: Array, part: Array, face: Face, axes: FaceAxes) -> float:
    """-> the share of a part that is hair, on the side that has less: a shadow lies on one side alone.

    The far side of a turned head does not count, and then the near one must be the surer.
    """
    y, x = np.mgrid[: hair.shape[0], : hair.shape[1]].astype(np.float32)
    nose = face.points[1]
    place = (x - nose[0]) * axes.right[0] + (y - nose[1]) * axes.right[1]
    left, right = (
        float((hair * part * side).sum() / max(1.0, float((part * side).sum()))) for side in (place < 0, place >= 0)
    )
    turned = ramp(abs(axes.yaw), 0.25, 0.45)
    near = left if axes.yaw > 0 else right
    return (1 - turned) * min(left, right) + turned * (near - 0.35)


def paint_beard(canvas: Canvas, photo: Array, target: Array, hair: Array, tones: Tones) -> None:
    """Paint facial hair of a coverage in its own colour, with its strands."""
    inside = hair > 0.5
    if inside.sum() < 8:
        return
    seen = saturate(np.median(target[inside], 0).astype(np.float32), 1.05)
    skin = brightness(tones.lit)
    depth = 1 - brightness(seen) / max(0.05, skin)
    dark = np.minimum(seen, tones.shadow * 0.92)
    light = saturate(np.clip(seen * 1.12 + 0.02, 0, 1).astype(np.float32), 0.3)
    greyer = float(warmth(tones.lit)) - float(warmth(seen))
    white = ramp(greyer, 0.03, 0.06) * ramp(brightness(seen), 0.25, 0.45)  # in the shade of a nose too
    colour = mix(light, dark, ramp(depth, 0.02, 0.2) * (1 - white))
    alpha = 0.55 + 0.40 * float(np.clip(max(abs(depth) * 3, greyer / 0.05), 0, 1))
    canvas.paint(hair * alpha, mix(colour, colour * 0.72, np.clip(canvas.shade, 0, 1)), 1.0)
    strands = dark_lines(photo, 1.0, 0.02, 0.06, 7)
    canvas.lines(strands * hair * 0.55, colour * np.array([0.50, 0.47, 0.51], np.float32))
