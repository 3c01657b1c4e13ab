"""Trains the style of a picture: python3 -m training.learn.train CONFIG --photos FOLDER --out FOLDER [--size S]

Resumes from OUT/checkpoint.pt when it is there. Under torchrun every process takes its own crops and gradients are
averaged.
"""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path
from typing import List, Optional, Sequence

import cv2
import torch
import torch.distributed as dist

from . import config as configs
from . import data
from ..nets.export import StyleInfo, export
from ..nets.graph import GraphNetwork
from ..measure.sheet import contact_sheet
from .trainer import Trainer


def train(trainer: Trainer, out: Path, seconds: float, held: List[Path], every: int) -> GraphNetwork:
    """Learn until the config's steps, or the seconds, are used up. -> the averaged network."""
    steps = trainer.config.training.steps
    checkpoint = out / "checkpoint.pt"
    if checkpoint.exists():
        trainer.restore(torch.load(checkpoint, map_location=trainer.device))
    start, first = time.time() - trainer.seconds, trainer.step
    begun = time.time()
    while True:
        trainer.seconds = time.time() - start
        progress = max(trainer.step / steps, trainer.seconds / seconds if seconds else 0)
        if progress >= 1:
            break
        parts = trainer.learn(progress)
        if trainer.step % every == 0 and trainer.rank == 0:
            rate = (trainer.step - first) / (time.time() - begun)
            left = (1 - progress) / max(progress, 1 / steps) * trainer.seconds
            values = " ".join(f"{k} {float(v):.4f}" for k, v in parts.items())
            print(
                f"{trainer.config.id} {trainer.step} {rate:.1f} steps/s, {left:.0f} s left: {values}",
                flush=True,
            )
            torch.save(trainer.state(), checkpoint)
            sheet = contact_sheet({"": trainer.average.net}, held[:4], trainer.device, 240)
            cv2.imwrite(str(out / "sample.jpg"), sheet)
    return trainer.average.net


def main(argv: Optional[Sequence[str]] = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("config", type=Path)
    parser.add_argument("--photos", type=Path, required=True, help="folder of photos to train on")
    parser.add_argument("--styles", type=Path, default=Path("."), help="folder the config's pictures are in")
    parser.add_argument("--out", type=Path, required=True, help="folder for weights, checkpoint and samples")
    parser.add_argument("--size", default="S")
    parser.add_argument("--seconds", type=float, default=0, help="stop (and cool the learning rate) after this time")
    parser.add_argument("--steps", type=int, help="instead of the config's")
    parser.add_argument(
        "--start",
        type=Path,
        help="go on from this weights file, its norm folded, instead of from nothing",
    )
    parser.add_argument(
        "--set",
        nargs="*",
        default=[],
        metavar="NAME=VALUE",
        help="fields of the config's [training] or [weights]",
    )
    parser.add_argument("--every", type=int, default=500, help="steps between reports")
    args = parser.parse_args(argv)
    config = configs.load(args.config)
    configs.override(config, args.set)
    config.training.steps = args.steps or config.training.steps
    device = (
        torch.device("cuda", int(os.environ.get("LOCAL_RANK", 0))) if torch.cuda.is_available() else torch.device("cpu")
    )
    if device.type == "cuda":
        torch.cuda.set_device(device)
        torch.backends.cudnn.benchmark = True
        torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = True
    if "WORLD_SIZE" in os.environ:
        dist.init_process_group("nccl" if device.type == "cuda" else "gloo")
    args.out.mkdir(parents=True, exist_ok=True)
    trainer = Trainer(config, args.size, args.photos, args.styles, device, args.start)
    net = train(trainer, args.out, args.seconds, data.split(args.photos)[1], args.every)
    if trainer.rank == 0:
        info = StyleInfo(config.id, config.name, config.description, args.size, config.credit, config.licence)
        path = args.out / f"{config.id}-{args.size.lower()}.safetensors"
        print(
            f"{path}: within {export(net, info, path):.2f}/255 of the trained network, {trainer.step} steps",
            flush=True,
        )


if __name__ == "__main__":
    main()
