"""Frames of a crop as a camera takes them: where it lies, moved by whole pixels, and with more noise."""

from __future__ import annotations

from typing import List, NamedTuple, Optional

import torch
from torch import Tensor

from .config import PairTraining
from .degrade import Codec, Degradation

EXPOSURE = 0.02
"""Deviation of the second frame's exposure from the first's."""
NOISE = 2 / 255
"""Deviation of the noise of the third frame."""


class Views(NamedTuple):
    """first: (N, 10, crop, crop) in [0, 1], RGB of photo and drawing, the mask's four. second: the same of the first
    crops, moved. frames: the photos as recorded, of `first`, of `second` and, where there is noise, of a quarter of
    `first`. noise: what was added to the last."""

    first: Tensor
    second: Tensor
    frames: List[Tensor]
    noise: Optional[Tensor]


def take_views(window: Tensor, move: Tensor, how: PairTraining, noisy: bool, tables: Codec) -> Views:
    """window, move: as in PairLosses. noisy: whether to take the third frame."""
    layers, crop = window.float() / 255, window.shape[-1] - 2 * how.margin
    camera = Degradation(len(window), how, tables)
    layers = torch.cat([camera.scene(layers[:, :3]), camera.drawing(layers[:, 3:6]), layers[:, 6:]], 1)
    first = layers[:, :, how.margin : how.margin + crop, how.margin : how.margin + crop].contiguous()
    places = torch.arange(crop, device=window.device) + how.margin
    moved = max(1, round(how.moved * len(window)))
    second = layers[:moved].index_select(2, places + move[0]).index_select(3, places + move[1])
    light = 1 + EXPOSURE * torch.randn(moved, 1, 1, 1, device=window.device)
    frames = [camera.record(first[:, :3]), (camera.record(second[:, :3]) * light).clamp(0, 1)]
    if not noisy:
        return Views(first, second, frames, None)
    few = frames[0][: max(1, len(window) // 4)]
    noise = torch.randn_like(few) * NOISE
    return Views(first, second, [*frames, few + noise], noise)
