"""Finds faces on tiles of a photo and lays the mesh of 478 points on each.

Networks: MediaPipe's short-range face detector and its attention mesh (Bazarevsky 2019, Grishchenko 2020).
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import List, NamedTuple

import numpy as np
import torch

from ..layers import MESH_POINTS, Array, Face
from .crops import square, turned
from .landmarks import subset
from .tflite import Graph

DETECTOR_SIDE, MESH_SIDE = 128, 192
TILES = (0.62, 0.4)
"""Sides of the tiles searched besides the whole photo, as shares of its longer side."""

SURE = 0.6


class Found(NamedTuple):
    """A detected face: score, centre (2,), width and height (2,), keypoints (6, 2), of which 0 and 1 are the eyes."""

    score: float
    centre: Array
    extent: Array
    keypoints: Array


def anchors() -> Array:
    """-> (896, 2): the centres the detector counts from, shares of the tile's side."""
    points = [
        ((x + 0.5) / n, (y + 0.5) / n)
        for n, repeat in ((16, 2), (8, 6))
        for y in range(n)
        for x in range(n)
        for _ in range(repeat)
    ]
    return np.array(points, np.float32)


class FaceFinder:
    """Finds the faces of a photo; folder holds the two networks' files."""

    def __init__(self, folder: Path) -> None:
        self.detector = Graph(folder / "face_detection_short_range.tflite")
        self.mesh = Graph(folder / "face_landmark_with_attention.tflite")
        self.anchors = anchors()
        crops = [subset(s.custom) for s in self.mesh.steps if s.name == "Landmarks2TransformMatrix"]
        self.lips = next(c for c in crops if len(c) == 80)
        self.eyes = [next(c for c in crops if len(c) == 71 and corner in c) for corner in (33, 263)]

    def __call__(self, photo: Array) -> List[Face]:
        """photo: (h, w, 3) RGB in [0, 1] -> its faces, the surest first."""
        faces: List[Face] = []
        for found in self._detect(photo):
            eyes = found.keypoints[1] - found.keypoints[0]
            face = self._fit(photo, found.centre, float(found.extent.max()) * 1.5, math.atan2(eyes[1], eyes[0]))
            for _ in range(2):
                face = self._refit(photo, face)
            apart = all(np.hypot(*(face.points[1] - other.points[1])) > 0.3 * other.size for other in faces)
            if face.score > SURE and found.score * face.score > 0.5 and apart:
                faces.append(face)
        return faces

    def _detect(self, photo: Array) -> List[Found]:
        height, width = photo.shape[:2]
        longer = max(height, width)
        found = self._detect_in(photo, (width - longer) / 2, (height - longer) / 2, longer)
        for share in TILES:
            side = share * longer
            for top in _spread(height, side):
                for left in _spread(width, side):
                    found += self._detect_in(photo, left, top, side)
        found.sort(key=lambda f: -f.score)
        kept: List[Found] = []
        for f in found:
            reach = [0.5 * max(f.extent.max(), k.extent.max()) for k in kept]
            if all(np.hypot(*(f.centre - k.centre)) > r for k, r in zip(kept, reach)):
                kept.append(f)
        return kept

    def _detect_in(self, photo: Array, left: float, top: float, side: float) -> List[Found]:
        tile = torch.from_numpy(square(photo, left, top, side, DETECTOR_SIDE))[None] * 2 - 1
        boxes, logits = self.detector(tile)
        scores = torch.sigmoid(logits[0, :, 0]).numpy()
        corner = np.array([left, top], np.float32)
        found = []
        for i in np.where(scores > SURE)[0]:
            box = boxes[0, i].numpy() / DETECTOR_SIDE
            centre = corner + (box[:2] + self.anchors[i]) * side
            keypoints = corner + (box[4:].reshape(6, 2) + self.anchors[i]) * side
            found.append(Found(float(scores[i]), centre, box[2:4] * side, keypoints))
        return found

    def _refit(self, photo: Array, face: Face) -> Face:
        """Fit again in the square around the mesh, turned level by the eyes."""
        eyes = face.points[263] - face.points[33]
        angle = math.atan2(eyes[1], eyes[0])
        cos, sin = math.cos(angle), math.sin(angle)
        turn = np.array([[cos, sin], [-sin, cos]], np.float32)
        level = face.points[:MESH_POINTS] @ turn.T
        low, high = level.min(0), level.max(0)
        return self._fit(photo, turn.T @ ((low + high) / 2), float((high - low).max()) * 1.5, angle)

    def _fit(self, photo: Array, centre: Array, side: float, angle: float) -> Face:
        patch, matrix = turned(photo, centre, side, angle, MESH_SIDE)
        outputs = dict(zip((self.mesh.names[i] for i in self.mesh.outputs), self.mesh(torch.from_numpy(patch)[None])))
        values = {name: tensor.numpy().reshape(-1) for name, tensor in outputs.items()}
        mesh = values["output_mesh_identity"].reshape(MESH_POINTS, 3)
        points = mesh[:, :2].copy()
        points[self.lips] = values["output_lips"].reshape(80, 2)
        points[self.eyes[0]] = values["output_left_eye"].reshape(71, 2)
        points[self.eyes[1]] = values["output_right_eye"].reshape(71, 2)
        irises = [values[f"output_{side}_iris"].reshape(5, 2) for side in ("left", "right")]
        placed = np.vstack([points, *irises]) @ matrix[:, :2].T + matrix[:, 2]
        score = 1 / (1 + math.exp(-float(values["conv_faceflag"][-1])))
        return Face(placed.astype(np.float32), mesh[:, 2] * (side / MESH_SIDE), score)


def _spread(length: int, side: float) -> List[float]:
    """-> where tiles of that side begin so that they overlap by about a third."""
    count = max(1, math.ceil(length / side * 1.5))
    if count == 1:
        return [(length - side) / 2]
    return [i * (length - side) / (count - 1) for i in range(count)]
