"""Measures drawings of people and skies: python3 -m training.measure.people FILE... --faces F --scenes S --clips C

Every 37th photo of the folders and all clips are used; see expression.py and drawn.py for the columns. Needs the
perception models (INKREEL_MODELS). The first row is the photo itself.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Callable, Dict, List

import cv2
import numpy as np
import torch

from ..learn.data import split
from ..looks.draw import anime
from ..looks.layers import Array
from ..looks.pairs import read_photo
from ..looks.perception.perceive import Perceiver
from ..looks.world import sky
from ..nets.export import load
from .drawn import iris_contrast, skin_residual, sky_ink
from .expression import Expression

Draw = Callable[[Array], Array]
COLUMNS = ("found", "offset", "mouth", "eyes", "skin", "sky", "iris")
SHORT = 368
FRAMES, EVERY = 75, 3
"""Frames of a clip that are looked at, and which of them."""


def by_network(path: Path) -> Draw:
    """-> a drawing function of a weights file, on (h, w, 3) RGB in [0, 1]."""
    net, _ = load(path)

    def draw(photo: Array) -> Array:
        with torch.no_grad():
            tensor = torch.from_numpy(np.ascontiguousarray(photo.transpose(2, 0, 1)))[None]
            drawn: Array = net(tensor).clamp(0, 1)[0].permute(1, 2, 0).numpy()
        return drawn

    return draw


def frames_of(path: Path) -> List[Array]:
    """-> frames at short side SHORT, RGB in [0, 1], in the clip's own shape. Raises ValueError where there are none."""
    capture, result = cv2.VideoCapture(str(path)), []
    for number in range(FRAMES):
        good, bgr = capture.read()
        if not good:
            break
        if number % EVERY == 0:
            scale = SHORT / min(bgr.shape[:2])
            bgr = cv2.resize(bgr, None, fx=scale, fy=scale)
            height, width = (side // 16 * 16 for side in bgr.shape[:2])
            result.append(np.ascontiguousarray(bgr[:height, :width, ::-1], np.float32) / 255)
    if not result:
        raise ValueError(f"{path} is no video; --clips takes files, not folders")
    return result


def measure(
    draw: Draw, faces: List[Array], scenes: List[Array], clips: List[List[Array]], perceive: Perceiver
) -> Dict[str, float]:
    """-> one row of the table."""
    found = Expression()
    values: Dict[str, List[float]] = {name: [] for name in ("skin", "sky", "iris", "mouth", "eyes")}
    for photo in faces:
        seen, drawing = perceive(photo), draw(photo)
        found.add(seen.faces, perceive.find(drawing))
        residual = skin_residual(drawing, seen.classes[..., 3])
        if residual is not None:
            values["skin"].append(residual)
        values["iris"] += [iris_contrast(drawing, f) for f in seen.faces]
    for photo in scenes:
        ink = sky_ink(draw(photo), sky.find(photo, np.zeros(photo.shape[:2], np.float32))[0])
        if ink is not None:
            values["sky"].append(ink)
    for clip in clips:
        moving = Expression()
        for frame in clip:
            moving.add(perceive.find(frame)[:1], perceive.find(draw(frame)))
        row = moving.row()
        for name in ("mouth", "eyes"):
            if name in row:
                values[name].append(row[name])
    still = found.row()
    means = {name: float(np.mean(v)) for name, v in values.items() if v}
    return {**means, **{k: still[k] for k in ("found", "offset") if k in still}}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--faces", type=Path, required=True)
    parser.add_argument("--scenes", type=Path, required=True)
    parser.add_argument("--clips", type=Path, nargs="*", default=[], help="clips of people whose faces move")
    parser.add_argument("--most", type=int, default=1000, help="use this many photos of each folder at most")
    parser.add_argument("--teacher", action="store_true", help="measure the teacher too")
    args = parser.parse_args()
    torch.set_num_threads(1)
    perceive = Perceiver()
    faces, scenes = ([read_photo(p, SHORT) for p in split(f)[1][: args.most]] for f in (args.faces, args.scenes))
    clips = [frames_of(p) for p in args.clips]
    print(f"| network | {' | '.join(COLUMNS)} |\n|{'---|' * (len(COLUMNS) + 1)}")
    draws: Dict[str, Draw] = {"the photo": lambda photo: photo}
    if args.teacher:
        draws["the teacher"] = lambda photo: anime(photo, perceive)[1]
    draws.update({path.stem: by_network(path) for path in args.files})
    for name, draw in draws.items():
        row = measure(draw, faces, scenes, [] if name == "the teacher" else clips, perceive)
        print(f"| {name} | " + " | ".join(f"{row[c]:.4f}" if c in row else "" for c in COLUMNS) + " |", flush=True)


if __name__ == "__main__":
    main()
