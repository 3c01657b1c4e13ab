"""Whether a drawing keeps a face: the same face mesh on photo and drawing.

found    share of the photo's faces that are found in the drawing.
offset   mean distance of the mesh's points, over the distance of the outer corners of the eyes.
mouth    correlation over a clip of the opening of the mouth in photo and drawing; a still face says nothing.
eyes     the same of the opening of the eyes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Callable, Dict, List, Sequence

import numpy as np

from ..looks.layers import MESH_POINTS, Array, Face

Finder = Callable[[Array], List[Face]]

LIPS, LIDS = (13, 14), ((159, 145), (386, 374))
"""Mesh points of the inner lips, and of the upper and lower lid of either eye."""
CORNERS = (33, 263)
STILL = 0.02
"""A clip whose opening deviates by less than this is not counted: there is nothing to follow."""


def _distance(face: Face, a: int, b: int) -> float:
    return float(np.hypot(*(face.points[a] - face.points[b])))


def between_eyes(face: Face) -> float:
    """-> distance of the outer corners of the eyes, pixels."""
    return _distance(face, *CORNERS) + 1e-6


def mouth_opening(face: Face) -> float:
    """-> opening of the lips over the distance of the eyes."""
    return _distance(face, *LIPS) / between_eyes(face)


def eye_opening(face: Face) -> float:
    """-> mean opening of the lids over the distance of the eyes."""
    return sum(_distance(face, *pair) for pair in LIDS) / 2 / between_eyes(face)


def nearest(face: Face, others: Sequence[Face]) -> "Face | None":
    """-> the face of `others` that lies where `face` does, if one does."""
    centre = face.points[:MESH_POINTS].mean(0)
    offsets = [float(np.hypot(*(o.points[:MESH_POINTS].mean(0) - centre))) for o in others]
    best = int(np.argmin(offsets)) if offsets else -1
    return others[best] if offsets and offsets[best] < 0.6 * face.size else None


def offset(face: Face, drawn: Face) -> float:
    """-> mean distance of the mesh's points over the distance of the eyes."""
    away = np.hypot(*(face.points[:MESH_POINTS] - drawn.points[:MESH_POINTS]).T)
    return float(away.mean()) / between_eyes(face)


@dataclass
class Expression:
    """Collects faces of photos, each with the same face in the drawing if it is found there."""

    faces: int = 0
    offsets: List[float] = field(default_factory=list)
    mouths: List["tuple[float, float]"] = field(default_factory=list)
    eyes: List["tuple[float, float]"] = field(default_factory=list)

    def add(self, photo: Sequence[Face], drawing: Sequence[Face]) -> None:
        """Add the faces of a photo or frame and those of its drawing."""
        for face in photo:
            self.faces += 1
            drawn = nearest(face, drawing)
            if drawn is None:
                continue
            self.offsets.append(offset(face, drawn))
            self.mouths.append((mouth_opening(face), mouth_opening(drawn)))
            self.eyes.append((eye_opening(face), eye_opening(drawn)))

    def row(self) -> Dict[str, float]:
        """-> the measures. A correlation needs at least five faces and an opening that moves, else it is left out."""
        result = {"found": len(self.offsets) / self.faces} if self.faces else {}
        if self.offsets:
            result["offset"] = float(np.mean(self.offsets))
        for name, values in (("mouth", self.mouths), ("eyes", self.eyes)):
            seen = np.asarray(values, np.float64).reshape(-1, 2)
            if len(seen) >= 5 and seen[:, 0].std() > STILL * (1 if name == "mouth" else 0.5):
                result[name] = float(np.corrcoef(seen.T)[0, 1])
        return result
