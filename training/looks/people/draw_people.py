"""Draws all people of a photo on a canvas."""

from __future__ import annotations

from typing import Dict, List

import numpy as np

from ..layers import Array, Face
from .features.beard import find_beard, paint_beard, signs
from .cloth import flattened, paint_cloth
from .features.brows import draw_brows
from .features.eyes import draw_eyes, iris_colour
from .features.growth import growth
from .features.glasses import draw_glasses, draw_lenses, lens_cover, worn_near
from .grade import graded
from .hair import paint_hair, whiteness
from .lines import contour, dark_lines, focus, important
from ..perception.masks import CLOTH, OTHER
from .mesh import JAW, LIP_LOWER, LIP_UPPER, closed, face_axes, features, oval
from .features.mouth import draw_mouth, draw_nose
from .features.stubble import paint_stubble, stubble_cover
from .pen import Canvas, cover
from .pixels import at_usual_size, blur, brightness, mix, ramp, smoothstep
from .regions import Regions
from .skin import Tones, paint_skin
from .features.wrinkles import draw_wrinkles

LEAST_FACE = 22
"""Size in pixels below which a face keeps its fill and gets no drawn features."""


SOFT = 0.012
"""Blur of the features of a face out of focus, in sizes of the face: more, and eyes turn to fog."""
IN_FOCUS = 120.0
"""Size of a face at which its edges are judged: what is crisp there is drawn, though a large picture of it is soft."""


def draw_people(canvas: Canvas, photo: Array, regions: Regions, faces: List[Face]) -> Dict[str, Array]:
    """Draw fills, lines and features; photo: cleaned. -> masks that only the drawing knows: beard, eyes, mouth."""
    if regions.person.max() < 0.05:
        return {}
    target = graded(photo)
    size = max([f.size for f in faces] + [0.16 * min(canvas.shape)])
    canvas.line *= 1 - regions.person
    paint_cloth(canvas, photo, regions.person, size)
    tones = paint_skin(canvas, photo, target, regions, faces)
    paint_hair(canvas, photo, target, regions.hair, size)
    _outlines(canvas, photo, regions, faces, size)
    sharp = at_usual_size(focus, photo, size, IN_FOCUS)
    beard: Array = np.zeros(canvas.shape, np.float32)
    for face, skin in zip(faces, tones):
        if skin is not None and face.size >= LEAST_FACE:
            before = canvas.colour.copy()
            beard = np.maximum(beard, _draw_face(canvas, photo, target, regions, face, skin))
            _soften(canvas, before, sharp, face)
    canvas.line *= 1 - regions.person * (1 - 0.3 * regions.features) * (1 - sharp)
    return {"beard": beard}


def _soften(canvas: Canvas, before: Array, sharp: Array, face: Face) -> None:
    """Draw the features of a face out of focus as soft tones. before: the colours without them; sharp: focus (h, w)."""
    inside = features(canvas.shape, face) > 0.5
    soft = 1 - float(sharp[inside].mean()) if inside.any() else 0.0
    if soft > 0.05:
        drawn = mix(canvas.colour, canvas.ink, canvas.line * 0.7)
        tones = before + blur(drawn - before, SOFT * face.size)
        canvas.colour[:] = mix(canvas.colour, tones, soft * oval(canvas.shape, face, 1.1))


def _draw_face(canvas: Canvas, photo: Array, target: Array, regions: Regions, face: Face, tones: Tones) -> Array:
    axes = face_axes(face)
    skin_ink = np.clip(tones.deep * np.array([0.62, 0.46, 0.50], np.float32), 0, 1)
    ink = mix(np.array([0.09, 0.055, 0.075], np.float32), skin_ink, 0.22)
    seen = signs(photo, target, regions, face, tones)
    grown = growth(photo, regions, face, axes, seen.darker, seen.paler)
    thin = stubble_cover(canvas.shape, regions, face, axes, seen, grown)
    paint_stubble(canvas, photo, target, thin, seen, axes.size, brightness(tones.lit))
    beard = find_beard(regions, face, axes, seen, grown)
    paint_beard(canvas, photo, target, beard, tones)
    jaw = face.points[JAW]
    canvas.stroke(
        jaw,
        max(0.8, 0.012 * axes.size),
        skin_ink,
        0.85,
        lambda t: _jaw_profile(t, axes.yaw),
        clip=smoothstep(blur(regions.skin, 0.02 * axes.size), 0.7, 0.9) * (1 - 0.8 * beard),
    )
    hidden = lens_cover(regions, photo, face, tones)
    free = (1 - np.maximum(beard, thin)) * (1 - worn_near(regions, axes.size))
    draw_wrinkles(canvas, photo, regions, face, axes, tones, free)
    draw_nose(canvas, face, axes, tones, skin_ink)
    if _seen(regions, face) > 0.45:
        draw_mouth(canvas, photo, face, axes, tones, skin_ink)
    white = whiteness(target, regions.hair * oval(canvas.shape, face, 1.6), brightness(tones.lit))
    draw_brows(canvas, target, face, axes, tones, white)
    if hidden < 0.5:
        draw_eyes(canvas, face, axes, tones, iris_colour(photo, face, _face_colour(photo, regions, face)), ink)
        draw_glasses(canvas, photo, regions, face, axes, tones)
    else:
        draw_lenses(canvas, photo, regions, face, axes)
    return np.maximum(beard, thin)


def _jaw_profile(t: Array, yaw: float) -> Array:
    """Thickest at the chin; the far half of a turned head's jaw fades, for its silhouette is drawn there."""
    result: Array = np.sin(np.pi * np.clip(t, 0.03, 0.97)) ** 0.6 * (0.75 + 0.25 * np.cos(2 * np.pi * (t - 0.5)))
    far = t < 0.5 if yaw < 0 else t > 0.5
    return result * (1 - far * ramp(abs(yaw), 0.18, 0.35))


def _seen(regions: Regions, face: Face) -> float:
    """-> how much of the mouth is not hidden, by a mask for instance."""
    lips = cover(regions.skin.shape, closed(face, LIP_UPPER, LIP_LOWER)) > 0.5
    return float(1 - regions.soft[..., [CLOTH, OTHER]][lips].sum(-1).mean()) if lips.any() else 1.0


def _face_colour(photo: Array, regions: Regions, face: Face) -> Array:
    inside = (oval(photo.shape, face, 0.9) * regions.skin * (1 - regions.features)) > 0.7
    result: Array = photo[inside].mean(0) if inside.any() else photo.mean((0, 1))
    return result.astype(np.float32)


def _outlines(canvas: Canvas, photo: Array, regions: Regions, faces: List[Face], size: float) -> None:
    """Draw silhouettes, the borders of hair, clothes and things, folds of clothes, fingers."""
    inner: Array = np.zeros(canvas.shape, np.float32)
    for face in faces:
        inner = np.maximum(inner, oval(canvas.shape, face))
    width = float(np.clip(0.0075 * size, 0.8, 1.3))
    edges = np.maximum(contour(regions.person, 1.15 * width), contour(regions.hair, width))
    edges = np.maximum(edges, contour(regions.cloth, 0.95 * width) * smoothstep(regions.person, 0.3, 0.7))
    for face in faces:
        edges = edges * (1 - 0.9 * oval(canvas.shape, face, 0.80))
    found = dark_lines(0.6 * photo + 0.4 * flattened(photo), 1.0, 0.011, 0.024, 7)
    found = important(found, canvas.colour, 0.05 * size)
    weight = regions.cloth * 0.8 + regions.other + regions.skin * (1 - inner) * 0.75 + regions.hair * 0.12
    line = np.maximum(edges, found * np.clip(weight, 0, 1) * regions.person)
    line = line * (1 - inner * regions.face * (1 - regions.hair) * (1 - regions.other))
    near = blur(canvas.colour, 1.5)
    colour = np.array([0.075, 0.05, 0.07], np.float32) + 0.20 * near
    canvas.lines(line, colour)
