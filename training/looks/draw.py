"""Draws a whole photo: the world, and the people in front of it."""

from __future__ import annotations

from typing import List, Tuple

import cv2
import numpy as np
import torch

from . import filters
from .layers import Array, Face, Layers
from .people.draw_people import draw_people
from .people.grade import lift
from .people.pen import Canvas, cover, grow
from .people.mesh import EYES, LIP_LOWER, LIP_UPPER, NOSE_RIM, closed, oval
from .luma import luma
from .people.pixels import blur, direction, fill_from, mix, smoothstep
from .people.regions import Regions, split, true_faces
from .perception.perceive import Perceive, Perception
from .world import denoised, paint_world

SMALL, LARGE_WEIGHT = (120.0, 300.0), 0.8
"""Sizes of faces from which their features weigh less, and least; that least weight."""


def clean(photo: Array) -> Array:
    """Take noise off; see filters.clean_photo."""
    tensor = torch.from_numpy(np.ascontiguousarray(photo.transpose(2, 0, 1)))[None]
    result: Array = filters.clean_photo(tensor)[0].permute(1, 2, 0).numpy()
    return result


def without_people(photo: Array, person: Array) -> Array:
    """-> the photo with people filled from around them, so that no colour of theirs bleeds into the world."""
    if float(person.max()) <= 0.3:  # no person, or too unsure a mask to paint over anything
        return photo
    # A weak probability far from every person is not the border of one.
    reach = 2 * max(3, round(0.012 * min(photo.shape[:2]))) + 1
    near = cv2.dilate((person > 0.5).astype(np.uint8), np.ones((reach, reach), np.uint8)) > 0
    hidden = ((person > 0.04) & near) | (person > 0.3)
    known = (cv2.dilate(hidden.astype(np.uint8), np.ones((5, 5), np.uint8)) == 0).astype(np.float32)
    result, done = photo * known[..., None], known
    for sigma in (3.0, 8.0, 20.0, 50.0, 120.0):
        reached = smoothstep(blur(known, sigma), 0.02, 0.2) * (1 - done)
        result = result + fill_from(photo, known, sigma) * reached[..., None]
        done = done + reached
    filled: Array = result + (1 - done)[..., None] * photo.mean((0, 1))
    return filled


def draw(photo: Array, seen: Perception) -> Layers:
    """photo: (h, w, 3) RGB in [0, 1], with little noise, short side near 384."""
    cleaned = clean(photo)
    faces = true_faces(photo.shape, seen)
    regions = split(cleaned, seen, faces)
    # Draw the world from a photo without people, so that it continues behind them and their border leaves no rim.
    world = paint_world(without_people(photo, regions.person), np.zeros_like(regions.person))
    canvas = Canvas(
        world.colour.copy(),
        world.line.copy(),
        world.ink.astype(np.float32).copy(),
        world.shade * (1 - regions.person),
    )
    drawn = draw_people(canvas, cleaned, regions, faces)
    flow = np.where(regions.person[..., None] > 0.5, direction(luma(cleaned), 2.5), world.flow)
    masks = {name: mask * (1 - regions.person) for name, mask in world.masks.items()}
    masks.update(
        _masks(regions), marks=np.maximum(*_marks(photo.shape, faces)), nose=_noses(photo.shape, faces), **drawn
    )
    return Layers(cleaned, canvas.colour, canvas.line, canvas.ink, canvas.shade, flow, masks, faces)


def _masks(regions: Regions) -> dict[str, Array]:
    names = ("person", "hair", "skin", "face", "body", "cloth", "other")
    return {name: getattr(regions, name) for name in names}


def render_anime(layers: Layers) -> Array:
    """-> (h, w, 3): film anime, fills with coloured lines over them, a last touch of light."""
    picture = mix(layers.colour, layers.ink, layers.line)
    return lift(np.clip(picture, 0, 1).astype(np.float32), 0.06)


def anime(photo: Array, perceive: Perceive) -> Tuple[Layers, Array]:
    """-> the layers of a photo, and their picture."""
    calm = denoised(photo, 5, 7)
    layers = draw(calm, perceive(calm))
    return layers, render_anime(layers)


def _marks(shape: Tuple[int, ...], faces: List[Face]) -> Tuple[Array, Array]:
    """-> coverage of eyes and brows, and of mouths; fainter on large faces."""
    eyes: Array = np.zeros(shape[:2], np.float32)
    mouths: Array = np.zeros(shape[:2], np.float32)
    for face in faces:
        weight = _weight(face)
        mouths = np.maximum(mouths, weight * cover(shape, grow(closed(face, LIP_UPPER, LIP_LOWER), 1.3)))
        for eye in EYES:
            lids = face.points[list(eye.ring) + list(eye.lower)[::-1]]
            for part in (grow(lids, 1.2), grow(closed(face, list(eye.brow_top), list(eye.brow_bottom)), 1.2)):
                eyes = np.maximum(eyes, weight * cover(shape, part))
    return eyes, mouths


def _noses(shape: Tuple[int, ...], faces: List[Face]) -> Array:
    """-> coverage of the lower half of noses, whose line a style with a wide brush must not widen."""
    noses: Array = np.zeros(shape[:2], np.float32)
    for face in faces:
        noses = np.maximum(noses, cover(shape, grow(face.points[NOSE_RIM], 1.35)))
    return noses


def _weight(face: Face) -> float:
    """-> the weight of a face's features: a small face has few pixels, and none of them may be lost."""
    return float(np.interp(face.size, SMALL, (1.0, LARGE_WEIGHT)))


def weights(layers: Layers) -> Array:
    """-> (h, w, 4): what a student must get right. First channel: eyes above all, beards, contours of faces, skies over
    which the photo has thin dark lines. Then skin, lines and mouths."""
    shape = layers.line.shape
    eyes, mouths = _marks(shape, layers.faces)
    marks = np.maximum(eyes, 0.65 * layers.mask("beard"))
    marks = np.maximum(marks, 0.4 * _twigs(layers))
    for face in layers.faces:
        marks = np.maximum(marks, 0.5 * _weight(face) * layers.line * oval(shape, face, 1.15))
    marks = marks * (1 - np.clip(mouths / LARGE_WEIGHT, 0, 1))
    result: Array = np.stack([marks, layers.mask("skin"), layers.line, mouths], -1)
    return result


def _twigs(layers: Layers) -> Array:
    """-> coverage of masts, wires and twigs of the photo in the painted sky, which has none of them."""
    y = luma(layers.photo)
    dark = smoothstep(blur(y, 3.0) - y, 0.03, 0.08) * layers.mask("sky")
    result: Array = cv2.dilate(dark, np.ones((3, 3), np.uint8)).astype(np.float32)
    return result
