"""Masks of people in six classes, sharpened to the photo's own edges.

Network: MediaPipe's multiclass selfie segmentation, run on the whole photo and again around every larger face.
"""

from __future__ import annotations

from pathlib import Path
from typing import Sequence

import numpy as np
import torch

from ..layers import MESH_POINTS, Array, Face
from .crops import place_back, square
from .tflite import Graph

BACKGROUND, HAIR, BODY, FACE, CLOTH, OTHER = range(6)
SIDE = 256
CROPS = ((2.6, 6.0), (5.0, 2.0))
"""Sides of the squares around a face, in heights of the face, and their weight against the whole photo's."""

MOST_CROPPED = 5


class PeopleMasks:
    """Segments people; folder holds the network's file."""

    def __init__(self, folder: Path) -> None:
        self.network = Graph(folder / "selfie_multiclass_256x256.tflite")
        ramp = np.minimum(np.linspace(0, 2, SIDE), np.linspace(2, 0, SIDE))
        self.fade: Array = (np.minimum.outer(ramp, ramp) * 4).clip(0.01, 1).astype(np.float32)

    def __call__(self, photo: Array, faces: Sequence[Face]) -> Array:
        """photo: (h, w, 3) RGB in [0, 1] -> (h, w, 6) probabilities: background, hair, body, face, cloth, other."""
        height, width = photo.shape[:2]
        longer = max(height, width)
        squares = [((width - longer) / 2, (height - longer) / 2, float(longer), 1.0)]
        for face in sorted(faces, key=lambda f: -f.size)[:MOST_CROPPED]:
            x, y = face.points[:MESH_POINTS].mean(0)
            for heights, weight in CROPS:
                side = heights * face.size
                if side < 1.3 * longer:
                    squares.append((x - side / 2, y - side / 2, side, weight))
        total: Array = np.zeros((height, width, 6), np.float32)
        weights: Array = np.full((height, width), 1e-6, np.float32)
        for left, top, side, weight in squares:
            patch = torch.from_numpy(square(photo, left, top, side, SIDE))[None]
            classes = torch.softmax(self.network(patch)[0][0], -1).numpy()
            fade = place_back(self.fade, left, top, side, height, width) * weight
            total += place_back(classes, left, top, side, height, width) * fade[..., None]
            weights += fade
        result: Array = total / weights[..., None]
        return result
