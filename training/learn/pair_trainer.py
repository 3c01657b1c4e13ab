"""One step of learning a teacher's drawings: two frames of every crop, moved by whole pixels, must become the drawing."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Any, ContextManager, Dict, List, Optional, Tuple

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from ..nets.context import MASK_LAYER
from ..nets.graph import GraphNetwork
from ..nets.networks import build
from . import losses, perceptual
from .averaged import Averaged
from .degrade import Degradation
from .pair_config import PairConfig, Shape
from .pair_data import PairFolder

FEATURE_LAYERS = ("relu1_1", "relu2_1", "relu3_1")
EDGE = 8
"""Pixels along a crop's border in which its context is missing; frames are not compared there."""


class PairTrainer:
    """A network of one size that learns one style from a folder of pairs.

    start: a checkpoint's state (`state`), whose networks are gone on from; its step count is not.
    """

    def __init__(
        self, config: PairConfig, size: str, pairs: Path, device: torch.device, start: Optional[Dict[str, Any]] = None
    ) -> None:
        self.config, self.device = config, device
        how = config.training
        torch.manual_seed(how.seed)
        self.net: GraphNetwork = build(f"context-{size}")
        self.head = nn.Conv2d(self.net.channels[MASK_LAYER], 3, 1)
        if start:
            self.net.load_state_dict(start["average"])
            self.head.load_state_dict(start["head"])
        self.net.to(device, memory_format=torch.channels_last)
        self.head.to(device)
        self.average = Averaged(self.net, how.average)
        learnt = [*self.net.parameters(), *self.head.parameters()]
        self.optimiser = torch.optim.Adam(learnt, how.learning_rate, betas=(0.9, 0.99))
        self.vgg: Optional[nn.Module] = None
        if config.weights.feature:
            self.vgg = perceptual.load().to(device, memory_format=torch.channels_last)
        self.critic: Optional[losses.PatchCritic] = None
        if config.weights.critic:
            self.critic = losses.PatchCritic().to(device)
            self.critic_optimiser = torch.optim.Adam(self.critic.parameters(), 2e-4, betas=(0.5, 0.99))
        least = max(s.crop for s in how.shapes) + 2 * how.margin
        self.pairs = PairFolder(pairs, config.target, least, device, how.seed)
        self.random = np.random.default_rng(how.seed)
        self.step = 0

    def learn(self, progress: float) -> Dict[str, Tensor]:
        """Take one step. progress: 0 at the start, 1 at the end. -> the losses' values."""
        how, w = self.config.training, self.config.weights
        cooling = 1.0 if progress < 0.4 else max(0.01, (1 - progress) / 0.6)
        for group in self.optimiser.param_groups:
            group["lr"] = how.learning_rate * min(1.0, (self.step + 1) / 100) * cooling
        self.net.train()
        if progress >= how.freeze_norm_at:
            for layer in self.net.modules():
                if isinstance(layer, nn.BatchNorm2d):
                    layer.eval()
        frames, targets, masks, move, difference = self._batch(self._shape())
        with self._half():
            values = self.net.run(torch.cat(frames))
            found = self.head(values[MASK_LAYER]).float()
        outputs = values[self.net.output].float().split([len(f) for f in frames])
        parts = self._drawing(outputs[0], targets[0], masks[0], progress)
        parts["pair"] = (parts["pair"] + self._pair(outputs[1], targets[1], masks[1])) / 2
        parts["temporal"] = moved_difference(outputs[0], outputs[1], move)
        if difference is not None:
            count = len(outputs[2])
            parts["noise"] = losses.noise_gain(outputs[0][:count], outputs[2], difference)
        wanted = F.avg_pool2d(masks[0], 4)
        parts["mask"] = F.binary_cross_entropy_with_logits(found[: len(wanted)], wanted)
        total = torch.stack([getattr(w, name) * value for name, value in parts.items()]).sum()
        self.optimiser.zero_grad(set_to_none=True)
        total.backward()
        nn.utils.clip_grad_norm_(self.net.parameters(), 1.0)
        self.optimiser.step()
        self.average.update(self.net, self.step)
        self.step += 1
        return {name: value.detach() for name, value in parts.items()}

    def state(self) -> Dict[str, Any]:
        """-> the network, its average and the head; f32."""
        nets = {"net": self.net, "average": self.average.net, "head": self.head}
        return {name: {k: v.detach().cpu() for k, v in net.state_dict().items()} for name, net in nets.items()}

    def _shape(self) -> Shape:
        shapes = self.config.training.shapes
        shares = np.asarray([s.share for s in shapes])
        return shapes[int(self.random.choice(len(shapes), p=shares / shares.sum()))]

    def _batch(
        self, shape: Shape
    ) -> Tuple[List[Tensor], List[Tensor], List[Tensor], Tuple[int, int], Optional[Tensor]]:
        """-> frames (the second moved; perhaps a third: the first with other noise), drawings, masks, move, difference.

        difference: what a quarter of the first frames and the third differ by.
        """
        how, margin = self.config.training, self.config.training.margin
        window = self.pairs.sample(shape.batch, shape.crop + 2 * margin, how.people, how.centred)
        camera = Degradation(shape.batch, how, self.device)
        photo, target, mask = window.split(3, 1)
        window = torch.cat([camera.scene(photo), camera.drawing(target), mask], 1)
        move = (int(self.random.integers(-margin, margin + 1)), int(self.random.integers(-margin, margin + 1)))

        def cut(y: int, x: int) -> Tensor:
            return window[:, :, margin + y : margin + y + shape.crop, margin + x : margin + x + shape.crop]

        places = [cut(0, 0), cut(*move)]
        frames = [camera.record(p[:, :3]) for p in places]
        frames[1] = (frames[1] * (1 + 0.02 * torch.randn(shape.batch, 1, 1, 1, device=self.device))).clamp(0, 1)
        difference: Optional[Tensor] = None
        if self.config.weights.noise:
            few = frames[0][: max(1, shape.batch // 4)]
            difference = torch.randn_like(few) * (2 / 255)
            frames.append(few + difference)
        return frames, [p[:, 3:6] for p in places], [p[:, 6:] for p in places], move, difference

    def _pair(self, out: Tensor, target: Tensor, mask: Tensor) -> Tensor:
        w = self.config.weights
        return losses.pair_loss(out, target, w.ink, w.region * mask[:, :1])

    def _drawing(self, out: Tensor, target: Tensor, mask: Tensor, progress: float) -> Dict[str, Tensor]:
        w = self.config.weights
        parts = {"pair": self._pair(out, target, mask)}
        if w.line:
            parts["line"] = losses.line_loss(out, target)
        if w.flatness:
            parts["flatness"] = losses.flatness_loss(out, target)
        if self.vgg is not None:
            with torch.no_grad():
                wanted = self._features(self.vgg, target)
            parts["feature"] = losses.content_loss(self._features(self.vgg, out), wanted, FEATURE_LAYERS)
        if self.critic is not None and progress > 0.2:
            self.critic_optimiser.zero_grad(set_to_none=True)
            judged: Tensor = losses.critic_loss(self.critic, target, out)
            judged.backward()  # type: ignore[no-untyped-call]
            self.critic_optimiser.step()
            parts["critic"] = -self.critic(out).mean()
        return parts

    def _features(self, vgg: nn.Module, x: Tensor) -> perceptual.Features:
        with self._half():
            features: perceptual.Features = vgg(x.contiguous(memory_format=torch.channels_last))
        return features

    def _half(self) -> ContextManager[Any]:
        return torch.autocast("cuda", torch.bfloat16) if self.device.type == "cuda" else nullcontext()


def moved_difference(first: Tensor, second: Tensor, move: Tuple[int, int]) -> Tensor:
    """-> mean squared difference of two drawings of one scene; `second` starts (y, x) pixels further down and right."""
    side = first.shape[-1]
    starts = [(max(0, m), max(0, -m), side - abs(m)) for m in move]
    (ay, by, height), (ax, bx, width) = starts
    a = first[:, :, ay : ay + height, ax : ax + width]
    b = second[:, :, by : by + height, bx : bx + width]
    return F.mse_loss(a[:, :, EDGE:-EDGE, EDGE:-EDGE], b[:, :, EDGE:-EDGE, EDGE:-EDGE])
