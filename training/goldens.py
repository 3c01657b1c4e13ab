"""Writes tests/gpu/fixtures/goldens.safetensors: what PyTorch computes, in double precision, for every layer of the weights
format and for whole networks. Weights and pictures are made by a hash that the tests repeat, so the file holds results
only. And blend.safetensors: two frames of a video, how they moved, and what the temporal blend makes of their negatives; and
steady.safetensors: a network with instance norm, and what it makes of a video whose light changes, its statistics followed.
Run: python3 -m training.goldens
"""
from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Dict, List, Optional, Sequence, Tuple

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from . import blend, networks, weights_file
from .graph import IMAGE, GraphNetwork
from .steady import SteadyNetwork

FIXTURES = Path(__file__).parent.parent / "tests/gpu/fixtures"
OUTPUT = FIXTURES / "goldens.safetensors"
BLEND = 0.6
PAD = {"zero": "constant", "reflect": "reflect", "replicate": "replicate"}
Node = Dict[str, Any]


def uniform(seed: int, count: int) -> np.ndarray:
    """-> count numbers in [-1, 1): a 32-bit integer hash (Murmur3's finaliser) of the index and the seed."""
    with np.errstate(over="ignore"):
        x = np.arange(1, count + 1, dtype=np.uint32) * np.uint32(2654435761) + np.uint32(seed) * np.uint32(40503)
        x = (x ^ (x >> np.uint32(16))) * np.uint32(0x85EBCA6B)
        x = (x ^ (x >> np.uint32(13))) * np.uint32(0xC2B2AE35)
        x ^= x >> np.uint32(16)
    return x.astype(np.float64) / 2**31 - 1


def picture(height: int, width: int) -> Tensor:
    """-> (1, 3, H, W) of 8-bit values / 255."""
    bytes_ = np.floor((uniform(0, height * width * 3) + 1) * 128)
    return torch.from_numpy(bytes_.reshape(height, width, 3) / 255).permute(2, 0, 1)[None]


def parameters(shapes: Dict[str, Tuple[Sequence[int], float, float]]) -> Dict[str, Tensor]:
    """-> tensors of the given shape, centre and spread, rounded to f16; the seed is the tensor's place in the list."""
    tensors = {}
    for seed, (name, (shape, centre, spread)) in enumerate(shapes.items(), 1):
        values = (centre + spread * uniform(seed, int(np.prod(shape)))).astype(np.float32).astype(np.float16)
        tensors[name] = torch.from_numpy(values.astype(np.float64)).reshape(tuple(shape))
    return tensors


def run(graph: Dict[str, Any], tensors: Dict[str, Tensor], image: Tensor) -> Tensor:
    """-> the graph's output for a picture extended to the graph's multiple; not cut off again."""
    height, width = (-(-n // graph["multiple"]) * graph["multiple"] for n in image.shape[2:])
    image = F.pad(image, (0, width - image.shape[3], 0, height - image.shape[2]), mode="replicate")
    values = {"image": image}
    for node in graph["nodes"]:
        values[node["name"]] = layer(node, [values[i] for i in node["inputs"]], tensors)
    return values[graph["output"]]


def layer(node: Node, inputs: List[Tensor], tensors: Dict[str, Tensor]) -> Tensor:
    x, op = inputs[0], node["op"]

    def tensor(key: str) -> Optional[Tensor]:
        return tensors[node[key]] if key in node else None

    if op == "conv2d":
        pad = node["padding"]
        padded = F.pad(x, (pad,) * 4, mode=PAD[node["padMode"]]) if pad else x
        return F.conv2d(padded, tensors[node["weight"]], tensor("bias"), node["stride"])
    if op == "instanceNorm":
        return F.instance_norm(x, weight=tensor("scale"), bias=tensor("shift"), eps=node["eps"])
    if op == "batchNorm":
        return F.batch_norm(x, tensor("mean"), tensor("variance"), tensor("scale"), tensor("shift"), eps=node["eps"])
    return {
        "relu": lambda: F.relu(x),
        "leakyRelu": lambda: F.leaky_relu(x, node["slope"]),
        "tanh": lambda: torch.tanh(x),
        "sigmoid": lambda: torch.sigmoid(x),
        "clamp": lambda: x.clamp(node["min"], node["max"]),
        "multiply": lambda: x * node["value"],
        "addConstant": lambda: x + node["value"],
        "add": lambda: inputs[0] + inputs[1],
        "concat": lambda: torch.cat(inputs, 1),
        "upsampleNearest": lambda: F.interpolate(x, scale_factor=2, mode="nearest"),
        "pixelShuffle": lambda: F.pixel_shuffle(x, node["factor"]),
        "pixelUnshuffle": lambda: F.pixel_unshuffle(x, node["factor"]),
    }[op]()


class Case:
    """A graph under test, built node by node; the first node lifts the picture to signed values in `channels`."""

    def __init__(self, name: str, channels: int, height: int, width: int, multiple: int = 1) -> None:
        self.name, self.size, self.multiple = name, (height, width), multiple
        self.nodes: List[Node] = []
        self.shapes: Dict[str, Tuple[Sequence[int], float, float]] = {}
        self.channels = {"image": 3}
        self.conv("lift", "image", channels, 1)

    def conv(self, name: str, source: str, out: int, kernel: int = 3, stride: int = 1, padding: Optional[int] = None,
             pad_mode: str = "reflect", bias: bool = True) -> str:
        inner = self.channels[source]
        node = {"weight": f"{name}.weight", "stride": stride, "padMode": pad_mode,
                "padding": kernel // 2 if padding is None else padding}
        self.shapes[f"{name}.weight"] = ((out, inner, kernel, kernel), 0.0, (3 / (inner * kernel**2)) ** 0.5)
        if bias:
            node["bias"] = f"{name}.bias"
            self.shapes[f"{name}.bias"] = ((out,), 0.0, 0.5)
        return self.op("conv2d", name, source, out=out, **node)

    def norm(self, kind: str, name: str, source: str, affine: bool = True, eps: float = 1e-5) -> str:
        count, node = self.channels[source], {"eps": eps}
        vectors = {"scale": (1.0, 0.5), "shift": (0.0, 0.5), "mean": (0.0, 0.3), "variance": (1.0, 0.7)}
        for key in list(vectors)[: (2 if affine else 0) if kind == "instance" else 4]:
            node[key] = f"{name}.{key}"
            self.shapes[f"{name}.{key}"] = ((count,), *vectors[key])
        return self.op(f"{kind}Norm", name, source, **node)

    def op(self, op: str, name: str, *inputs: str, out: Optional[int] = None, **attributes: Any) -> str:
        self.nodes.append({"op": op, "name": name, "inputs": list(inputs), **attributes})
        self.channels[name] = self.channels[inputs[0]] if out is None else out
        return name

    def graph(self) -> Dict[str, Any]:
        return {"version": 1, "input": "image", "multiple": self.multiple, "nodes": self.nodes,
                "output": self.nodes[-1]["name"]}


def layer_cases() -> List[Case]:
    cases = []

    def case(name: str, channels: int, height: int = 9, width: int = 11, multiple: int = 1) -> Case:
        cases.append(Case(name, channels, height, width, multiple))
        return cases[-1]

    for kernel in (1, 3, 5, 9):
        for pad_mode in PAD:
            case(f"conv {kernel}x{kernel} {pad_mode}", 5).conv("c", "lift", 6, kernel, pad_mode=pad_mode)
    for pad_mode in PAD:
        case(f"conv 3x3 stride 2 {pad_mode}", 8, 11, 10).conv("c", "lift", 12, stride=2, pad_mode=pad_mode)
    case("conv 9x9 stride 2", 4, 12, 13).conv("c", "lift", 4, 9, stride=2)
    case("conv without padding", 3).conv("c", "lift", 4, padding=0)
    case("conv with padding wider than the kernel's half", 3).conv("c", "lift", 4, padding=2, pad_mode="zero")
    case("conv without bias", 3).conv("c", "lift", 4, bias=False)
    case("conv of many channels", 36, 5, 7).conv("c", "lift", 20)
    c = case("instanceNorm of a conv of 64 channels", 64, 9, 11)
    c.norm("instance", "n", c.conv("c", "lift", 32))
    case("conv across many workgroups", 4, 37, 41).conv("c", "lift", 4)
    case("conv of one pixel", 4, 1, 1).conv("c", "lift", 4, pad_mode="zero")
    case("conv of one row", 4, 1, 19).conv("c", "lift", 4, pad_mode="replicate")
    case("conv of one column", 4, 19, 1).conv("c", "lift", 4, pad_mode="replicate")
    for affine in (True, False):
        c = case(f"instanceNorm of a conv, affine {affine}", 6, 33, 35)
        c.norm("instance", "n", "lift", affine)
    c = case("instanceNorm of values far from zero", 4, 19, 23)
    c.op("addConstant", "far", "lift", value=300.0)
    c.op("upsampleNearest", "up", "far", scale=2)
    c.norm("instance", "n", "up")
    c = case("instanceNorm read by a padded conv", 7)
    c.norm("instance", "n", "lift")
    c.op("relu", "r", "n")
    c.conv("c", "r", 5, pad_mode="zero")
    c = case("batchNorm folded", 6)
    c.norm("batch", "n", c.conv("c", "lift", 6))
    c = case("batchNorm after relu", 6)
    c.norm("batch", "n", c.op("relu", "r", c.conv("c", "lift", 6)))
    for op, attributes in {"relu": {}, "leakyRelu": {"slope": 0.2}, "tanh": {}, "sigmoid": {}, "clamp": {"min": -0.25, "max": 0.5},
                           "multiply": {"value": -3.5}, "addConstant": {"value": 0.75}}.items():
        case(op, 5).op(op, "x", "lift", **attributes)
        c = case(f"{op} by itself", 5)
        c.op(op, "x", c.op("upsampleNearest", "up", "lift", scale=2), **attributes)
    c = case("add", 6)
    c.op("add", "x", c.conv("c", "lift", 6), "lift")
    c = case("add to itself", 6)
    c.op("add", "x", "lift", "lift")
    for split in ((4, 8, 3), (3, 5, 2)):
        c = case(f"concat {split}", split[0])
        parts = ["lift", c.conv("a", "lift", split[1]), c.conv("b", "lift", split[2])]
        c.conv("c", c.op("concat", "x", *parts, out=sum(split)), 4)
    c = case("upsampleNearest", 6)
    c.op("upsampleNearest", "x", "lift", scale=2)
    for pad_mode in PAD:
        c = case(f"upsampleNearest and conv {pad_mode}", 6)
        c.conv("c", c.op("upsampleNearest", "x", "lift", scale=2), 5, pad_mode=pad_mode)
    for factor, channels in ((2, 12), (3, 18), (2, 20)):
        c = case(f"pixelShuffle {factor} of {channels}", channels, 5, 7)
        c.op("pixelShuffle", "x", "lift", factor=factor, out=channels // factor**2)
        c = case(f"pixelUnshuffle {factor} of {channels}", channels, 6, 12)
        c.op("pixelUnshuffle", "x", "lift", factor=factor, out=channels * factor**2)
    c = case("extension to a multiple", 4, 9, 10, multiple=8)
    c.conv("c", "lift", 4)
    return cases


def network_cases() -> List[Tuple[str, Dict[str, Any], Dict[str, Tuple[Sequence[int], float, float]], Tuple[int, int]]]:
    result = []
    for name, norm, size in (("9-9-6", "", (27, 34)), ("16-32-48", "", (28, 25)), ("johnson", "", (24, 28)),
                             ("S", "batch", (45, 50)), ("S", "instance", (45, 50)), ("XS", "batch", (30, 33))):
        graph = networks.build(name, norm or "batch").graph()
        shapes: Dict[str, Tuple[Sequence[int], float, float]] = {}
        for key, tensor in networks.build(name, norm or "batch").tensors().items():
            centre, spread = {"scale": (1.0, 0.3), "variance": (1.0, 0.5)}.get(key.rsplit(".", 1)[1], (0.0, 0.2))
            if tensor.dim() == 4:
                spread = (3 / tensor[0].numel()) ** 0.5
            shapes[key] = (list(tensor.shape), centre, spread)
        result.append((f"{name} {norm}".strip(), graph, shapes, size))
    return result


def video() -> Tuple[Tensor, Tensor]:
    """-> two grey frames, (1, 3, 70, 98) of 8-bit values / 255: all moves by (2.6, -1.3), a square by (-5, 0), and there is noise."""
    height, width = 70, 98

    def texture(seed: int, cells: int) -> Tensor:
        coarse = torch.from_numpy(uniform(seed, cells * cells)).reshape(1, 1, cells, cells)
        return F.interpolate(coarse, (height, width), mode="bicubic", align_corners=True)

    def moved(picture: Tensor, x: float, y: float) -> Tensor:
        shift = torch.tensor([[[1.0, 0, -2 * x / width], [0, 1, -2 * y / height]]], dtype=picture.dtype)
        grid = F.affine_grid(shift, list(picture.shape), align_corners=False)
        return F.grid_sample(picture, grid, "bicubic", "reflection", align_corners=False)

    scene = 0.5 + 0.2 * texture(1, 7) + 0.15 * texture(2, 25)
    square = 0.5 + 0.3 * texture(3, 20)
    frames = []
    for number, at in enumerate((40, 35)):
        frame = moved(scene, 2.6, -1.3) if number else scene.clone()
        frame[..., 20:50, at : at + 26] = square[..., 20:50, 20:46]
        grain = torch.from_numpy(uniform(4 + number, frame.numel())).reshape(frame.shape)
        frames.append(((frame * 255 + 1.5 * grain).round().clamp(0, 255) / 255).repeat(1, 3, 1, 1))
    return frames[0], frames[1]


def write_blend() -> None:
    before, now = (frame.float() for frame in video())
    steady = blend.Blend(BLEND)
    steady(before, 1 - before)
    tensors = {
        "before": before[0, 0] * 255,
        "now": now[0, 0] * 255,
        "vectors": blend.find_motion(blend.pyramid(now), blend.pyramid(before)),
        "shown": steady(now, 1 - now)[0, 0] * 255,
    }
    weights_file.write(FIXTURES / "blend.safetensors", tensors, {"blend": str(BLEND), "sharpening": str(blend.SHARPENING)}, "F16")


def write_steady() -> None:
    """Frames: one scene that gets lighter, then another, then both in turn."""
    net = GraphNetwork(multiple=4)
    x = net.op("relu", "relu", net.norm("norm", net.conv("first", IMAGE, 6, bias=False), "instance"))
    net.conv("last", x, 3)
    for seed, (name, tensor) in enumerate(net.tensors().items(), 1):
        values = torch.from_numpy(uniform(seed, tensor.numel())).reshape(tensor.shape)
        centre = {"norm.scale": 1.0, "last.bias": 0.5}.get(name, 0.0)
        tensor.copy_((0.15 * values + centre).half())
    scene = video()[0][:, :1, 16:40, 32:64].float()
    other = (1 - scene) ** 3
    lights = [scene, scene * 1.03, scene * 1.06, scene * 1.02, other, other * 1.02, scene]
    frames = [(f.clamp(0, 1) * 255).round() for f in lights]
    steady = SteadyNetwork(net.eval(), "smoothed")
    with torch.no_grad():
        shown = [steady(f.repeat(1, 3, 1, 1) / 255).clamp(0, 1) * 255 for f in frames]
    tensors = {**net.tensors(), "frames": torch.cat(frames)[:, 0], "shown": torch.cat(shown)}
    weights_file.write(FIXTURES / "steady.safetensors", tensors, {"graph": json.dumps(net.graph())}, "F16")


def main() -> None:
    write_blend()
    write_steady()
    cases = [(c.name, c.graph(), c.shapes, c.size) for c in layer_cases()] + network_cases()
    results, descriptions = {}, []
    for name, graph, shapes, size in cases:
        with torch.no_grad():
            results[name] = run(graph, parameters(shapes), picture(*size))[0]
        descriptions.append({"name": name, "graph": graph, "tensors": shapes, "height": size[0], "width": size[1]})
    OUTPUT.parent.mkdir(parents=True, exist_ok=True)
    weights_file.write(OUTPUT, results, {"cases": json.dumps(descriptions, separators=(",", ":"))}, "F32")
    print(f"{len(cases)} cases, {OUTPUT.stat().st_size} bytes")


if __name__ == "__main__":
    main()
