"""Learning a teacher's drawings: the network, its average, its data and one step."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, Optional, Tuple

import numpy as np
import torch
from torch import Tensor, nn

from ...nets.context import MASK_LAYER
from ...nets.graph import GraphNetwork
from ...nets.networks import build
from ..averaged import Averaged, channels_last
from .captured import CapturedStep
from .config import PairConfig, Shape
from .data import PairFolder
from .losses import PairLosses

MASKS = 4
"""Masks that the head reads: marks, skin, lines, mouths."""


def open_pairs(folder: Path, config: PairConfig, device: torch.device) -> PairFolder:
    """-> the folder's pairs of the config's style; none is read yet."""
    return PairFolder(folder, config.target, device, config.training.seed)


class PairTrainer:
    """A network of one size that learns one style from pairs, which several trainers may share.

    start: a checkpoint's state (`state`), whose averaged network is gone on from; its critic and head may be missing,
    and the head may have fewer masks.
    pool: memory for CUDA graphs, shared by trainers that take turns.
    """

    def __init__(
        self,
        config: PairConfig,
        size: str,
        pairs: PairFolder,
        start: Optional[Dict[str, Any]] = None,
        pool: Any = None,
    ) -> None:
        self.config, self.device, self.pairs, self.pool = config, pairs.device, pairs, pool
        device = pairs.device
        how = config.training
        torch.manual_seed(how.seed)
        self.net: GraphNetwork = build(f"context-{size}")
        self.head = nn.Conv2d(self.net.channels[MASK_LAYER], MASKS, 1)
        if start:
            self.net.load_state_dict(start["average"])
        if start and "head" in start and len(start["head"]["bias"]) == MASKS:
            self.head.load_state_dict(start["head"])
        channels_last(self.net.to(device))
        self.head.to(device)
        self.average = Averaged(self.net, how.average)
        self.losses = PairLosses(config, self.net, self.head, device)
        learnt = [*self.net.parameters(), *self.head.parameters()]
        on_card = device.type == "cuda"
        self.rate: Any = torch.tensor(how.learning_rate, device=device) if on_card else how.learning_rate
        held = {"capturable": True, "fused": True} if on_card else {}
        self.optimiser = torch.optim.Adam(learnt, self.rate, betas=(0.9, 0.99), **held)
        critic = self.losses.critic
        if critic and start and "critic" in start:
            critic.load_state_dict(start["critic"])
        self.critic_optimiser = (
            torch.optim.Adam(critic.parameters(), 2e-4, betas=(0.5, 0.99), **held) if critic else None
        )
        self.random = np.random.default_rng(how.seed)
        self.captured: Dict[Tuple[int, bool], CapturedStep] = {}
        self.step = 0

    def learn(self, progress: float) -> Dict[str, Tensor]:
        """Take one step. progress: 0 at the start, 1 at the end. -> the losses' values, until the next step."""
        how = self.config.training
        cooling = 1.0 if progress < 0.4 else max(0.01, (1 - progress) / 0.6)
        self._set_rate(how.learning_rate * min(1.0, (self.step + 1) / 100) * cooling)
        frozen = progress >= how.freeze_norm_at
        self.net.train()
        if frozen:
            for layer in self.net.modules():
                if isinstance(layer, nn.BatchNorm2d):
                    layer.eval()
        shape = self._shape()
        batch = max(2, round(shape.batch * how.batches))
        window = self.pairs.sample(batch, shape.crop + 2 * how.margin, how.people, how.centred)
        move = torch.from_numpy(self.random.integers(-how.margin, how.margin + 1, 2)).to(self.device)
        parts = self._step(shape, frozen)(window, move)
        self.average.update(self.step)
        self.step += 1
        return parts

    def state(self) -> Dict[str, Any]:
        """-> the averaged network, the head and, where there is one, the critic; f32."""
        nets: Dict[str, nn.Module] = {"average": self.average.net, "head": self.head}
        if self.losses.critic:
            nets["critic"] = self.losses.critic
        return {name: {k: v.detach().cpu() for k, v in net.state_dict().items()} for name, net in nets.items()}

    def _set_rate(self, rate: float) -> None:
        for group in self.optimiser.param_groups:
            if isinstance(group["lr"], Tensor):
                group["lr"].fill_(rate)
            else:
                group["lr"] = rate

    def _shape(self) -> Shape:
        shapes = self.config.training.shapes
        shares = np.asarray([s.share for s in shapes])
        return shapes[int(self.random.choice(len(shapes), p=shares / shares.sum()))]

    def _step(self, shape: Shape, frozen: bool) -> CapturedStep:
        key = (shape.crop, frozen)
        if key not in self.captured:
            works = self.pool is not None and self.config.training.graphs
            pool = self.pool
            if self.critic_optimiser:
                # Graphs captured after the norms froze in the middle of a run met an illegal memory access.
                works, pool = works and (not frozen or self.config.training.freeze_norm_at == 0), None
            self.captured[key] = CapturedStep(self._descend, works, pool, self.pairs.moving)
        return self.captured[key]

    def _descend(self, window: Tensor, move: Tensor) -> Dict[str, Tensor]:
        self.optimiser.zero_grad(set_to_none=True)
        parts = self.losses(window, move)
        total = self.losses.total(parts)
        total.backward()
        nn.utils.clip_grad_norm_(self.net.parameters(), 1.0)
        self.optimiser.step()
        self.losses.hold_gain(parts)
        if self.critic_optimiser:
            self.critic_optimiser.zero_grad(set_to_none=True)
            self.losses.critic_loss().backward()
            self.critic_optimiser.step()
        return {name: value.detach() for name, value in parts.items()}
