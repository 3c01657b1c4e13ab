"""Reads the network that a training starts from: a checkpoint, or a weights file that ships."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict

import torch
from torch import Tensor

from ...nets.export import load
from ...nets.initial import restore_norms, unfold_batch_norm
from ...nets.networks import build


def read_start(path: Path, size: str, pictures: Tensor) -> Dict[str, Any]:
    """-> the state to go on from: of a checkpoint, or of a weights file, which has folded norms and no head.

    pictures: (N, 3, H, W) in [0, 1], from which the norms of a weights file take their statistics.
    """
    if path.suffix == ".safetensors":
        net = build(f"context-{size}")
        unfold_batch_norm(net, load(path)[0])
        restore_norms(net, pictures)
        return {"average": net.state_dict()}
    state: Dict[str, Any] = torch.load(path, map_location="cpu")
    return state
