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

    The other way of graph.fold_batch_norm, for a weights file without its checkpoint. Raises ValueError where the
    networks are not the same.
    """
    values = folded.tensors()
    by_name = {node["name"]: node for node in folded.nodes}
    convolution: Dict[str, nn.Conv2d] = {}
    for node in net.nodes:
        layer = net.layer(node["name"]) if node["op"] in PARAMETERS else None
        if isinstance(layer, nn.Conv2d):
            given = by_name.get(node["name"])
            if given is None or values[given["weight"]].shape != layer.weight.shape:
                raise ValueError(f"{node['name']} is not in the weights file, or of another shape there")
            layer.weight.copy_(values[given["weight"]])
            if layer.bias is not None:
                layer.bias.copy_(values[given["bias"]])
            convolution[node["name"]] = layer
        elif isinstance(layer, nn.BatchNorm2d):
            assert layer.running_mean is not None and layer.running_var is not None
            layer.running_mean.zero_()
            layer.running_var.fill_(1 - layer.eps)
            nn.init.ones_(layer.weight)
            source = convolution[node["inputs"][0]]
            layer.bias.copy_(values[by_name[node["inputs"][0]]["bias"]])
            if source.bias is not None:
                nn.init.zeros_(source.bias)


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
