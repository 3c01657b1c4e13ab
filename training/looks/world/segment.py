"""A small network of our own that finds the sky, in a picture squashed to 128 x 128."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import List

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from ..layers import Array

SIDE = 128
WIDTHS = (12, 20, 32, 48)
WEIGHTS = Path(__file__).with_name("sky.npz")


class Block(nn.Module):
    """Two 3 x 3 convolutions with batch norm and ReLU."""

    def __init__(self, inner: int, outer: int) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(inner, outer, 3, padding=1, bias=False),
            nn.BatchNorm2d(outer),
            nn.ReLU(),
            nn.Conv2d(outer, outer, 3, padding=1, bias=False),
            nn.BatchNorm2d(outer),
            nn.ReLU(),
        )

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.body(x)
        return out


class SkyNet(nn.Module):
    """U-net over colour and height; its coarsest level sees the whole picture."""

    def __init__(self) -> None:
        super().__init__()
        inner = (4,) + WIDTHS[:-1]
        self.down = nn.ModuleList(Block(a, b) for a, b in zip(inner, WIDTHS))
        self.wide = Block(WIDTHS[-1] * 2, WIDTHS[-1])
        self.up = nn.ModuleList(Block(a + b, b) for a, b in zip(WIDTHS[:0:-1], WIDTHS[-2::-1]))
        self.head = nn.Conv2d(WIDTHS[0], 1, 1)

    def forward(self, x: Tensor) -> Tensor:
        """RGB (n, 3, 128, 128) in [0, 1] -> logits (n, 1, 128, 128)."""
        height = torch.linspace(-1, 1, x.shape[2], device=x.device).view(1, 1, -1, 1)
        x = torch.cat([2 * x - 1, height.expand(x.shape[0], 1, -1, x.shape[3])], 1)
        kept: List[Tensor] = []
        for i, block in enumerate(self.down):
            x = block(F.max_pool2d(x, 2) if i else x)
            kept.append(x)
        x = self.wide(torch.cat([x, x.mean((2, 3), keepdim=True).expand_as(x)], 1))
        for block, skip in zip(self.up, kept[-2::-1]):
            x = block(torch.cat([F.interpolate(x, scale_factor=2.0, mode="nearest"), skip], 1))
        out: Tensor = self.head(x)
        return out


@lru_cache(maxsize=1)
def network() -> SkyNet:
    """The trained network, ready to use."""
    net = SkyNet()
    with np.load(WEIGHTS) as stored:
        net.load_state_dict({k: torch.from_numpy(stored[k].astype(np.float32)) for k in stored.files}, strict=False)
    return net.eval()


@torch.no_grad()
def sky(photo: Array) -> Array:
    """RGB (h, w, 3) -> probability of sky (h, w), soft at its borders."""
    h, w = photo.shape[:2]
    small = np.clip(cv2.resize(photo, (SIDE, SIDE), interpolation=cv2.INTER_AREA), 0, 1)
    both = torch.from_numpy(np.stack([small, small[:, ::-1]]).transpose(0, 3, 1, 2).copy())
    found = torch.sigmoid(network()(both))[:, 0].numpy()
    mean = ((found[0] + found[1][:, ::-1]) / 2).astype(np.float32)
    return np.asarray(np.clip(cv2.resize(mean, (w, h), interpolation=cv2.INTER_CUBIC), 0, 1), np.float32)
