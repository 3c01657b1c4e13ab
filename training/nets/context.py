"""The family with context: a small U-net whose coarse levels see the whole of a face or of a cloud.

The frame is unshuffled by 2 (3 channels become 12 at half size, exactly). Stride-2 convolutions go down to a 1/16,
residual blocks work at a 1/16, an 1/8 and a 1/4, and nearest upsampling + 3x3 + add comes back (Ronneberger et al.
2015, with sums in place of concatenations). A pixel shuffle, started as plain nearest upsampling (ICNR, Aitken et al.
2017), makes what is added to the frame. Batch norm folds away, so that a frame costs convolutions, sums and nothing
else.

The four pixels of a shuffled block have filters of their own, which can leave a fine grid. Training removes it: a
picture moved by one pixel has to give the drawing moved by one pixel (losses of learn/pairs/trainer.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Tuple

from .graph import IMAGE, GraphNetwork
from .initial import icnr, initialise


@dataclass(frozen=True)
class ContextSize:
    """Channels at a 1/2, 1/4, 1/8 and 1/16; residual blocks at a 1/16, 1/8 and 1/4; convolutions at a 1/2 on the way
    out."""

    half: int
    quarter: int
    eighth: int
    coarse: int
    blocks: Tuple[int, int, int]
    last: int


CONTEXT_SIZES = {
    "XS": ContextSize(8, 20, 32, 32, (2, 1, 1), 1),
    "S": ContextSize(16, 32, 40, 48, (2, 2, 2), 1),
    "M": ContextSize(24, 48, 48, 48, (2, 2, 2), 2),
}
"""At 1280x720 4.7, 14.1 and 29.4 GFLOP; 98, 250 and 368 thousand parameters: all three of a style are 1.4 MB in F16."""

MASK_LAYER = "join4.relu"
"""The layer an auxiliary head reads in training: a 1/4 of the size, all context joined."""


def context_network(size: str = "S") -> GraphNetwork:
    """-> an untrained network of the family, with batch norm; it starts near the identity."""
    return make(CONTEXT_SIZES[size])


def make(s: ContextSize) -> GraphNetwork:
    """-> an untrained network of any such shape."""
    net = GraphNetwork(multiple=16)

    def conv_norm(name: str, source: str, out: int, stride: int = 1) -> str:
        return net.norm(f"{name}.norm", net.conv(name, source, out, stride=stride, bias=False), "batch")

    def active(name: str, source: str, out: int, stride: int = 1) -> str:
        return net.op("relu", f"{name}.relu", conv_norm(name, source, out, stride))

    def blocks(prefix: str, source: str, count: int) -> str:
        channels = net.channels[source]
        for i in range(1, count + 1):
            y = active(f"{prefix}{i}.a", source, channels)
            source = net.op("add", f"{prefix}{i}", conv_norm(f"{prefix}{i}.b", y, channels), source)
        return source

    def join(name: str, source: str, finer: str) -> str:
        up = net.op("upsampleNearest", f"{name}.up", source, scale=2)
        joined = net.op("add", f"{name}.add", conv_norm(name, up, net.channels[finer]), finer)
        return net.op("relu", f"{name}.relu", joined)

    half = active("half", net.op("pixelUnshuffle", "unshuffle", IMAGE, factor=2), s.half)
    quarter = active("quarter", half, s.quarter, stride=2)
    eighth = active("eighth", quarter, s.eighth, stride=2)
    x = blocks("coarse.block", active("coarse", eighth, s.coarse, stride=2), s.blocks[0])
    x = blocks("eighth.block", join("join8", x, eighth), s.blocks[1])
    x = blocks("quarter.block", join("join4", x, quarter), s.blocks[2])
    x = join("join2", x, half)
    for i in range(1, s.last + 1):
        x = active(f"last{i}", x, s.half)
    net.op("add", "out", net.op("pixelShuffle", "frame", net.conv("paint", x, 12), factor=2), IMAGE)
    initialise(net)
    icnr(net.layer("paint"), gain=0.1)
    return net
