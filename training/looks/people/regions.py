"""Crisp masks of the parts of people, from the networks' probabilities and the photo's own edges."""

from __future__ import annotations

from dataclasses import dataclass
from typing import List


import cv2
import numpy as np

from ..layers import Array, Face
from ..perception.masks import BACKGROUND, BODY, CLOTH, FACE, HAIR, OTHER
from ..perception.perceive import Perception
from .mesh import beard_zone, features, oval
from ..luma import luma
from .pixels import below, blur, fill_from, guided, mix, smoothstep, tidy

LEAST_SKIN = 0.35
"""Share of a face above the mouth that must be skin for it to be drawn as a face; a mask may hide the rest."""


ANIMAL = (0.75, 0.12)
"""An animal's face: less of it is skin, and more of it background, than that; the mesh is sure of it all the same."""


@dataclass
class Regions:
    """Coverage of each part, (h, w); other: hats, glasses, things held. soft: the networks' probabilities (h, w, 6)."""

    person: Array
    hair: Array
    skin: Array
    face: Array
    body: Array
    cloth: Array
    other: Array
    features: Array
    soft: Array


def true_faces(shape: tuple[int, ...], seen: Perception) -> List[Face]:
    """-> the faces that lie on skin; pictures on walls, hands and other slips of the detector fall away."""
    kept = []
    for face in seen.faces:
        inside = (oval(shape, face, 0.85) * (1 - beard_zone(shape, face))) > 0.5
        if inside.sum() > 30:
            body, front = seen.classes[inside][:, [BODY, FACE]].mean(0)
            hand = body > front and face.size < 60
            behind = float(seen.classes[inside][:, BACKGROUND].mean())
            animal = face.size > 60 and body + front < ANIMAL[0] and behind > ANIMAL[1]
            if body + front > LEAST_SKIN and not hand and not animal:
                kept.append(face)
    return kept


def matte(photo: Array, prior: Array, reach: float) -> Array:
    """Sharpen a probability to the photo's edges: each pixel near the border is placed between the two sides' colours.

    reach: how far the colours of a side are taken from, pixels.
    """
    ahead, behind = smoothstep(prior, 0.75, 0.97), smoothstep(-prior, -0.25, -0.03)
    near, far = fill_from(photo, ahead, reach), fill_from(photo, behind, reach)
    known = smoothstep(np.minimum(blur(ahead, reach), blur(behind, reach)), 0.01, 0.06)
    between = near - far
    apart = (between**2).sum(-1)
    place = ((photo - far) * between).sum(-1) / (apart + 1e-4)
    trust = known * apart / (apart + 0.02) * smoothstep(prior * (1 - prior), 0.01, 0.08) * 0.75
    mixed = prior + (np.clip(place, 0, 1) - prior) * trust
    return guided(mixed.astype(np.float32), luma(photo), max(1, round(0.15 * reach)), 3e-4)


def crisp(probability: Array, sigma: float = 0.6) -> Array:
    """-> coverage with smooth borders, edges about a pixel and a half wide."""
    smooth = blur(probability, sigma)
    return below(-smooth, -0.5, 0.25 / (0.5 + sigma))


def solid(mask: Array, faces: List[Face], least: float) -> Array:
    """Drop small islands and holes; an island without a face must be large against the largest. least: pixels."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats((mask > 0.5).astype(np.uint8))
    if count < 2:
        return mask
    area = stats[:, cv2.CC_STAT_AREA].astype(np.float32)
    wanted = smoothstep(area / area[1:].max(), 0.03, 0.10)
    for face in faces:
        x, y = np.round(face.points[1]).astype(int)
        if 0 <= y < mask.shape[0] and 0 <= x < mask.shape[1]:
            wanted[labels[y, x]] = 1
    wanted[0] = 0
    keep = cv2.dilate(wanted[labels], np.ones((3, 3), np.uint8))
    return tidy(mask * keep, least)


def split(photo: Array, seen: Perception, faces: List[Face]) -> Regions:
    """photo: cleaned, (h, w, 3)."""
    shape = photo.shape
    short = min(shape[:2])
    size = max([f.size for f in faces] + [0.16 * short])
    person = crisp(
        matte(photo, 1 - seen.classes[..., BACKGROUND], 0.035 * short), float(np.clip(0.007 * size, 0.6, 1.8))
    )
    person = solid(person, faces, (0.06 * size) ** 2)
    guide, radius = luma(photo), max(2, round(0.012 * short))
    classes = _with_faces(seen.classes, faces)
    parts = [np.clip(guided(classes[..., k], guide, radius, 2e-4), 0, 1) for k in range(6)]
    inside: Array = np.sum(parts[1:], 0).astype(np.float32) + np.float32(1e-4)
    sure = smoothstep(inside, 0.7, 0.95)  # at the rim a part is what lies next to it inside
    ratios = [mix(fill_from(p / inside, sure, 1.5), p / inside, sure) for p in parts]
    present = _present(seen.classes, bool(faces))
    person = person * present
    share = [tidy(crisp(p, 0.8), (0.06 * size) ** 2) * person for p in ratios]
    marks: Array = np.zeros(shape[:2], np.float32)
    for face in faces:
        marks = np.maximum(marks, features(shape, face))
    hair = share[HAIR]
    for face in faces:  # brows and lashes are no hair
        hair = hair * (1 - oval(shape, face, 0.86) * features(shape, face))
    skin = tidy(crisp(ratios[BODY] + ratios[FACE], 0.8), (0.06 * size) ** 2) * person
    return Regions(person, hair, skin, share[FACE], share[BODY], share[CLOTH], share[OTHER], marks, seen.classes)


def _with_faces(classes: Array, faces: List[Face]) -> Array:
    """-> the probabilities, with more for skin within the outline of a face: out of focus the network loses it."""
    result = classes.copy()
    for face in faces:
        inside = blur(oval(classes.shape, face, 0.9), 0.03 * face.size)
        result[..., FACE] += 0.4 * inside * (1 - classes[..., HAIR])
    total: Array = result / result.sum(-1, keepdims=True)
    return total


def _present(classes: Array, has_faces: bool) -> float:
    """-> 1 where there is a person in the picture, 0 where the network only guesses, between in doubt."""
    ahead = classes[..., BACKGROUND] < 0.3
    area = float(ahead.mean())
    if has_faces:
        return float(np.clip((area - 0.002) / 0.004, 0, 1))
    # A person without a face wears something; what the network takes for one without is mostly an animal.
    dressed = float((classes[..., CLOTH] > 0.5).mean()) / max(area, 1e-4)
    surest = float((classes[..., 1:5].max(-1) > 0.85).mean())
    worn = np.clip((dressed - 0.12) / 0.12, 0, 1)
    return float(worn * np.clip((surest - 0.008) / 0.008, 0, 1) * np.clip((area - 0.004) / 0.006, 0, 1))
