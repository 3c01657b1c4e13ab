"""Draws folders of photos on many processes, and writes pairs for students while it goes on.

python3 -m training.looks.pairs --out PAIRS --seconds 300 PHOTOS... writes, of every photo, NAME_t.jpg (the drawing),
NAME_m.png (weights: red eyes and contours of faces, green skin, blue lines, alpha mouths), then NAME_p.jpg (the photo),
all of one size: once the photo lies there, its pair is complete. Held-out photos (every 37th of a folder) are left out.
Every photo is drawn again in every pass, each time at another size: lines are as thin in a small drawing as in a
large one, and students learn that from drawings of many sizes.
"""

from __future__ import annotations

import argparse
import os
import random
import time
import traceback
from multiprocessing import get_context
from pathlib import Path
from typing import Any, List, NamedTuple, Optional, Sequence, Tuple

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from ..learn.data import split
from .draw import anime, weights
from .layers import Array
from .lids import lowered
from .people.pixels import blur
from .perception.perceive import Perceive, Perceiver, Perception
from .styles import STYLES

SHORT, STEP = 384, 16
"""Usual short side of a picture, and the number that divides both sides."""
SIDES = (200, 880)
"""Least and most short side of the pairs."""
SMALLER = 1.25
"""Power of the random number that a size is: above 1, small pictures come more often, and with them small faces."""
ENLARGED = 1.8
"""A photo is enlarged by this at most: most faces to learn from are small files, and most to
draw fill the picture of a call."""
MOST_ASPECT = 1.6
"""Most of the long side over the short one; the middle is kept."""

CLIPS = (".mp4", ".webm")
OUT_OF_FOCUS_SIGMA = (2.0, 6.0)
"""Sigmas, in pixels, of photos that are drawn out of focus."""
LOWERED = 0.15
"""Share of the photos in which the lids of all eyes are lowered before they are drawn (lids.py)."""
TILTED, MOST_TILT = 0.3, 28.0
"""Share of the photos that are turned before they are drawn, and by how many degrees at most: few people of a folder of
photos hold their heads aslant, and a smile that was learnt level becomes a crooked line on one."""
EVERY = 1.0
"""A clip gives a frame from every part of that many seconds."""

QUALITY = [cv2.IMWRITE_JPEG_QUALITY, 95]

_perceiver: Optional[Perceiver] = None


class Job(NamedTuple):
    """A photo or a frame of a clip to draw.

    size: where between SIDES its short side lies, 0 to 1. soft: sigma of a blur in pixels, as of what is out of focus.
    tilt: degrees by which it is turned. lids: how far its lids are lowered, 0 to 0.92.
    """

    photo: Path
    name: str
    out: Path
    until: float
    size: float
    styles: Tuple[str, ...] = ()
    second: float = 0.0
    soft: float = 0.0
    tilt: float = 0.0
    lids: float = 0.0


def read_photo(path: Path, short: int = SHORT) -> Array:
    """-> (h, w, 3) RGB in [0, 1] with that short side, the long side cut to the middle; raises ValueError."""
    bgr = cv2.imread(str(path))
    if bgr is None:
        raise ValueError(f"{path} is not a picture")
    return fit(bgr, short)


def read_frame(path: Path, second: float) -> Array:
    """-> (h, w, 3) of 0..255, BGR; raises ValueError."""
    clip = cv2.VideoCapture(str(path))
    clip.set(cv2.CAP_PROP_POS_MSEC, 1000 * second)
    found, frame = clip.read()
    if not found:
        raise ValueError(f"{path} has no frame at {second:.2f} s")
    result: Array = frame
    return result


def seconds(path: Path) -> float:
    """-> the length of a clip."""
    clip = cv2.VideoCapture(str(path))
    return float(clip.get(cv2.CAP_PROP_FRAME_COUNT) / max(1.0, clip.get(cv2.CAP_PROP_FPS)))


def turned(bgr: "NDArray[Any]", degrees: float) -> "NDArray[Any]":
    """-> the picture turned about its middle, in its own size; mirrored where nothing was."""
    if not degrees:
        return bgr
    height, width = bgr.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    result: "NDArray[Any]" = cv2.warpAffine(
        bgr, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT_101
    )
    return result


def short_side(bgr: Array, size: float) -> int:
    """-> a short side between SIDES for that picture, spaced evenly in its logarithm; see ENLARGED."""
    most = max(SIDES[0], min(SIDES[1], ENLARGED * min(bgr.shape[:2])))
    return int(round(SIDES[0] * (most / SIDES[0]) ** size))


def fit(bgr: Array, short: int) -> Array:
    """bgr: (h, w, 3) of 0..255. -> (h, w, 3) RGB in [0, 1] with that short side, the long side cut to the middle."""
    scale = short / min(bgr.shape[:2])
    size = [max(short, round(side * scale)) for side in (bgr.shape[1], bgr.shape[0])]
    bgr = cv2.resize(bgr, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
    most = round(MOST_ASPECT * short)
    height, width = (min(side, most) // STEP * STEP for side in bgr.shape[:2])
    top, left = (bgr.shape[0] - height) // 2, (bgr.shape[1] - width) // 2
    cut = bgr[top : top + height, left : left + width, ::-1]
    return np.ascontiguousarray(cut, np.float32) / 255


def write(path: Path, picture: Array) -> None:
    """Write a picture under another name first, so that a reader never sees half of it."""
    unfinished = path.with_name(f".{path.name}")
    bgr = (np.clip(picture[..., [2, 1, 0, 3][: picture.shape[-1]]], 0, 1) * 255 + 0.5).astype(np.uint8)
    if not cv2.imwrite(str(unfinished), bgr, QUALITY if path.suffix == ".jpg" else []):
        raise OSError(f"{path} cannot be written")
    os.replace(unfinished, path)


def _start(models: Optional[Path]) -> None:
    global _perceiver
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    _perceiver = Perceiver(models)


def _changed(photo: Array, perceive: Perceive, lids: float, soft: float) -> Tuple[Array, Perceive]:
    """-> the photo with its lids lowered and out of focus, and what it shows; if blurred, masks lose people."""
    if not lids and not soft:
        return photo, perceive
    seen = perceive(photo)
    photo, faces = lowered(photo, seen.faces, lids) if lids else (photo, seen.faces)
    return blur(photo, soft), lambda _: Perception(faces, seen.classes)


def _draw(job: Job) -> int:
    """-> the number of faces drawn, -1 where the time was up, -2 where the photo failed."""
    if time.time() > job.until:
        return -1
    try:
        assert _perceiver is not None
        bgr = read_frame(job.photo, job.second) if job.photo.suffix in CLIPS else cv2.imread(str(job.photo))
        bgr = turned(bgr, job.tilt)
        photo = fit(bgr, short_side(bgr, job.size))
        photo, perceive = _changed(photo, _perceiver, job.lids, job.soft)
        layers, picture = anime(photo, perceive)
        write(job.out / f"{job.name}_t.jpg", picture)
        for style in job.styles:
            write(job.out / f"{job.name}_{style}.jpg", STYLES[style].ground(layers))
        write(job.out / f"{job.name}_m.png", weights(layers))
        write(job.out / f"{job.name}_p.jpg", photo)
        return len(layers.faces)
    except Exception:  # one bad photo must not end a run on a rented machine
        print(f"{job.photo}: {traceback.format_exc(limit=-3)}", flush=True)
        return -2


def jobs(
    folders: List[Path], out: Path, until: float, seed: int, passes: int, styles: Sequence[str] = (), soft: float = 0.0
) -> List[Job]:
    """-> jobs of every pass, order and sizes drawn from the seed: photos that are trained on, and parts of clips.

    soft: the share of them that is drawn out of focus.
    """
    chance = random.Random(seed)
    photos = [(folder, path) for folder in folders for path in split(folder)[0]]
    clips = [(folder, path) for folder in folders for path in sorted(folder.iterdir()) if path.suffix in CLIPS]
    result: List[Job] = []
    for number in range(passes):
        one = [
            Job(p, f"{f.name}_{p.stem}-{number}", out, until, chance.random() ** SMALLER, tuple(styles))
            for f, p in photos
        ]
        for folder, path in clips:
            for part in range(int(seconds(path) / EVERY)):
                name, second = f"{folder.name}_{path.stem}-{number}-{part}", (part + chance.uniform(0.1, 0.9)) * EVERY
                one.append(Job(path, name, out, until, chance.random() ** SMALLER, tuple(styles), second))
        chance.shuffle(one)
        result += one
    return [_varied(job, chance, soft) for job in result]


def _varied(job: Job, chance: random.Random, soft: float) -> Job:
    blurred, tilted, shut = chance.random() < soft, chance.random() < TILTED, chance.random() < LOWERED
    return job._replace(
        soft=chance.uniform(*OUT_OF_FOCUS_SIGMA) if blurred else 0.0,
        tilt=chance.uniform(-MOST_TILT, MOST_TILT) if tilted else 0.0,
        lids=chance.uniform(0.4, 0.92) if shut else 0.0,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("photos", type=Path, nargs="+", help="folders of photos and clips")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seconds", type=float, default=600, help="no photo is begun after that time")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--models", type=Path, help="folder of the perception models, else INKREEL_MODELS")
    parser.add_argument("--passes", type=int, default=1, help="drawings of every photo, each of another size")
    parser.add_argument(
        "--styles", nargs="*", default=[], choices=list(STYLES), help="also NAME_STYLE.jpg: their grounds"
    )
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--soft", type=float, default=0.05, help="share of the photos that are drawn out of focus")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    for library in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[library] = "1"
    begun = time.time()
    how = (arguments.seed, arguments.passes, arguments.styles, arguments.soft)
    work = jobs(arguments.photos, arguments.out, begun + arguments.seconds, *how)
    with get_context("spawn").Pool(arguments.processes, _start, (arguments.models,)) as pool:
        results = list(pool.imap_unordered(_draw, work))
    drawn = [r for r in results if r >= 0]
    print(
        f"{len(work)} photos, {len(drawn)} drawn, {results.count(-2)} failed, {sum(drawn)} faces, "
        f"{time.time() - begun:.0f} s on {arguments.processes} processes"
    )


if __name__ == "__main__":
    main()
