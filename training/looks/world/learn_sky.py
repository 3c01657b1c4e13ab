"""Trains the sky network in two rounds, on masks that someone looked at: `sky_labels.json` names the photos.

python3 -m training.looks.world.learn_sky --photos scenes content --out sky.npz

First GrabCut's masks (`seeded`), then also the network's own good guesses (`guessed`); photos under `none` show no sky.
A quarter of an hour each on one core.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Dict, List, Tuple

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from ..layers import Array
from . import sky, sky_seeds
from .segment import SIDE, SkyNet

LABELS = Path(__file__).with_name("sky_labels.json")
STORED = 160
"""Side, in pixels, of the squashed photos that crops are taken from."""


def _names(kind: str) -> List[str]:
    packed: Dict[str, List[int]] = json.loads(LABELS.read_text())[kind]
    return [f"{prefix}_{number:04d}" for prefix, numbers in packed.items() for number in numbers]


def _read(path: Path) -> Array:
    return np.asarray(cv2.imread(str(path))[..., ::-1], np.float32) / 255


def _squash(x: Array, side: int) -> Array:
    return np.asarray(cv2.resize(x, (side, side), interpolation=cv2.INTER_AREA), np.float32)


def _crop(photo: Array, mask: Array, dice: np.random.Generator) -> Tuple[Array, Array]:
    """A part of a photo, in another light, with noise; its upper border is kept more often than not."""
    high, wide = (dice.uniform(least, 1) if dice.random() < 0.7 else 1.0 for least in (0.35, 0.55))
    h, w = int(STORED * high), int(STORED * wide)
    y0, x0 = int(dice.random() ** 1.5 * (STORED - h + 1)), int(dice.integers(STORED - w + 1))
    photo, mask = (cv2.resize(v[y0 : y0 + h, x0 : x0 + w], (SIDE, SIDE)) for v in (photo, mask))
    if dice.random() < 0.5:
        photo, mask = photo[:, ::-1], mask[:, ::-1]
    if mask.any() and dice.random() < 0.5:
        photo = _weather(photo, mask, dice)
    photo = np.clip(photo, 0, 1) ** dice.uniform(0.6, 1.5) * dice.uniform(0.7, 1.15) * (1 + dice.normal(0, 0.06, 3))
    grey = photo.mean(-1, keepdims=True)
    photo = grey + (photo - grey) * dice.uniform(0.4, 1.4)
    photo = photo + dice.normal(0, dice.uniform(0, 0.03), photo.shape)
    return np.asarray(np.clip(photo, 0, 1), np.float32), mask


def _weather(photo: Array, mask: Array, dice: np.random.Generator) -> Array:
    """Another sky over the same land: clouds of noise, or a sunset with the land in its shade."""
    sky = mask[..., None]
    if dice.random() < 0.5:
        noise = np.zeros((SIDE, SIDE), np.float32)
        for cells in (3, 6, 12, 24):
            grid = dice.normal(0, 1, (cells, 2 * cells if dice.random() < 0.5 else cells)).astype(np.float32)
            noise += (
                cv2.resize(grid.T if cells > 12 else grid, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC) / cells**0.7
            )
        edge = dice.uniform(-0.5, 0.6)
        cloud = np.clip((noise / noise.std() - edge) / dice.uniform(0.15, 1.2) + 0.5, 0, 1)[..., None]
        tone = dice.uniform(0.35, 1.0) * (1 + dice.normal(0, 0.05, 3))
        shade = tone * (1 - 0.35 * np.clip(np.roll(noise, -3, 0)[..., None], 0, 1) * dice.random())
        return np.asarray(photo + (shade - photo) * cloud * sky * dice.uniform(0.6, 1), np.float32)
    top = np.array([dice.uniform(0.1, 0.7), dice.uniform(0.1, 0.45), dice.uniform(0.2, 0.65)])
    low = np.array([dice.uniform(0.8, 1.1), dice.uniform(0.3, 0.8), dice.uniform(0.1, 0.6)])
    bottom = max(4, int(np.flatnonzero(mask.mean(1) > 0.03)[-1])) if (mask.mean(1) > 0.03).any() else SIDE
    t = np.clip(np.arange(SIDE) / bottom, 0, 1)[:, None, None] ** dice.uniform(0.6, 2)
    light = top + (low - top) * t
    own = photo.mean(-1, keepdims=True) / max(0.2, float((photo.mean(-1) * mask).sum() / (mask.sum() + 1e-3)))
    land = photo * dice.uniform(0.15, 0.7)
    return np.asarray(np.clip(light * own**1.5 * sky + land * (1 - sky), 0, 1), np.float32)


def train(net: SkyNet, photos: List[Array], masks: List[Array], steps: int, rate: float) -> None:
    """Batches of 16 crops, six in ten of photos with a sky; cross-entropy and overlap."""
    dice = np.random.default_rng(0)
    with_sky = [i for i, m in enumerate(masks) if m.any()]
    without = [i for i, m in enumerate(masks) if not m.any()]
    optimizer = torch.optim.AdamW(net.parameters(), rate, weight_decay=1e-2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=steps)
    net.train()
    for step in range(steps):
        chosen = [int(dice.choice(with_sky if dice.random() < 0.6 else without)) for _ in range(16)]
        crops = [_crop(photos[i], masks[i], dice) for i in chosen]
        x = torch.from_numpy(np.stack([c[0] for c in crops]).transpose(0, 3, 1, 2).copy())
        y = torch.from_numpy(np.stack([c[1] for c in crops])[:, None].copy())
        loss = _loss(net(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        if step % 100 == 99:
            print(f"step {step + 1} of {steps}: loss {loss.item():.3f}", flush=True)


def _loss(logits: Tensor, y: Tensor) -> Tensor:
    p = torch.sigmoid(logits)
    overlap = (2 * (p * y).sum((2, 3)) + 50) / ((p + y).sum((2, 3)) + 50)
    loss: Tensor = F.binary_cross_entropy_with_logits(logits, y) + 0.3 * (1 - overlap).mean()
    return loss


@torch.no_grad()
def _guess(net: SkyNet, photo: Array) -> Array:
    small = torch.from_numpy(_squash(photo, SIDE).transpose(2, 0, 1).copy())[None]
    mask = torch.sigmoid(net.eval()(small))[0, 0].numpy()
    return sky.refine(np.asarray(cv2.resize(mask, photo.shape[1::-1]), np.float32), photo)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=Path, nargs="+", required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--steps", type=int, nargs=2, default=(1400, 1500))
    options = parser.parse_args()
    torch.manual_seed(0)
    files = {path.stem: path for folder in options.photos for path in sorted(folder.glob("*.jpg"))}
    photos, masks = [], []
    for name in _names("seeded"):
        photo = _read(files[name])
        photos.append(_squash(photo, STORED))
        masks.append(_squash(sky_seeds.cut(photo), STORED))
    for name in _names("none"):
        photos.append(_squash(_read(files[name]), STORED))
        masks.append(np.zeros((STORED, STORED), np.float32))
    net = SkyNet()
    train(net, photos, masks, options.steps[0], 3e-3)
    for name in _names("guessed"):
        photo = _read(files[name])
        photos.append(_squash(photo, STORED))
        masks.append(_squash(_guess(net, photo), STORED))
    train(net, photos, masks, options.steps[1], 2e-3)
    state = {k: v.numpy().astype(np.float16) for k, v in net.state_dict().items() if "num_batches" not in k}
    np.savez_compressed(options.out, **state)


if __name__ == "__main__":
    main()
