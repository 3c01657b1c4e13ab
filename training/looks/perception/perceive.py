"""Perceives a photo: faces and masks of people in one call, with a store on disk for repeated work."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, List, Optional

import numpy as np

from ..layers import Array, Face
from .faces import FaceFinder
from .masks import PeopleMasks


@dataclass
class Perception:
    """Faces of a photo, and (h, w, 6) probabilities: background, hair, body, face, cloth, other."""

    faces: List[Face]
    classes: Array


Perceive = Callable[[Array], Perception]


def model_folder() -> Path:
    """-> the folder named by INKREEL_MODELS; raises ValueError where it is not set."""
    folder = os.environ.get("INKREEL_MODELS")
    if not folder:
        raise ValueError("set INKREEL_MODELS to the folder with the perception models (training/README.md)")
    return Path(folder)


class Perceiver:
    """Runs the perception networks of a folder; keeps results under store where one is given."""

    def __init__(self, folder: Optional[Path] = None, store: Optional[Path] = None) -> None:
        folder = folder or model_folder()
        self.find, self.segment, self.store = FaceFinder(folder), PeopleMasks(folder), store

    def __call__(self, photo: Array) -> Perception:
        """photo: (h, w, 3) RGB in [0, 1]."""
        if self.store is None:
            return self._perceive(photo)
        path = self.store / f"{hashlib.sha1(photo.tobytes()).hexdigest()}.npz"
        if not path.exists():
            seen = self._perceive(photo)
            self.store.mkdir(parents=True, exist_ok=True)
            np.savez(
                path,
                classes=seen.classes.astype(np.float16),
                points=np.array([f.points for f in seen.faces], np.float32).reshape(-1, 478, 2),
                depth=np.array([f.depth for f in seen.faces], np.float32).reshape(-1, 468),
                score=np.array([f.score for f in seen.faces], np.float32),
            )
        kept = np.load(path)
        faces = [Face(p, d, float(s)) for p, d, s in zip(kept["points"], kept["depth"], kept["score"])]
        return Perception(faces, kept["classes"].astype(np.float32))

    def _perceive(self, photo: Array) -> Perception:
        faces = self.find(photo)
        return Perception(faces, self.segment(photo, faces))
