"""Exports a network to the weights file of docs/weights-format.md, and loads such a file back."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Dict, Tuple

import torch

from . import weights_file
from .graph import GraphNetwork, fold_batch_norm


FINISHES = ("none", "screentone", "halftone", "watercolour", "graphite")
"""Finishes that the extension's last pass can add on the paper."""


@dataclass(frozen=True)
class StyleInfo:
    """Metadata of a weights file. Raises ValueError for a finish that is none of FINISHES."""

    id: str
    name: str
    description: str
    size: str
    credit: str
    licence: str
    finish: str = "none"

    def __post_init__(self) -> None:
        if self.finish not in FINISHES:
            raise ValueError(f"{self.finish} is no finish")


def export(net: GraphNetwork, info: StyleInfo, path: Path, dtype: str = "F16") -> float:
    """Fold, write, read back and compare with the network's own output.

    -> the largest difference on a test picture, in 1/255. Raises RuntimeError where it exceeds 2/255: the file would
    not be the network that was trained.
    """
    net = net.float().cpu().eval()
    folded = fold_batch_norm(net)
    metadata = {
        "inkreel.graph": json.dumps(folded.graph(), separators=(",", ":")),
        "inkreel.style": json.dumps(asdict(info), ensure_ascii=False),
    }
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    weights_file.write(path, folded.tensors(), metadata, dtype)
    picture = torch.rand(1, 3, 21, 27, generator=torch.Generator().manual_seed(0))
    picture = torch.nn.functional.interpolate(picture, (82, 106), mode="bicubic", align_corners=False).clamp(0, 1)
    with torch.no_grad():
        difference = float((load(path)[0](picture) - net(picture)).abs().max()) * 255
    if difference > 2:
        raise RuntimeError(f"{path} differs from the trained network by {difference:.2f}/255")
    return difference


def load(path: Path) -> Tuple[GraphNetwork, Dict[str, Any]]:
    """-> (network in eval mode, the file's style information)."""
    tensors, metadata = weights_file.read(path)
    net = GraphNetwork.load(json.loads(metadata["inkreel.graph"]), tensors)
    return net, json.loads(metadata.get("inkreel.style", "{}"))
