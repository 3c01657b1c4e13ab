"""Trains a style: python3 -m training.train CONFIG --photos FOLDER --out FOLDER [--size S]

Resumes from OUT/checkpoint.pt when it is there. Under torchrun every process takes its own crops and gradients are averaged.
"""
from __future__ import annotations

import argparse
import os
import time
from contextlib import nullcontext
from copy import deepcopy
from pathlib import Path
from typing import Dict, List, Optional

import cv2
import torch
import torch.distributed as dist
from torch import Tensor, nn

from . import config as configs
from . import data, losses, perceptual
from .export import StyleInfo, export, load
from .graph import GraphNetwork
from .networks import build
from .sheet import contact_sheet
from .targets import TARGETS


class Averaged:
    """Exponential moving average of a network: steadier than its last step."""

    def __init__(self, net: nn.Module, decay: float = 0.998) -> None:
        self.net, self.decay = deepcopy(net).eval(), decay

    @torch.no_grad()
    def update(self, net: nn.Module, step: int) -> None:
        decay = min(self.decay, (1 + step) / (10 + step))
        pairs = zip(self.net.state_dict().values(), net.state_dict().values())
        means, values = zip(*[(m, v) for m, v in pairs if v.dtype.is_floating_point])
        torch._foreach_mul_(means, decay)
        torch._foreach_add_(means, values, alpha=1 - decay)


class Trainer:
    """One style, one size."""

    def __init__(self, config: configs.Config, size: str, photos: Path, styles: Path, device: torch.device) -> None:
        self.config, self.device = config, device
        t = config.training
        self.rank = int(os.environ.get("RANK", 0))
        torch.manual_seed(t.seed)
        self.net = build(size, config.norm, config.residual).to(device, memory_format=torch.channels_last)
        torch.manual_seed(t.seed + self.rank)
        self.average = Averaged(self.net)
        self.optimiser = torch.optim.Adam(self.net.parameters(), t.learning_rate, betas=(0.9, 0.99))
        self.weights = config.weights
        uses_features = any((self.weights.feature, self.weights.style, self.weights.content))
        self.vgg = perceptual.load().to(device, memory_format=torch.channels_last) if uses_features else None
        self.critic: Optional[losses.PatchCritic] = None
        if self.weights.critic:
            self.critic = losses.PatchCritic().to(device)
            self.critic_optimiser = torch.optim.Adam(self.critic.parameters(), 2e-4, betas=(0.5, 0.99))
        stack = data.tiles(data.split(photos)[0], t.tile, t.tiles_each, t.scales, t.dim, t.seed).to(device)
        stacks = [stack] if config.pictures else [stack, draw_targets(config.target, stack)]
        self.crops = data.Crops(stacks, t.crop, t.batch, t.seed + 1000 * self.rank)
        pictures = [styles / p for p in config.pictures]
        if pictures and self.weights.critic:
            raise ValueError("the critic compares with targets; a style of pictures has none")
        shown = [data.read_picture(p, config.picture_side)[None].to(device).float() / 255 for p in pictures]
        self.grams = perceptual.style_grams(self.vgg, shown, config.style_layers) if pictures else {}
        self.step, self.seconds = 0, 0.0

    def learn(self, progress: float) -> Dict[str, float]:
        """One step. progress: 0 at the start, 1 at the end. -> the losses' values."""
        t = self.config.training
        for group in self.optimiser.param_groups:
            warm = min(1.0, (self.step + 1) / 100)
            group["lr"] = t.learning_rate * warm * (1.0 if progress < 0.4 else max(0.01, (1 - progress) / 0.6))
        self.net.train()
        if progress >= t.freeze_norm_at:
            for layer in self.net.modules():
                if isinstance(layer, nn.BatchNorm2d):
                    layer.eval()
        batch = self.crops.next()
        photo = batch[0]
        motion = data.Motion(t.batch, t.crop, self.device, t.shift, t.turn, t.zoom)
        first = data.noise_like(photo, 0, t.noise)
        frames = [photo + first, data.exposed(motion.move(photo)) + data.noise_like(photo, 0, t.noise)]
        if self.weights.noise:
            difference = data.noise_like(photo, 2, t.noise)
            frames.append(frames[0] + difference)
        with self._half():
            outputs = self.net(torch.cat(frames)).float().chunk(len(frames))
        before = outputs[0]
        parts = {"temporal": motion.difference(before, outputs[1])} if self.weights.temporal else {}
        if self.weights.noise:
            parts["noise"] = losses.noise_gain(before, outputs[2], difference)
        parts.update(self._pictures(before, photo) if self.grams else self._pairs(before, *batch))
        total = sum(getattr(self.weights, name) * value for name, value in parts.items())
        self.optimiser.zero_grad(set_to_none=True)
        total.backward()
        if dist.is_initialized():
            for p in self.net.parameters():
                dist.all_reduce(p.grad)
                p.grad /= dist.get_world_size()
        nn.utils.clip_grad_norm_(self.net.parameters(), 1.0)
        self.optimiser.step()
        self.average.update(self.net, self.step)
        self.step += 1
        return {name: value.detach() for name, value in parts.items()}

    def _half(self):
        return torch.autocast("cuda", torch.bfloat16) if self.device.type == "cuda" else nullcontext()

    def _features(self, x: Tensor) -> perceptual.Features:
        with self._half():
            return self.vgg(x.contiguous(memory_format=torch.channels_last))

    def _pictures(self, out: Tensor, photo: Tensor) -> Dict[str, Tensor]:
        w, layers = self.weights, self.config.content_layers
        features = self._features(out)
        parts = {"style": losses.style_loss(features, self.grams)}
        with torch.no_grad():
            wanted = self._features(photo)
        parts["content"] = losses.content_loss(features, wanted, layers)
        if w.variation:
            parts["variation"] = losses.total_variation(out)
        if w.colour:
            parts["colour"] = losses.colour_loss(out, photo)
        if w.tone:
            parts["tone"] = losses.tone_loss(out, photo)
        return parts

    def _pairs(self, out: Tensor, photo: Tensor, target: Tensor) -> Dict[str, Tensor]:
        w = self.weights
        parts = {"pair": losses.pair_loss(out, target, w.ink)}
        if w.flatness:
            parts["flatness"] = losses.flatness_loss(out, target)
        if w.colour:
            parts["colour"] = losses.colour_loss(out, target)
        if w.feature:
            with torch.no_grad():
                wanted = self._features(target)
            parts["feature"] = losses.content_loss(self._features(out), wanted, self.config.content_layers)
        if self.critic is not None:
            self.critic_optimiser.zero_grad(set_to_none=True)
            losses.critic_loss(self.critic, target, out).backward()
            self.critic_optimiser.step()
            parts["critic"] = -self.critic(out).mean()
        return parts

    def state(self) -> Dict[str, object]:
        return {"net": self.net.state_dict(), "average": self.average.net.state_dict(), "step": self.step,
                "optimiser": self.optimiser.state_dict(), "seconds": self.seconds,
                "torch": torch.get_rng_state(), "numpy": self.crops.random.bit_generator.state}

    def restore(self, state: Dict[str, object]) -> None:
        self.net.load_state_dict(state["net"])
        self.average.net.load_state_dict(state["average"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.step, self.seconds = state["step"], state["seconds"]
        torch.set_rng_state(state["torch"].cpu())
        self.crops.random.bit_generator.state = state["numpy"]


@torch.no_grad()
def draw_targets(target: str, stack: Tensor, batch: int = 16) -> Tensor:
    """-> the target of every tile, uint8, by a filter of targets.py or by a teacher's weights file."""
    draw = TARGETS[target] if target in TARGETS else load(Path(target))[0].to(stack.device)
    drawn = [draw(part.float() / 255).clamp(0, 1).mul(255).round().byte() for part in stack.split(batch)]
    return torch.cat(drawn)


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
            left = (1 - progress) / progress * trainer.seconds
            values = " ".join(f"{k} {float(v):.4f}" for k, v in parts.items())
            print(f"{trainer.config.id} {trainer.step} {rate:.1f} steps/s, {left:.0f} s left: {values}", flush=True)
            torch.save(trainer.state(), checkpoint)
            sheet = contact_sheet({"": trainer.average.net}, held[:4], trainer.device, 240)
            cv2.imwrite(str(out / "sample.jpg"), sheet)
    return trainer.average.net


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("config", type=Path)
    parser.add_argument("--photos", type=Path, required=True, help="folder of photos to train on")
    parser.add_argument("--styles", type=Path, default=Path("."), help="folder the config's pictures are in")
    parser.add_argument("--out", type=Path, required=True, help="folder for weights, checkpoint and samples")
    parser.add_argument("--size", default="S")
    parser.add_argument("--seconds", type=float, default=0, help="stop (and cool the learning rate) after this time")
    parser.add_argument("--steps", type=int, help="instead of the config's")
    parser.add_argument("--target", help="instead of the config's: a filter, or a teacher's weights file")
    parser.add_argument("--every", type=int, default=500, help="steps between reports")
    args = parser.parse_args()
    config = configs.load(args.config)
    config.training.steps = args.steps or config.training.steps
    if args.target:
        config.target, config.pictures = args.target, []
    device = torch.device("cuda", int(os.environ.get("LOCAL_RANK", 0))) if torch.cuda.is_available() else torch.device("cpu")
    if device.type == "cuda":
        torch.cuda.set_device(device)
        torch.backends.cudnn.benchmark = True
        torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = True
    if "WORLD_SIZE" in os.environ:
        dist.init_process_group("nccl" if device.type == "cuda" else "gloo")
    args.out.mkdir(parents=True, exist_ok=True)
    trainer = Trainer(config, args.size, args.photos, args.styles, device)
    net = train(trainer, args.out, args.seconds, data.split(args.photos)[1], args.every)
    if trainer.rank == 0:
        info = StyleInfo(config.id, config.name, config.description, args.size, config.credit, config.licence)
        path = args.out / f"{config.id}-{args.size.lower()}.safetensors"
        print(f"{path}: within {export(net, info, path):.2f}/255 of the trained network, {trainer.step} steps", flush=True)


if __name__ == "__main__":
    main()
