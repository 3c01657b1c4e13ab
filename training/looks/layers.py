"""The layers of a drawing, kept apart until a style renders them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Dict, List

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]

MESH_POINTS = 468
"""Points of the face mesh; ten points of the irises follow them."""


@dataclass
class Face:
    """A face: its mesh and its irises, in pixels of the photo.

    points: (478, 2), x to the right and y down, pixel centres at whole numbers. 0-467 are the face mesh, 468-472
    the centre and four rim points of the iris at the viewer's left, 473-477 of the one at the right.
    depth: (468,), distance from the viewer in the same unit, with a free origin; the nose has the smallest.
    score: how sure the mesh network is that it sees a face, 0 to 1.
    """

    points: Array
    depth: Array
    score: float

    @property
    def size(self) -> float:
        """Distance from the top of the forehead to the chin, pixels."""
        return float(np.hypot(*(self.points[10] - self.points[152])))


@dataclass
class Layers:
    """A drawing as float32 layers of one height and width; colours are RGB in [0, 1], masks are coverage in [0, 1].

    photo: (h, w, 3), the cleaned photo.
    colour: (h, w, 3), the painted fill without lines.
    line: (h, w), coverage of ink, already weighted by the importance of each line.
    ink: (h, w, 3), the colour of the ink.
    shade: (h, w), discrete tone: 0 lit, 1 shadow, 2 deep shadow; edges antialiased.
    flow: (h, w, 2), unit direction along the form, x and y, for hatching and brush strokes; its sign is free.
    masks: coverage by name, (h, w) each: person, skin, hair, cloth, face, sky, cloud, foliage, water and others.
    faces: every face found.
    """

    photo: Array
    colour: Array
    line: Array
    ink: Array
    shade: Array
    flow: Array
    masks: Dict[str, Array] = field(default_factory=dict)
    faces: List[Face] = field(default_factory=list)

    def mask(self, name: str) -> Array:
        """-> the mask of that name, all zero where the drawing has none."""
        empty: Array = np.zeros(self.line.shape, np.float32)
        return self.masks.get(name, empty)
