"""Instance norm with statistics that follow the video slowly, as the extension has them, or that are fixed (for
measuring).

What enters or leaves the picture changes its statistics, and with them the look of everything else: followed slowly,
that is no flicker. `normalise.wgsl` does the same.
"""

from __future__ import annotations

import copy
from typing import List, Optional, Sequence, Tuple

import torch
from torch import Tensor, nn

from ..nets.graph import GraphNetwork

Statistics = Tuple[Tensor, Tensor]

KEPT = 0.88
"""The share of the last frame's statistics that stays: they follow over about eight frames."""
SAME = 0.1
"""A change by this, in deviations of the mean or in the logarithm of the variance, is the same scene; twice that is a
cut."""


class SteadyNorm(nn.Module):
    """Takes an instance norm's place. keep: the share of the last frame's statistics that stays; 1 fixes them."""

    def __init__(self, norm: nn.InstanceNorm2d) -> None:
        super().__init__()
        self.norm, self.keep = norm, 0.0
        self.last: Optional[Statistics] = None

    def forward(self, x: Tensor) -> Tensor:
        now = x.mean((2, 3), keepdim=True), x.var((2, 3), unbiased=False, keepdim=True)
        last = self.last or now
        alike = self._likeness(now, last) if self.keep < 1 else torch.ones_like(now[0])
        mean, variance = (torch.lerp(n, l, self.keep * alike) for n, l in zip(now, last))
        self.last = mean, variance
        scale = self.norm.weight.view(1, -1, 1, 1) / (variance + self.norm.eps).sqrt()
        return (x - mean) * scale + self.norm.bias.view(1, -1, 1, 1)

    def _likeness(self, now: Statistics, last: Statistics) -> Tensor:
        """-> for each channel 1 where the statistics are the same scene's, 0 where they are another's."""
        before, after = (variance + self.norm.eps for _, variance in (last, now))
        change = torch.maximum((now[0] - last[0]).abs() / before.sqrt(), (after / before).log().abs())
        return (2 - change / SAME).clamp(0, 1)


class SteadyNetwork:
    """A copy of a network, with `exact`, `smoothed` (`reset` starts anew) or `folded` statistics."""

    def __init__(self, net: GraphNetwork, statistics: str, photos: Sequence[Tensor] = ()) -> None:
        self.net, self.statistics = copy.deepcopy(net), statistics
        self.norms: List[SteadyNorm] = []
        for key, layer in list(self.net.layers.items()):
            if isinstance(layer, nn.InstanceNorm2d):
                self.norms.append(SteadyNorm(layer))
                self.net.layers[key] = self.norms[-1]
        if statistics == "folded":
            self._fold(photos)
        for norm in self.norms:
            norm.keep = {"exact": 0.0, "smoothed": KEPT, "folded": 1.0}[statistics]

    def __call__(self, x: Tensor) -> Tensor:
        return self.net(x)

    def reset(self) -> None:
        """Another clip or photo comes."""
        if self.statistics == "smoothed":
            for norm in self.norms:
                norm.last = None

    @torch.no_grad()
    def _fold(self, photos: Sequence[Tensor]) -> None:
        """Fix the statistics to their means over the photos, layer by layer: a later norm sees them fixed."""
        for norm in self.norms:
            found: List[Statistics] = []
            for photo in photos:
                norm.last, norm.keep = None, 0.0
                self.net(photo)
                assert norm.last is not None
                found.append(norm.last)
            means, variances = (torch.stack(s) for s in zip(*found))
            norm.last, norm.keep = (means.mean(0), variances.mean(0)), 1.0
