"""Lets a small network learn what a larger one of its style draws, on a processor: no teacher, no perceptual network.

python3 -m training.learn.distil CONFIG --size S --start S.pt --teacher M.safetensors --photos FOLDER... --out FILE
--seconds N goes on from a checkpoint of train_pairs and writes OUT.pt and OUT.safetensors. Batch norm stays as it is.
Every 37th photo of a folder is held out. --also TEACHER FOLDER... adds photos that another network draws, so that the
small one can learn people from one and landscapes from the other.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import Dict, List, Tuple

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from ..looks.pairs import read_photo
from ..nets.export import StyleInfo, export, load
from ..nets.graph import GraphNetwork
from ..nets.networks import build
from . import losses
from .averaged import Averaged
from .data import split
from .pairs import config as pair_config
from .pairs.start import read_start

KEPT, CROP, RIM, BATCH = 224, 160, 20, 3
"""Sides of the crops that are kept and learnt from, the border where context is missing, in pixels; crops a step."""
SIDES = (230, 300, 380, 460, 600)
"""Short sides at which photos are drawn."""
PICTURES = 16
"""Number of crops that give the norms of a weights file their statistics."""
NOISE = 2 / 255
WEIGHTS = {"pair": 6.0, "slope": 10.0, "line": 20.0, "tone": 10.0, "noise": 0.5}


def draw_crops(teacher: nn.Module, photos: List[Path], chance: np.random.Generator) -> Tuple[Tensor, Tensor]:
    """-> crops of the photos and what the teacher draws of them, (N, 3, KEPT, KEPT) each; raises ValueError."""
    crops: List[Tensor] = []
    drawings: List[Tensor] = []
    for path in photos:
        photo = read_photo(path, int(chance.choice(SIDES)))
        if min(photo.shape[:2]) < KEPT:
            continue
        top, left = (int(chance.integers(0, side - KEPT + 1)) for side in photo.shape[:2])
        crop = np.ascontiguousarray(photo[top : top + KEPT, left : left + KEPT].transpose(2, 0, 1))
        crops.append(torch.from_numpy(crop)[None])
        with torch.no_grad():
            drawings.append(teacher(crops[-1]).clamp(0, 1))
    if not crops:
        raise ValueError("no photo is large enough")
    return torch.cat(crops), torch.cat(drawings)


def distil_losses(net: nn.Module, photo: Tensor, drawing: Tensor) -> Dict[str, Tensor]:
    """-> the losses by their names in WEIGHTS, of two looks at the photo that differ by noise."""
    first, second = (torch.randn_like(photo) * NOISE for _ in range(2))
    out, other = net(torch.cat([photo + first, photo + second])).chunk(2)
    inside, wanted = (x[:, :, RIM:-RIM, RIM:-RIM] for x in (out, drawing))
    return {
        "pair": F.l1_loss(inside, wanted),
        "slope": losses.slope_loss(inside, wanted),
        "line": losses.line_loss(inside, wanted),
        "tone": F.avg_pool2d(inside - wanted, 8).abs().mean(),
        "noise": losses.noise_gain(out, other, first - second),
    }


def distil(
    net: GraphNetwork,
    photos: Tensor,
    drawings: Tensor,
    seconds: float,
    rate: float,
    chance: np.random.Generator,
    steps: int = 0,
) -> GraphNetwork:
    """Learn for so many seconds or, where given, steps. -> the moving average of the network."""
    net.eval()
    average = Averaged(net, 0.98)
    optimiser = torch.optim.Adam(net.parameters(), rate, betas=(0.9, 0.99))
    begun, step = time.time(), 0
    while (progress := max((time.time() - begun) / seconds, step / steps if steps else 0)) < 1:
        for group in optimiser.param_groups:
            group["lr"] = rate * min(1.0, (step + 1) / 30) * max(0.02, min(1.0, (1 - progress) / 0.6))
        chosen = torch.from_numpy(chance.integers(0, len(photos), BATCH))
        top, left = (int(v) for v in chance.integers(0, KEPT - CROP + 1, 2))
        pair = [x[chosen, :, top : top + CROP, left : left + CROP] for x in (photos, drawings)]
        if chance.random() < 0.5:
            pair = [x.flip(3) for x in pair]
        parts = distil_losses(net, *pair)
        optimiser.zero_grad()
        torch.stack([WEIGHTS[name] * value for name, value in parts.items()]).sum().backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()
        average.update(step)
        step += 1
        if step % 40 == 0:
            values = " ".join(f"{k} {float(v):.4f}" for k, v in parts.items())
            print(f"{step} {step / (time.time() - begun):.1f}/s {values}", flush=True)
    return average.net


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("config", type=Path)
    parser.add_argument("--size", default="S")
    parser.add_argument(
        "--start", type=Path, required=True, help="a checkpoint of train_pairs or of this command, or a weights file"
    )
    parser.add_argument("--teacher", type=Path, required=True, help="weights file of the larger network")
    parser.add_argument("--photos", type=Path, nargs="+", required=True)
    parser.add_argument(
        "--also",
        type=Path,
        nargs="+",
        action="append",
        default=[],
        metavar="FILE",
        help="a second teacher, its folders",
    )
    parser.add_argument("--most", type=int, default=300, help="photos of each teacher")
    parser.add_argument("--out", type=Path, required=True, help="without a suffix")
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--rate", type=float, default=5e-4)
    args = parser.parse_args()
    torch.set_num_threads(1)
    chance = np.random.default_rng(7)
    config = pair_config.load(args.config)
    net = build(f"context-{args.size}")
    drawings = []
    for teacher, *folders in [[args.teacher, *args.photos], *args.also]:
        photos = [p for folder in folders for p in split(folder)[0]]
        chosen = [photos[i] for i in chance.permutation(len(photos))[: args.most]]
        drawings.append(draw_crops(load(teacher)[0], chosen, chance))
    drawn = (torch.cat([crops for crops, _ in drawings]), torch.cat([drawing for _, drawing in drawings]))
    net.load_state_dict(read_start(args.start, args.size, drawn[0][:PICTURES])["average"])
    average = distil(net, *drawn, args.seconds, args.rate, chance)
    torch.save({"average": average.state_dict()}, args.out.with_suffix(".pt"))
    about = (config.id, config.name, config.description)
    info = StyleInfo(*about, args.size, config.credit, config.licence, config.finish)
    print(f"exported within {export(average, info, args.out.with_suffix('.safetensors')):.2f}/255")


if __name__ == "__main__":
    main()
