"""Makes the popup's thumbnails: one photograph as every style of weights/styles.json paints it.

    python3 -m training.thumbnails      writes icons/styles/ID.webp, 192 x 128 (shown at half that size)
"""
from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import torch

from .export import load

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "icons/styles"
SOURCE = PICTURES / "source/chelsea.webp"
WIDTH, HEIGHT = 192, 128
# The networks see the photograph this much larger than it is shown: small enough for strokes to stay visible, large enough
# for faces to stay whole.
SCALE = 1.5
# Sizes of a style's network, the best first.
SIZES = ("M", "S", "XS")


def photograph() -> torch.Tensor:
    """-> the source, cut to the thumbnail's shape, as (1, 3, H, W) RGB in [0, 1]."""
    bgr = cv2.imread(str(SOURCE))
    height = round(bgr.shape[1] * HEIGHT / WIDTH)
    top = (bgr.shape[0] - height) // 2 if height <= bgr.shape[0] else 0
    size = (round(WIDTH * SCALE), round(HEIGHT * SCALE))
    small = cv2.resize(bgr[top : top + height], size, interpolation=cv2.INTER_AREA)
    return torch.from_numpy(small[..., ::-1].astype(np.float32) / 255).permute(2, 0, 1)[None]


def main() -> None:
    picture = photograph()
    for old in PICTURES.glob("*.webp"):
        old.unlink()
    for style in json.loads((ROOT / "weights/styles.json").read_text())["styles"]:
        size = next(s for s in SIZES if s in style["sizes"])
        net, _ = load(ROOT / "weights" / style["sizes"][size]["file"])
        with torch.no_grad():
            painted = net(picture)[0].clamp(0, 1).permute(1, 2, 0).numpy()[..., ::-1] * 255
        small = cv2.resize(painted, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA).round().astype(np.uint8)
        cv2.imwrite(str(PICTURES / f"{style['id']}.webp"), small, [cv2.IMWRITE_WEBP_QUALITY, 85])
        print(style["id"])


if __name__ == "__main__":
    main()
