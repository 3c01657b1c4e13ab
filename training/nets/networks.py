"""The networks by name: two families in three sizes, and the two classic shapes they are measured against.

context.py has the family with context, which draws. The family here (XS, S, M) paints: the frame is unshuffled by 2 (3
channels become 12 at half size, exactly), one stride-2 convolution goes to a quarter, residual blocks work there, and
nearest upsampling + 3x3 (no checkerboard) comes back to half size, where the early features join again; a pixel
shuffle, started as plain nearest upsampling (ICNR, Aitken et al. 2017), makes the frame.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable, Dict

from torch import nn

from .context import CONTEXT_SIZES, context_network
from .graph import IMAGE, GraphNetwork
from .initial import icnr, initialise


@dataclass(frozen=True)
class Size:
    """Channels at half and at quarter size, and the number of residual blocks between."""

    half: int
    quarter: int
    blocks: int


SIZES = {"XS": Size(12, 24, 3), "S": Size(16, 32, 4), "M": Size(24, 48, 4)}


def style_network(size: str = "S", norm: str = "batch", residual: bool = True) -> GraphNetwork:
    """-> an untrained network of the family.

    norm: `batch` folds into the convolutions on export; `instance` is computed for every frame.
    residual: the network predicts what to add to the frame, and starts as the identity.
    """
    return painting(SIZES[size], norm, residual)


def painting(s: Size, norm: str, residual: bool) -> GraphNetwork:
    """-> an untrained network of any such shape."""
    net = GraphNetwork(multiple=4)

    def conv_norm(name: str, source: str, out: int, stride: int = 1) -> str:
        return net.norm(f"{name}.norm", net.conv(name, source, out, stride=stride, bias=False), norm)

    x = net.op("pixelUnshuffle", "unshuffle", IMAGE, factor=2)
    half = net.op("relu", "half.relu", conv_norm("half", x, s.half))
    x = net.op("relu", "quarter.relu", conv_norm("quarter", half, s.quarter, stride=2))
    for i in range(1, s.blocks + 1):
        y = net.op("relu", f"block{i}.relu", conv_norm(f"block{i}.a", x, s.quarter))
        x = net.op("add", f"block{i}", conv_norm(f"block{i}.b", y, s.quarter), x)
    x = net.op("upsampleNearest", "up", x, scale=2)
    x = net.op("add", "skip", conv_norm("join", x, s.half), half)
    x = net.op("relu", "skip.relu", x)
    x = net.op("relu", "last.relu", conv_norm("last", x, s.half))
    x = net.op("pixelShuffle", "frame", net.conv("paint", x, 12), factor=2)
    if residual:
        net.op("add", "out", x, IMAGE)
    initialise(net)
    icnr(net.layer("paint"), gain=0.1 if residual else 1.0)
    if not residual:
        paint = net.layer("paint")
        assert isinstance(paint, nn.Conv2d) and paint.bias is not None
        nn.init.constant_(paint.bias, 0.5)
    return net


def johnson(widths: "tuple[int, int, int]" = (32, 64, 128), blocks: int = 5) -> GraphNetwork:
    """-> the network of Johnson et al. 2016 with instance norm, on RGB in [0, 1] (it works on 0..255 inside)."""
    net = GraphNetwork(multiple=4)

    def conv_norm(name: str, source: str, out: int, kernel: int = 3, stride: int = 1) -> str:
        conv = net.conv(name, source, out, kernel, stride, "reflect")
        return net.norm(f"{name}.norm", conv, "instance")

    x = net.op("multiply", "bytes", IMAGE, value=255.0)
    for name, width, kernel, stride in zip(("down1", "down2", "down3"), widths, (9, 3, 3), (1, 2, 2)):
        x = net.op("relu", f"{name}.relu", conv_norm(name, x, width, kernel, stride))
    for i in range(1, blocks + 1):
        y = net.op("relu", f"block{i}.relu", conv_norm(f"block{i}.a", x, widths[2]))
        x = net.op("add", f"block{i}", conv_norm(f"block{i}.b", y, widths[2]), x)
    for name, width in (("up1", widths[1]), ("up2", widths[0])):
        x = net.op("upsampleNearest", f"{name}.nearest", x, scale=2)
        x = net.op("relu", f"{name}.relu", conv_norm(name, x, width))
    net.op("multiply", "out", net.conv("paint", x, 3, 9, 1, "reflect"), value=1 / 255)
    initialise(net)
    return net


def small_classic() -> GraphNetwork:
    """-> Johnson's shape in 9, 9 and 6 channels with two residual blocks: the network of the original app."""
    return johnson((9, 9, 6), blocks=2)


def build(name: str, norm: str = "batch", residual: bool = True) -> GraphNetwork:
    """-> a network by name: context-XS, context-S, context-M, XS, S, M, johnson, 16-32-48 or 9-9-6."""
    family, _, size = name.rpartition("-")
    if family == "context" and size in CONTEXT_SIZES:
        return context_network(size)
    classics: Dict[str, Callable[[], GraphNetwork]] = {
        "johnson": johnson,
        "9-9-6": small_classic,
        "16-32-48": lambda: johnson((16, 32, 48), 4),
    }
    return classics[name]() if name in classics else style_network(name, norm, residual)
