"""The moving average of a network."""

from __future__ import annotations

from copy import deepcopy
from typing import Generic, TypeVar

import torch
from torch import nn

Net = TypeVar("Net", bound=nn.Module)


class Averaged(Generic[Net]):
    """Exponential moving average of a network: steadier than its last step."""

    def __init__(self, net: Net, decay: float = 0.998) -> None:
        self.net, self.decay = deepcopy(net).eval(), decay
        pairs = zip(self.net.state_dict().values(), net.state_dict().values())
        self._means, self._values = map(list, zip(*[(m, v) for m, v in pairs if v.dtype.is_floating_point]))

    @torch.no_grad()
    def update(self, step: int) -> None:
        """Take in the network as it is after its step `step`; the first steps count for more."""
        decay = min(self.decay, (1 + step) / (10 + step))
        torch._foreach_mul_(self._means, decay)
        torch._foreach_add_(self._means, self._values, alpha=1 - decay)
