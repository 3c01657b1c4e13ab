"""Walks between two weights files of one style and size, or past the second: python3 -m training.nets.mix A B SHARE OUT

SHARE 0 is A, 1 is B, 0.75 three quarters of the way, 1.5 half as far again. Where B was trained on from A the way
between them is smooth, so that a step too far, or not far enough, need not be trained again. Look at the result all
the same.

After a long training the middle of the way is paler than both ends and has a cast of colour: values that the two
networks reach by different channels cancel out. With --photos FOLDER... every convolution is scaled and shifted, so
that each channel has the mean and the deviation that lie between those of the ends (Jordan et al. 2022, REPAIR).
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any, Dict, List, Optional, Tuple

import cv2
import numpy as np
import torch
from torch import Tensor

from . import weights_file
from .export import load
from .graph import GraphNetwork

SIDE, MOST = 256, 60
"""Side of the crops that channels are measured on, in pixels, and their number at most."""
SHORT = 384
"""Short side of the photos that they are taken from."""
SCALES = (0.5, 2.0)
"""Least and most factor of a channel."""


def mix(first: Path, second: Path, share: float, out: Path, crops: Optional[Tensor] = None) -> None:
    """crops: (N, 3, H, W) in [0, 1] that channels are measured on; without them weights are mixed, nothing else.

    Raises ValueError where the two are not the same network.
    """
    (a, about_a), (b, about_b) = weights_file.read(first), weights_file.read(second)
    graphs = [json.loads(m["inkreel.graph"]) for m in (about_a, about_b)]
    if graphs[0] != graphs[1]:
        raise ValueError(f"{first} and {second} have different graphs")
    mixed = {k: a[k] + share * (b[k] - a[k]) for k in a}
    weights_file.write(out, mixed, about_b)
    if crops is None:
        return
    net = load(out)[0]
    ends = [channels(load(path)[0], crops) for path in (first, second)]
    match_channels(net, {n: torch.lerp(v, ends[1][n], share) for n, v in ends[0].items()}, crops)
    for node in _convolutions(net):
        layer = net.layer(node["name"])
        for part in ("weight", "bias"):
            mixed[node[part]] = getattr(layer, part)
    weights_file.write(out, mixed, about_b)


def channels(net: GraphNetwork, crops: Tensor) -> Dict[str, Tensor]:
    """-> means and deviations, (2, C), of what each convolution of the network puts out."""
    with torch.no_grad():
        values = net.run(crops)
    result = {}
    for node in _convolutions(net):
        x = values[node["name"]]
        result[node["name"]] = torch.stack([x.mean((0, 2, 3)), x.std((0, 2, 3))])
    return result


def match_channels(net: GraphNetwork, wanted: Dict[str, Tensor], crops: Tensor) -> None:
    """Scale and shift the convolutions, one after the other, until the channels are as in `wanted` (as `channels`)."""
    for node in _convolutions(net):
        name = node["name"]
        mean, deviation = channels(net, crops)[name]
        factor = (wanted[name][1] / deviation.clamp_min(1e-6)).clamp(*SCALES)
        layer: Any = net.layer(name)
        with torch.no_grad():
            layer.weight.mul_(factor.view(-1, 1, 1, 1))
            layer.bias.copy_(wanted[name][0] - factor * (mean - layer.bias))


def _convolutions(net: GraphNetwork) -> List[Dict[str, str]]:
    return [node for node in net.nodes if node["op"] == "conv2d" and "bias" in node]


def read_crops(folders: List[Path]) -> Tensor:
    """-> the middles of photos spread over the folders, (N, 3, SIDE, SIDE).

    Raises ValueError for none, and for a damaged one.
    """
    paths = sorted(p for folder in folders for p in folder.glob("*.jpg"))
    crops = [_middle(p) for p in paths[:: max(1, -(-len(paths) // MOST))]]
    if not crops:
        raise ValueError(f"no photos in {', '.join(map(str, folders))}")
    return torch.from_numpy(np.stack(crops))


def _middle(path: Path) -> "np.ndarray[Tuple[int, int, int], np.dtype[np.float32]]":
    photo = cv2.imread(str(path))
    if photo is None:
        raise ValueError(f"{path} is no picture that can be read")
    scale = SHORT / min(photo.shape[:2])
    photo = cv2.resize(photo, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    top, left = ((side - SIDE) // 2 for side in photo.shape[:2])
    middle = photo[top : top + SIDE, left : left + SIDE, ::-1].transpose(2, 0, 1)
    return np.ascontiguousarray(middle, dtype=np.float32) / 255


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("first", type=Path)
    parser.add_argument("second", type=Path)
    parser.add_argument("share", type=float)
    parser.add_argument("out", type=Path)
    parser.add_argument("--photos", type=Path, nargs="+", help="folders of photos: match the channels on them")
    args = parser.parse_args()
    crops = read_crops(args.photos) if args.photos else None
    mix(args.first, args.second, args.share, args.out, crops)


if __name__ == "__main__":
    main()
