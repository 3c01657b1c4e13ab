"""One training step and everything it needs: the network, its average, the losses and the data."""

from __future__ import annotations

import os
from contextlib import nullcontext
from pathlib import Path
from typing import Any, ContextManager, Dict, Optional

import torch
import torch.distributed as dist
from torch import Tensor, nn

from . import config as configs
from . import data, losses, perceptual
from .averaged import Averaged, channels_last
from ..nets.export import load
from ..nets.networks import build


def average_gradients(net: nn.Module) -> None:
    """Over all processes of a torchrun; nothing to do in a single one."""
    if dist.is_initialized():
        for p in net.parameters():
            if p.grad is not None:
                dist.all_reduce(p.grad)
                p.grad.div_(dist.get_world_size())


class Trainer:
    """One style, one size."""

    def __init__(
        self,
        config: configs.Config,
        size: str,
        photos: Path,
        styles: Path,
        device: torch.device,
        start: Optional[Path] = None,
    ) -> None:
        self.config, self.device = config, device
        t = config.training
        self.rank = int(os.environ.get("RANK", 0))
        torch.manual_seed(t.seed)
        net = load(start)[0] if start else build(size, config.norm, config.residual)
        self.net = channels_last(net.to(device))
        torch.manual_seed(t.seed + self.rank)
        self.average = Averaged(self.net)
        self.optimiser = torch.optim.Adam(self.net.parameters(), t.learning_rate, betas=(0.9, 0.99))
        self.weights = config.weights
        self.vgg = channels_last(perceptual.load().to(device))
        stack = data.tiles(data.split(photos)[0], t.tile, t.tiles_each, t.scales, t.dim, t.seed).to(device)
        self.crops = data.Crops(stack, t.crop, t.batch, t.seed + 1000 * self.rank)
        pictures = [styles / p for p in config.pictures]
        style = (data.read_picture(p, config.picture_side, config.picture_part) for p in pictures)
        shown = [picture[None].to(device).float() / 255 for picture in style]
        self.grams = perceptual.style_grams(self.vgg, shown, config.style_layers)
        self.step, self.seconds = 0, 0.0

    def learn(self, progress: float) -> Dict[str, Tensor]:
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
        photo = self.crops.next()
        motion = data.Motion(t.batch, t.crop, self.device, t.shift, t.turn, t.zoom, t.whole)
        first = data.noise_like(photo, 0, t.noise)
        frames = [
            photo + first,
            data.exposed(motion.move(photo)) + data.noise_like(photo, 0, t.noise),
        ]
        if self.weights.noise:
            difference = data.noise_like(photo, 2, t.noise)
            frames.append(frames[0] + difference)
        with self._half():
            outputs = self.net(torch.cat(frames)).float().chunk(len(frames))
        before = outputs[0]
        parts = {"temporal": motion.difference(before, outputs[1])} if self.weights.temporal else {}
        if self.weights.noise:
            parts["noise"] = losses.noise_gain(before, outputs[2], difference)
        parts.update(self._pictures(before, photo))
        total = sum(getattr(self.weights, name) * value for name, value in parts.items())
        self.optimiser.zero_grad(set_to_none=True)
        total.backward()
        average_gradients(self.net)
        nn.utils.clip_grad_norm_(self.net.parameters(), 1.0)
        self.optimiser.step()
        self.average.update(self.step)
        self.step += 1
        return {name: value.detach() for name, value in parts.items()}

    def _half(self) -> ContextManager[Any]:
        on_card = self.device.type == "cuda"
        half: ContextManager[Any] = nullcontext()
        if on_card:
            half = torch.autocast("cuda", torch.bfloat16)
        return half

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
        if w.tone:
            parts["tone"] = losses.tone_loss(out, photo)
        return parts

    def state(self) -> Dict[str, Any]:
        """-> everything a later process needs to go on as if there had been no stop."""
        state = {
            "net": self.net.state_dict(),
            "average": self.average.net.state_dict(),
            "step": self.step,
            "optimiser": self.optimiser.state_dict(),
            "seconds": self.seconds,
            "torch": torch.get_rng_state(),
            "crops": self.crops.random.bit_generator.state,
        }
        if self.device.type == "cuda":
            state["cuda"] = torch.cuda.get_rng_state(self.device)
        return state

    def restore(self, state: Dict[str, Any]) -> None:
        self.net.load_state_dict(state["net"])
        self.average.net.load_state_dict(state["average"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.step, self.seconds = state["step"], state["seconds"]
        torch.set_rng_state(state["torch"].cpu())
        self.crops.random.bit_generator.state = state["crops"]
        if "cuda" in state:
            torch.cuda.set_rng_state(state["cuda"].cpu(), self.device)
