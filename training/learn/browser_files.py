"""Writes weights/learning: the files with which the extension learns a style from a picture.

vgg19.safetensors: VGG-19 to relu3_1. photos.webp: square photos side by side, of which it takes crops.
Run: python3 -m training.learn.browser_files --perceptual FOLDER --photos FOLDER
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import List, Tuple

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from ..nets import weights_file
from .perceptual import EXACT_FILE

OUTPUT = Path(__file__).resolve().parents[2] / "weights" / "learning"
SIDE, COLUMNS = 288, 6
"""Rows and columns of a photo; photos in a row. src/offscreen/learning/training-files.ts cuts them apart."""
QUALITY = 78
WHOLE = [f"budgie_{i:04}" for i in range(11)] + ["18fscene_0001", "18fscene_0002", "mdn_0001", "mdn_0003"]
"""CC0 photos without people; weights/learning/CREDITS.md names their sources."""
DETAILS: List[Tuple[str, float, float]] = [
    ("budgie_0000", 0.2, 0.5),
    ("budgie_0001", 0.5, 0.3),
    ("budgie_0003", 0.4, 0.4),
    ("budgie_0005", 0.5, 0.8),
    ("budgie_0007", 0.1, 0.6),
    ("budgie_0008", 0.5, 0.5),
    ("budgie_0010", 0.5, 0.3),
    ("18fscene_0001", 0.6, 0.7),
    ("mdn_0001", 0.5, 0.5),
]
"""Parts at full size: photo, and where its centre lies from left to right and from top to bottom, 0 to 1."""


def square(photo: NDArray[np.uint8], across: float, down: float) -> NDArray[np.uint8]:
    """Cut SIDE x SIDE out of a photo, with its place as shares of what is left over."""
    top, left = (round((size - SIDE) * share) for size, share in zip(photo.shape[:2], (down, across)))
    return photo[top : top + SIDE, left : left + SIDE]


def photos(folder: Path) -> NDArray[np.uint8]:
    """-> all squares as one picture, BGR."""
    squares: List[NDArray[np.uint8]] = []
    for name, across, down in [(name, -1.0, 0.0) for name in WHOLE] + DETAILS:
        photo: NDArray[np.uint8] = cv2.imread(str(folder / f"{name}.jpg"))
        if photo is None:
            raise ValueError(f"{folder} has no photo {name}")
        if across < 0:
            scale = SIDE / min(photo.shape[:2])
            size = tuple(max(SIDE, round(s * scale)) for s in (photo.shape[1], photo.shape[0]))
            photo, across, down = cv2.resize(photo, size, interpolation=cv2.INTER_AREA), 0.5, 0.5
        squares.append(square(photo, across, down))
    rows: List[NDArray[np.uint8]] = [
        np.concatenate(squares[i : i + COLUMNS], 1) for i in range(0, len(squares), COLUMNS)
    ]
    return np.concatenate(rows, 0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--perceptual", type=Path, required=True)
    parser.add_argument("--photos", type=Path, required=True)
    args = parser.parse_args()
    OUTPUT.mkdir(parents=True, exist_ok=True)
    tensors = {
        key: torch.from_numpy(value.astype(np.float32))
        for key, value in np.load(args.perceptual / EXACT_FILE).items()
        if not key.startswith("conv0")
    }
    weights_file.write(OUTPUT / "vgg19.safetensors", tensors, {})
    sheet = Image.fromarray(cv2.cvtColor(photos(args.photos), cv2.COLOR_BGR2RGB))
    sheet.save(OUTPUT / "photos.webp", quality=QUALITY, method=6)


if __name__ == "__main__":
    main()
