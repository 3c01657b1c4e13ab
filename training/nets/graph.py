"""Networks as data: the layer graph of docs/weights-format.md, and the module that runs it in PyTorch.

A network is a list of nodes plus the modules that hold their parameters. The same nodes are trained, evaluated,
exported and read back, so the file the extension runs and the network that was trained cannot drift apart.
"""

from __future__ import annotations

from typing import Any, Callable, Dict, List

import torch
import torch.nn.functional as F
from torch import Tensor, nn

Node = Dict[str, Any]
IMAGE = "image"
PAD_MODES = {"zero": "zeros", "reflect": "reflect", "replicate": "replicate"}
PARAMETERS = {
    "conv2d": ("weight", "bias"),
    "instanceNorm": ("scale", "shift"),
    "batchNorm": ("scale", "shift", "mean", "variance"),
}
"""The tensors a node may name, by op."""

_FUNCTIONS: Dict[str, Callable[[Node, List[Tensor]], Tensor]] = {
    "relu": lambda node, x: F.relu(x[0]),
    "leakyRelu": lambda node, x: F.leaky_relu(x[0], node["slope"]),
    "tanh": lambda node, x: torch.tanh(x[0]),
    "sigmoid": lambda node, x: torch.sigmoid(x[0]),
    "clamp": lambda node, x: x[0].clamp(node["min"], node["max"]),
    "multiply": lambda node, x: x[0] * node["value"],
    "addConstant": lambda node, x: x[0] + node["value"],
    "add": lambda node, x: x[0] + x[1],
    "concat": lambda node, x: torch.cat(x, dim=1),
    "upsampleNearest": lambda node, x: F.interpolate(x[0], scale_factor=node["scale"], mode="nearest"),
    "pixelShuffle": lambda node, x: F.pixel_shuffle(x[0], node["factor"]),
    "pixelUnshuffle": lambda node, x: F.pixel_unshuffle(x[0], node["factor"]),
}


class GraphNetwork(nn.Module):
    """Runs a layer graph. Input and output: (N, 3, H, W), RGB in [0, 1], any H and W."""

    def __init__(self, multiple: int = 1) -> None:
        super().__init__()
        self.multiple = multiple
        self.nodes: List[Node] = []
        self.layers = nn.ModuleDict()
        self.channels: Dict[str, int] = {IMAGE: 3}
        self.output = IMAGE

    # Building: every method appends one node and returns its name, which the next node takes as its input.

    def op(self, op: str, name: str, *inputs: str, **attributes: Any) -> str:
        """Append a node without parameters."""
        counts = [self.channels[i] for i in inputs]
        scale = {"pixelShuffle": lambda f: 1 / f**2, "pixelUnshuffle": lambda f: f**2}.get(op)
        out = sum(counts) if op == "concat" else counts[0]
        out = round(out * scale(attributes["factor"])) if scale else out
        self._append({"op": op, "name": name, "inputs": list(inputs), **attributes}, out)
        return name

    def conv(
        self,
        name: str,
        source: str,
        out: int,
        kernel: int = 3,
        stride: int = 1,
        pad_mode: str = "replicate",
        bias: bool = True,
    ) -> str:
        """Append a convolution that keeps (or, by its stride, divides) the size."""
        pad = kernel // 2
        node: Node = {"op": "conv2d", "name": name, "inputs": [source], "weight": f"{name}.weight"}
        if bias:
            node["bias"] = f"{name}.bias"
        node.update(stride=stride, padding=pad, padMode=pad_mode)
        self.layers[_key(name)] = nn.Conv2d(
            self.channels[source],
            out,
            kernel,
            stride,
            pad,
            bias=bias,
            padding_mode=PAD_MODES[pad_mode],
        )
        self._append(node, out)
        return name

    def norm(self, name: str, source: str, kind: str, eps: float = 1e-5) -> str:
        """Append a norm: `instance` (exact for every frame) or `batch` (folds into the convolution)."""
        count = self.channels[source]
        names = PARAMETERS[f"{kind}Norm"]
        node = {
            "op": f"{kind}Norm",
            "name": name,
            "inputs": [source],
            **{p: f"{name}.{p}" for p in names},
            "eps": eps,
        }
        layer = nn.InstanceNorm2d if kind == "instance" else nn.BatchNorm2d
        self.layers[_key(name)] = layer(count, eps=eps, affine=True)
        self._append(node, count)
        return name

    def layer(self, name: str) -> nn.Module:
        """-> the module that holds a node's parameters."""
        return self.layers[_key(name)]

    def _append(self, node: Node, channels: int) -> None:
        if node["name"] in self.channels:
            raise ValueError(f"{node['name']} is defined twice")
        self.nodes.append(node)
        self.channels[node["name"]] = channels
        self.output = node["name"]

    # Running

    def forward(self, image: Tensor) -> Tensor:
        height, width = image.shape[2:]
        bottom, right = -height % self.multiple, -width % self.multiple
        if bottom or right:
            image = F.pad(image, (0, right, 0, bottom), mode="replicate")
        return self.run(image)[self.output][:, :, :height, :width]

    def run(self, image: Tensor) -> Dict[str, Tensor]:
        """-> every node's output by name; the image's size must already be a multiple of `multiple`."""
        values = {IMAGE: image}
        for node in self.nodes:
            inputs = [values[i] for i in node["inputs"]]
            name = node["name"]
            has_layer = node["op"] in PARAMETERS
            values[name] = self.layer(name)(inputs[0]) if has_layer else _FUNCTIONS[node["op"]](node, inputs)
        return values

    # Leaving and coming back

    def graph(self) -> Dict[str, Any]:
        """-> the graph as the weights file holds it."""
        return {
            "version": 1,
            "input": IMAGE,
            "multiple": self.multiple,
            "nodes": self.nodes,
            "output": self.output,
        }

    def tensors(self) -> Dict[str, Tensor]:
        """-> the tensors the graph names."""
        result: Dict[str, Tensor] = {}
        for node in self.nodes:
            if node["op"] not in PARAMETERS:
                continue
            for key, tensor in _parameters(node["op"], self.layer(node["name"])).items():
                if key in node and tensor is not None:
                    result[node[key]] = tensor.detach()
        return result

    @staticmethod
    def load(graph: Dict[str, Any], tensors: Dict[str, Tensor]) -> "GraphNetwork":
        """-> the network of a weights file, in eval mode and f32."""
        net = GraphNetwork(graph["multiple"])
        for node in graph["nodes"]:
            name, source = node["name"], node["inputs"][0]
            attributes = {k: v for k, v in node.items() if k not in ("op", "name", "inputs")}
            if node["op"] == "conv2d":
                weight = tensors[node["weight"]]
                net.conv(
                    name,
                    source,
                    weight.shape[0],
                    weight.shape[2],
                    node["stride"],
                    node["padMode"],
                    "bias" in node,
                )
            elif node["op"] in PARAMETERS:
                net.norm(name, source, node["op"][: -len("Norm")], node["eps"])
            else:
                net.op(node["op"], name, *node["inputs"], **attributes)
                continue
            net.nodes[-1] = node
            for key, tensor in _parameters(node["op"], net.layer(name)).items():
                if key in node and tensor is not None:
                    tensor.data.copy_(tensors[node[key]])
        net.output = graph["output"]
        return net.eval()

    def flops(self, height: int, width: int) -> int:
        """-> floating-point operations of the convolutions for one frame (a multiply-add counts 2)."""
        sizes, total = {IMAGE: (height, width)}, 0
        for node in self.nodes:
            h, w = sizes[node["inputs"][0]]
            factor = {"upsampleNearest": node.get("scale"), "pixelShuffle": node.get("factor")}.get(node["op"])
            divide = node["factor"] if node["op"] == "pixelUnshuffle" else node.get("stride", 1)
            h, w = (h * factor, w * factor) if factor else (-(-h // divide), -(-w // divide))
            sizes[node["name"]] = (h, w)
            if node["op"] == "conv2d":
                layer: Any = self.layer(node["name"])
                total += 2 * h * w * int(layer.weight.numel())
        return total


def _key(name: str) -> str:
    """-> a node's name as a ModuleDict takes it: no dots, nothing that is a method of the dictionary."""
    return "@" + name.replace(".", "/")


def _parameters(op: str, layer: Any) -> Dict[str, Tensor]:
    if op == "conv2d":
        return {"weight": layer.weight, "bias": layer.bias}
    values = {"scale": layer.weight, "shift": layer.bias}
    if op == "batchNorm":
        values.update(mean=layer.running_mean, variance=layer.running_var)
    return values


def fold_batch_norm(net: GraphNetwork) -> GraphNetwork:
    """-> the same function with every batch norm that follows its own convolution folded into it."""
    tensors = {k: v.double() for k, v in net.tensors().items()}
    nodes = [dict(n) for n in net.nodes]
    by_name = {n["name"]: n for n in nodes}
    users: Dict[str, int] = {}
    for node in nodes:
        for source in node["inputs"]:
            users[source] = users.get(source, 0) + 1
    renamed: Dict[str, str] = {}
    kept: List[Node] = []
    for node in nodes:
        node["inputs"] = [renamed.get(i, i) for i in node["inputs"]]
        source = by_name.get(node["inputs"][0])
        if node["op"] != "batchNorm" or source is None or source["op"] != "conv2d" or users[source["name"]] > 1:
            kept.append(node)
            continue
        scale, shift, mean, variance = (tensors.pop(node[p]) for p in PARAMETERS["batchNorm"])
        factor = scale / (variance + node["eps"]).sqrt()
        weight = tensors[source["weight"]]
        bias = tensors.get(source.get("bias", ""), torch.zeros_like(mean))
        tensors[source["weight"]] = weight * factor.view(-1, 1, 1, 1)
        source.setdefault("bias", f"{source['name']}.bias")
        tensors[source["bias"]] = (bias - mean) * factor + shift
        renamed[node["name"]] = source["name"]
    graph = {**net.graph(), "nodes": kept, "output": renamed.get(net.output, net.output)}
    return GraphNetwork.load(graph, {k: v.float() for k, v in tensors.items()})


def parameter_count(net: nn.Module) -> int:
    return sum(p.numel() for p in net.parameters())
