"""How untrained networks start."""

from __future__ import annotations

import torch
from torch import nn

from .graph import GraphNetwork


def initialise(net: GraphNetwork) -> None:
    """Draw every convolution's weights by He et al. 2015; biases are zero."""
    for layer in net.layers.values():
        if isinstance(layer, nn.Conv2d):
            nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
            if layer.bias is not None:
                nn.init.zeros_(layer.bias)


def icnr(conv: nn.Module, gain: float, factor: int = 2) -> None:
    """Start a convolution before a pixel shuffle as nearest upsampling, so that no grid has to be unlearned."""
    assert isinstance(conv, nn.Conv2d) and conv.bias is not None
    out, inputs, kernel, _ = conv.weight.shape
    coarse = torch.empty(out // factor**2, inputs, kernel, kernel)
    nn.init.kaiming_normal_(coarse, nonlinearity="linear")
    conv.weight.data.copy_(coarse.repeat_interleave(factor**2, dim=0) * gain)
    nn.init.zeros_(conv.bias)
