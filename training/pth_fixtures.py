"""Writes tests/gpu/fixtures/*.pth, state dicts saved by PyTorch itself from fast-neural-style networks as pytorch/examples
has them (small widths, so that they can be committed), and what those networks paint. Run: python3 -m training.pth_fixtures
"""
from __future__ import annotations

from pathlib import Path
from typing import Tuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from . import goldens, weights_file

FOLDER = goldens.OUTPUT.parent


class ConvLayer(nn.Module):
    """Reflection padding and a convolution; upsampled before where asked."""

    def __init__(self, inner: int, out: int, kernel: int, stride: int = 1, upsample: int = 1) -> None:
        super().__init__()
        self.pad, self.upsample = kernel // 2, upsample
        self.conv2d = nn.Conv2d(inner, out, kernel, stride)

    def forward(self, x: Tensor) -> Tensor:
        x = F.interpolate(x, scale_factor=self.upsample, mode="nearest")
        return self.conv2d(F.pad(x, (self.pad,) * 4, mode="reflect"))


class ResidualBlock(nn.Module):
    def __init__(self, channels: int, running: bool) -> None:
        super().__init__()
        self.conv1, self.conv2 = (ConvLayer(channels, channels, 3) for _ in range(2))
        self.in1, self.in2 = (nn.InstanceNorm2d(channels, affine=True, track_running_stats=running) for _ in range(2))

    def forward(self, x: Tensor) -> Tensor:
        return self.in2(self.conv2(F.relu(self.in1(self.conv1(x))))) + x


class TransformerNet(nn.Module):
    """pytorch/examples' network, for any widths, on pictures in 0..255."""

    def __init__(self, widths: Tuple[int, int, int], blocks: int, running: bool) -> None:
        super().__init__()
        a, b, c = widths
        self.conv1, self.conv2, self.conv3 = ConvLayer(3, a, 9), ConvLayer(a, b, 3, 2), ConvLayer(b, c, 3, 2)
        self.blocks = blocks
        for i in range(1, blocks + 1):
            setattr(self, f"res{i}", ResidualBlock(c, running))
        self.deconv1, self.deconv2 = ConvLayer(c, b, 3, upsample=2), ConvLayer(b, a, 3, upsample=2)
        self.deconv3 = ConvLayer(a, 3, 9)
        for i, width in enumerate((a, b, c, b, a), 1):
            setattr(self, f"in{i}", nn.InstanceNorm2d(width, affine=True, track_running_stats=running))

    def forward(self, x: Tensor) -> Tensor:
        for i in (1, 2, 3):
            x = F.relu(getattr(self, f"in{i}")(getattr(self, f"conv{i}")(x)))
        for i in range(1, self.blocks + 1):
            x = getattr(self, f"res{i}")(x)
        for i in (1, 2):
            x = F.relu(getattr(self, f"in{i + 3}")(getattr(self, f"deconv{i}")(x)))
        return self.deconv3(x)


def main() -> None:
    paintings = {}
    for name, widths, blocks, running in (("classic", (4, 6, 8), 5, False), ("classic-running-means", (4, 6, 8), 5, True),
                                          ("9-9-6", (9, 9, 6), 2, False)):
        torch.manual_seed(len(name))
        net = TransformerNet(widths, blocks, running)
        for key, parameter in net.named_parameters():
            if ".in" in f".{key}":
                nn.init.uniform_(parameter, 0.5, 1.5)
        nn.init.constant_(net.deconv3.conv2d.bias, 128.0)
        with torch.no_grad():
            net.deconv3.conv2d.weight.mul_(30)
        torch.save(net.state_dict(), FOLDER / f"{name}.pth")
        # With running statistics only training mode is what the style was: norms of the picture itself.
        with torch.no_grad():
            paintings[name] = net.double().train()(goldens.picture(24, 20) * 255)[0] / 255
    weights_file.write(Path(FOLDER / "pth.safetensors"), paintings, {}, "F32")


if __name__ == "__main__":
    main()
