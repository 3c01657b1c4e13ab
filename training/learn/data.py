"""Photos and style pictures as tensors, and the random motion that makes a second video frame out of a photo."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import List, Sequence, Tuple

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from .config import WHOLE, Part

HELD_OUT_EVERY = 37
"""Every 37th photo by name is for evaluation and never trained on."""


def split(folder: Path) -> Tuple[List[Path], List[Path]]:
    """-> (photos to train on, photos to evaluate on), by name."""
    paths = sorted(p for p in Path(folder).iterdir() if p.suffix.lower() in (".jpg", ".jpeg", ".png"))
    held = paths[::HELD_OUT_EVERY]
    return [p for p in paths if p not in set(held)], held


def read_picture(path: Path, short_side: int = 0, part: Part = WHOLE) -> Tensor:
    """-> (3, H, W) uint8 RGB: a part of the picture, resized where a short side is given."""
    bgr = cv2.imread(str(path))
    if bgr is None:
        raise ValueError(f"{path} is not a picture")
    (height, width), (left, top, right, bottom) = bgr.shape[:2], part
    bgr = bgr[round(top * height) : round(bottom * height), round(left * width) : round(right * width)]
    if short_side:
        k = short_side / min(bgr.shape[:2])
        size = tuple(max(short_side, round(s * k)) for s in (bgr.shape[1], bgr.shape[0]))
        bgr = cv2.resize(bgr, size, interpolation=cv2.INTER_AREA if k < 1 else cv2.INTER_CUBIC)
    return torch.from_numpy(bgr[:, :, ::-1].copy()).permute(2, 0, 1)


def tiles(paths: Sequence[Path], size: int, each: int, scales: Sequence[float], dim: float, seed: int) -> Tensor:
    """-> (N, 3, size, size) uint8: `each` random squares of every photo, at random scales (short side over size).

    A share `dim` of them is exposed darker or lighter, so that dim rooms are trained on as well.
    """

    def cut(job: Tuple[int, Path]) -> List[Tensor]:
        rng = np.random.default_rng((seed, job[0]))
        result = []
        for _ in range(each):
            picture = read_picture(job[1], round(size * rng.choice(np.asarray(scales))))
            top, left = (rng.integers(0, s - size + 1) for s in picture.shape[1:])
            tile = picture[:, top : top + size, left : left + size]
            if rng.random() < dim:
                exposed = (tile.float() / 255) ** rng.uniform(0.8, 2.2) * rng.uniform(0.6, 1.0)
                tile = (exposed * 255).round().byte()
            result.append(tile)
        return result

    with ThreadPoolExecutor() as pool:
        return torch.stack([t for part in pool.map(cut, enumerate(paths)) for t in part])


class Crops:
    """Endless random crops of a stack of tiles, flipped at random, on the stack's device."""

    def __init__(self, stack: Tensor, crop: int, batch: int, seed: int) -> None:
        self.stack, self.crop, self.batch = stack, crop, batch
        self.random = np.random.default_rng(seed)

    def next(self) -> Tensor:
        """-> (batch, 3, crop, crop), float in [0, 1]."""
        count, size = len(self.stack), self.stack.shape[-1]
        picks = self.random.integers(0, count, (self.batch, 1, 1))
        places = self.random.integers(0, size - self.crop + 1, (2, self.batch, 1))
        flips = self.random.random((self.batch, 1)) < 0.5
        run = np.arange(self.crop)
        rows = (places[0] + run)[:, :, None]
        columns = (places[1] + np.where(flips, run[::-1], run))[:, None, :]
        index = [torch.from_numpy(i).to(self.stack.device, non_blocking=True) for i in (picks, rows, columns)]
        crops: Tensor = self.stack[index[0], :, index[1], index[2]].permute(0, 3, 1, 2)
        return crops.float() / 255


class Motion:
    """A small random camera move of a batch: shift (in pixels), turn and zoom, as between two frames of a video.

    whole: only shifts by whole pixels. They need no interpolation, which blurs. The difference then shows only what
    the network draws by its own pixel grid instead of by the scene, and sharp pictures have no disadvantage.
    """

    def __init__(
        self,
        batch: int,
        size: int,
        device: torch.device,
        shift: float,
        turn: float,
        zoom: float,
        whole: bool = False,
    ) -> None:
        r = torch.rand(4, batch, device=device) * 2 - 1
        shifts = r[2:] * shift
        if whole:
            shifts, turn, zoom = shifts.round(), 0.0, 0.0
        angle, scale = r[0] * turn, 1 + r[1] * zoom
        cos, sin = torch.cos(angle) * scale, torch.sin(angle) * scale
        dx, dy = shifts * 2 / size
        theta = torch.stack([torch.stack([cos, -sin, dx], 1), torch.stack([sin, cos, dy], 1)], 1)
        self.grid = F.affine_grid(theta, [batch, 3, size, size], align_corners=False)
        self.inside = (self.grid.abs().amax(3) < 1 - 8 / size).float()[:, None]

    def move(self, x: Tensor, mode: str = "bicubic") -> Tensor:
        return F.grid_sample(x, self.grid, mode=mode, padding_mode="reflection", align_corners=False)

    def difference(self, before: Tensor, now: Tensor) -> Tensor:
        """-> mean squared difference between the moved output and the output of the moved input.

        The output is moved bilinearly, as in measure/metrics.py; a shift by whole pixels loses nothing by it.
        """
        square = (self.move(before, "bilinear") - now) ** 2 * self.inside
        return square.sum() / (self.inside.sum() * before.shape[1]).clamp_min(1)


def noise_like(x: Tensor, least: float, most: float) -> Tensor:
    """Sensor noise, of a random strength for every picture, in 1/255."""
    sigma = least + (most - least) * torch.rand(len(x), 1, 1, 1, device=x.device)
    return torch.randn_like(x) * sigma / 255


def exposed(x: Tensor, spread: float = 0.02) -> Tensor:
    """The same picture a little lighter or darker, as an unsteady camera takes it."""
    return (x * (1 + spread * torch.randn(len(x), 1, 1, 1, device=x.device).clamp(-2, 2))).clamp(0, 1)
