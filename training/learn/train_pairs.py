"""Learns a drawn style: python3 -m training.learn.train_pairs CONFIG --pairs FOLDER --out FOLDER --seconds N

The folder may still be growing. Networks of several sizes (`--sizes XS S M`) share its pairs and take turns. Writes
OUT/ID-SIZE.safetensors for the extension and OUT/ID-SIZE.pt to go on from (`--start`); the latter also while it learns,
so that a stop costs little.
"""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path
from typing import Dict

import torch

from ..nets.export import StyleInfo, export
from . import config as configs
from .pairs import config as pair_config
from .pairs.data import PairFolder
from .pairs.start import read_start
from .pairs.trainer import PairTrainer, open_pairs

LEAST_PAIRS = 48
"""Number of pairs that must exist before the first step."""
PICTURES = 16
"""Number of crops that give the norms of a weights file their statistics."""
SIDE = 400
"""Side of these crops in pixels."""


def wait_for_pairs(pairs: PairFolder, fewest: int, seconds: float) -> None:
    """Raises RuntimeError if too few pairs come in time."""
    end = time.time() + seconds
    while len(pairs) < fewest:
        if not pairs.read_new(fewest) and time.time() > end:
            raise RuntimeError(f"only {len(pairs)} pairs in {pairs.folder}")
        if len(pairs) < fewest:
            time.sleep(1)


def save(trainer: PairTrainer, path: Path) -> None:
    """Write the trainer's state under another name first, so that a reader never sees half of it."""
    unfinished = path.with_suffix(".part")
    torch.save(trainer.state(), unfinished)
    os.replace(unfinished, path)


def train(trainers: Dict[str, PairTrainer], seconds: float, steps: int, every: int, out: Path) -> None:
    """Let the trainers, by the names of their files, take turns until the seconds or, where given, the steps are used
    up; report and save `every` steps."""
    begun = time.time()
    while True:
        for name, trainer in trainers.items():
            progress = max((time.time() - begun) / seconds, trainer.step / steps if steps else 0)
            if progress >= 1:
                return
            parts = trainer.learn(progress)
            if trainer.step % every == 0:
                parts = {**parts, "weight-of-noise": trainer.losses.noise_weight}
                values = " ".join(f"{k} {float(v):.4f}" for k, v in parts.items())
                rate = trainer.step / (time.time() - begun)
                print(f"{name} {trainer.step} {rate:.1f}/s {len(trainer.pairs)} pairs: {values}", flush=True)
                save(trainer, out / f"{name}.pt")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("config", type=Path)
    parser.add_argument("--pairs", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--sizes", nargs="+", default=["S"], help="XS, S, M")
    parser.add_argument("--seconds", type=float, required=True, help="the learning rate cools over them")
    parser.add_argument("--steps", type=int, default=0, help="stop after so many, if that is earlier")
    parser.add_argument(
        "--start", type=Path, nargs="*", default=[], help="go on from these .pt or weights files, one a size"
    )
    parser.add_argument("--wait", type=float, default=120, help="seconds to wait for the first pairs")
    parser.add_argument("--fewest", type=int, default=LEAST_PAIRS, help="pairs to wait for")
    parser.add_argument("--set", nargs="*", default=[], metavar="NAME=VALUE", help="fields of [training] or [weights]")
    parser.add_argument("--every", type=int, default=500, help="steps between reports")
    parser.add_argument("--label", default="", help="between id and size in the files' names, to tell trials apart")
    args = parser.parse_args()
    if args.start and len(args.start) != len(args.sizes):
        parser.error("as many files to start from as sizes")
    begun = time.time()
    config = pair_config.load(args.config)
    configs.override(config, args.set)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    if device.type == "cuda":
        torch.backends.cudnn.benchmark = True
        torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = True
    args.out.mkdir(parents=True, exist_ok=True)
    pairs = open_pairs(args.pairs, config, device)
    pool = torch.cuda.graph_pool_handle() if device.type == "cuda" else None
    wait_for_pairs(pairs, args.fewest, args.wait)
    pictures = pairs.sample(PICTURES, SIDE, config.training.people, 0)[:, :3].float().cpu() / 255
    trainers: Dict[str, PairTrainer] = {}
    for i, size in enumerate(args.sizes):
        start = read_start(args.start[i], size, pictures) if args.start else None
        name = "-".join(part for part in (config.id, args.label, size.lower()) if part)
        trainers[name] = PairTrainer(config, size, pairs, start, pool)
    pairs.watch()
    train(trainers, args.seconds - (time.time() - begun), args.steps, args.every, args.out)
    pairs.close()
    about = (config.id, config.name, config.description)
    for size, (name, trainer) in zip(args.sizes, trainers.items()):
        save(trainer, args.out / f"{name}.pt")
        info = StyleInfo(*about, size, config.credit, config.licence, config.finish)
        difference = export(trainer.average.net, info, args.out / f"{name}.safetensors")
        print(f"{name}: {trainer.step} steps, {len(pairs)} pairs, exported within {difference:.2f}/255", flush=True)


if __name__ == "__main__":
    main()
