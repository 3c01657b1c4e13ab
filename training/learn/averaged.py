"""A network in training: its memory order, its moving average."""

from __future__ import annotations

from copy import deepcopy
from typing import Any, Generic, List, TypeVar

import torch
from torch import Tensor, nn

Net = TypeVar("Net", bound=nn.Module)


def channels_last(net: Net) -> Net:
    """-> the network, its weights in the order graphics cards like."""
    move: Any = net.to
    move(memory_format=torch.channels_last)
    return net


class Averaged(Generic[Net]):
    """Exponential moving average of a network's weights, which varies less from step to step than the network."""

    def __init__(self, net: Net, decay: float = 0.998) -> None:
        self.net, self.decay = deepcopy(net).eval(), decay
        pairs = zip(self.net.state_dict().values(), net.state_dict().values())
        self._means: List[Tensor] = []
        self._values: List[Tensor] = []
        for mean, value in pairs:
            if value.dtype.is_floating_point:
                self._means.append(mean)
                self._values.append(value)

    @torch.no_grad()
    def update(self, step: int) -> None:
        """Add the network's weights after step `step`. The first steps weigh more, so that the mean starts quickly."""
        decay = min(self.decay, (1 + step) / (10 + step))
        torch._foreach_mul_(self._means, decay)
        torch._foreach_add_(self._means, self._values, alpha=1 - decay)
