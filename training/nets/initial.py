"""Initial weights of networks: untrained, or from a weights file."""

from __future__ import annotations

from typing import Dict

import torch
from torch import Tensor, nn

from .graph import PARAMETERS, GraphNetwork


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


@torch.no_grad()
def unfold_batch_norm(net: GraphNetwork, folded: GraphNetwork) -> None:
    """Give a network the function of a folded one in eval mode, its batch norms doing nothing but add the bias.

    The other way of graph.fold_batch_norm, for a weights file without its checkpoint. The network may have more
    channels: old channels do not read new ones at first, and new ones start as `net` was drawn. Raises ValueError where
    the networks differ otherwise.
    """
    values = folded.tensors()
    by_name = {node["name"]: node for node in folded.nodes}
    convolution: Dict[str, nn.Conv2d] = {}
    for node in net.nodes:
        layer = net.layer(node["name"]) if node["op"] in PARAMETERS else None
        if isinstance(layer, nn.Conv2d):
            given = by_name.get(node["name"])
            if given is None:
                raise ValueError(f"{node['name']} is not in the weights file")
            _widen(layer.weight, values[given["weight"]], node["name"])
            if layer.bias is not None:
                layer.bias.zero_()[: len(values[given["bias"]])] = values[given["bias"]]
            convolution[node["name"]] = layer
        elif isinstance(layer, nn.BatchNorm2d):
            assert layer.running_mean is not None and layer.running_var is not None
            layer.running_mean.zero_()
            layer.running_var.fill_(1 - layer.eps)
            nn.init.ones_(layer.weight)
            source = convolution[node["inputs"][0]]
            bias = values[by_name[node["inputs"][0]]["bias"]]
            layer.bias.zero_()[: len(bias)] = bias
            if source.bias is not None:
                nn.init.zeros_(source.bias)


def _widen(weight: Tensor, given: Tensor, name: str) -> None:
    """Put the given filters, (out, in, k, k), into larger ones, which do not read their further inputs.

    Raises ValueError where they are larger than that, or of another kernel.
    """
    out, inputs = given.shape[:2]
    if given.shape[2:] != weight.shape[2:] or out > weight.shape[0] or inputs > weight.shape[1]:
        raise ValueError(f"{name} is {tuple(given.shape)} in the weights file, which {tuple(weight.shape)} cannot hold")
    weight[:out] = 0
    weight[:out, :inputs] = given


@torch.no_grad()
def restore_norms(net: GraphNetwork, pictures: Tensor) -> None:
    """Let the batch norms of an unfolded network normalise again; in eval mode its function stays the same.

    Sets their statistics to those of the pictures, (N, 3, H, W) in [0, 1], and scales every convolution before a norm
    as `initialise` would have drawn it. Adam's steps then change it as quickly as in a network that was never folded.
    """
    seen: Dict[str, Tensor] = {}
    norms = {node["name"]: node["inputs"][0] for node in net.nodes if node["op"] == "batchNorm"}
    hooks = [
        net.layer(name).register_forward_pre_hook(lambda _, given, name=name: seen.__setitem__(name, given[0]))
        for name in norms
    ]
    net.eval()
    net(pictures)
    for hook in hooks:
        hook.remove()
    for name, source in norms.items():
        conv, norm = net.layer(source), net.layer(name)
        assert isinstance(conv, nn.Conv2d) and isinstance(norm, nn.BatchNorm2d)
        assert norm.running_mean is not None and norm.running_var is not None
        spread, mean = torch.var_mean(seen[name], (0, 2, 3))
        shift = norm.bias - norm.running_mean * norm.weight / (norm.running_var + norm.eps).sqrt()
        slope = norm.weight / (norm.running_var + norm.eps).sqrt()
        usual = (2 / conv.weight[0].numel()) ** 0.5
        scale = usual / conv.weight.pow(2).mean((1, 2, 3)).sqrt().clamp_min(
            1e-6
        )  # folding left channels of very different sizes
        conv.weight.mul_(scale.view(-1, 1, 1, 1))
        norm.running_mean.copy_(mean * scale)
        norm.running_var.copy_(spread * scale**2)
        norm.weight.copy_(slope / scale * (norm.running_var + norm.eps).sqrt())
        norm.bias.copy_(shift + slope * mean)
