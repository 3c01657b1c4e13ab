"""Writes what PyTorch makes of the still test clips; tests/browser/playback/restyle.test.ts compares the screen.

    python3 tests/browser/golden/make.py [STYLE ...]      STYLE: ids of weights/styles.json, all of them by default

Needs ffmpeg and PyTorch. Run it again whenever the weights change.
"""
from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import List

import numpy as np
import torch
from PIL import Image

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from training.nets.export import load  # noqa: E402  (needs the path above)

CLIPS = ROOT / "tests/browser/clips"
GOLDEN = Path(__file__).resolve().parent
WIDTH, HEIGHT = 160, 90
SMALL = ["anime", "cel90s"]
"""Styles that tests compare in XS, too."""


def first_frame(clip: Path) -> torch.Tensor:
    """-> the clip's first picture as (1, 3, H, W) RGB in [0, 1], its colour tags obeyed."""
    raw = subprocess.run(
        [
            "ffmpeg",
            "-v",
            "error",
            "-i",
            str(clip),
            "-frames:v",
            "1",
            "-sws_flags",
            "bilinear+full_chroma_int+accurate_rnd",
            "-f",
            "rawvideo",
            "-pix_fmt",
            "rgb24",
            "-",
        ],
        check=True,
        capture_output=True,
    ).stdout
    picture = np.frombuffer(raw, np.uint8).reshape(HEIGHT, WIDTH, 3).astype(np.float32) / 255
    return torch.from_numpy(picture).permute(2, 0, 1)[None]


def save(picture: torch.Tensor, path: Path) -> None:
    pixels = (picture[0].clamp(0, 1) * 255).round().byte().permute(1, 2, 0).numpy()
    Image.fromarray(pixels).save(path, optimize=True)


def main(styles: List[str]) -> None:
    index = json.loads((ROOT / "weights/styles.json").read_text())["styles"]
    frame = first_frame(CLIPS / "still-709.webm")
    save(frame, GOLDEN / "original.png")
    for style in index:
        if not styles or style["id"] in styles:
            for size in ["XS", "S"] if style["id"] in SMALL else ["S"]:
                net, info = load(ROOT / "weights" / style["sizes"][size])
                if info.get("finish", "none") != "none":
                    continue  # the last pass draws the paper over it, which is tested by itself
                with torch.no_grad():
                    save(net(frame), GOLDEN / f"{style['id']}-{size.lower()}.png")


if __name__ == "__main__":
    main(sys.argv[1:])
