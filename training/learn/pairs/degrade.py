"""Degrades a photo as cameras and codecs do: exposure, blur, sensor noise, compression. The drawing stays clean."""

from __future__ import annotations

import math
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor

from ...looks.filters import blur
from .config import PairTraining

MOST_BLUR_SIGMA = 1.4
"""Largest sigma of the blur, in pixels."""
DRAWN_DIMMER = 0.6
"""Share of the photo's change of log exposure that is applied to its drawing: a dim room stays dim but readable."""
LUMA_TABLE = (
    (16, 11, 10, 16, 24, 40, 51, 61),
    (12, 12, 14, 19, 26, 58, 60, 55),
    (14, 13, 16, 24, 40, 57, 69, 56),
    (14, 17, 22, 29, 51, 87, 80, 62),
    (18, 22, 37, 56, 68, 109, 103, 77),
    (24, 35, 55, 64, 81, 104, 113, 92),
    (49, 64, 78, 87, 103, 121, 120, 101),
    (72, 92, 95, 98, 112, 100, 103, 99),
)
"""Quantisation of JPEG, annex K, in 1/255."""
TO_YCC = ((0.299, 0.587, 0.114), (-0.168736, -0.331264, 0.5), (0.5, -0.418688, -0.081312))


class Codec(NamedTuple):
    """waves: (64, 1, 8, 8), the orthonormal discrete cosine transform of a block, a filter a coefficient.
    steps: (1, 64, 1, 1), their quantisation. to, back: (3, 3), RGB to YCbCr and back."""

    waves: Tensor
    steps: Tensor
    to: Tensor
    back: Tensor


def codec(device: torch.device) -> Codec:
    """-> the tables on the device, made once: a CUDA graph cannot copy them to the card."""
    k = torch.arange(8, dtype=torch.float32)
    cosines = torch.cos((2 * k[None] + 1) * k[:, None] * math.pi / 16) / 2
    cosines[0] /= math.sqrt(2)
    waves = torch.einsum("iy,jx->ijyx", cosines, cosines).reshape(64, 1, 8, 8)
    steps = torch.tensor(LUMA_TABLE, dtype=torch.float32).div(255).view(1, 64, 1, 1)
    to = torch.tensor(TO_YCC)
    return Codec(*(t.to(device) for t in (waves, steps, to, torch.linalg.inv(to))))


def compress(x: Tensor, coarseness: Tensor, tables: Codec) -> Tensor:
    """Quantise 8x8 blocks as JPEG does, chroma at half size.

    x: (N, 3, H, W) RGB in [0, 1], H and W multiples of 16. coarseness: (N,), times the standard table (1 is quality
    50).
    """
    ycc = torch.einsum("ij,njhw->nihw", tables.to, x)
    luma = _quantise(ycc[:, :1], coarseness, tables)
    chroma = F.interpolate(
        _quantise(F.avg_pool2d(ycc[:, 1:], 2), 1.4 * coarseness, tables), scale_factor=2, mode="bilinear"
    )
    return torch.einsum("ij,njhw->nihw", tables.back, torch.cat([luma, chroma], 1))


def _quantise(x: Tensor, coarseness: Tensor, tables: Codec) -> Tensor:
    n, c, h, w = x.shape
    step = (tables.steps * coarseness.view(-1, 1, 1, 1)).repeat_interleave(c, 0)
    values = F.conv2d(x.reshape(n * c, 1, h, w), tables.waves, stride=8)
    return F.conv_transpose2d((values / step).round() * step, tables.waves, stride=8).reshape(n, c, h, w)


class Degradation:
    """One draw of camera and codec for every picture of a batch; frames of one crop share it, but for their noise."""

    def __init__(self, batch: int, how: PairTraining, tables: Codec) -> None:
        device, self.tables = tables.waves.device, tables

        def uniform(least: float, most: float) -> Tensor:
            return least + (most - least) * torch.rand(batch, 1, 1, 1, device=device)

        def chosen(share: float) -> Tensor:
            return (torch.rand(batch, 1, 1, 1, device=device) < share).float()

        dim = chosen(how.dim)
        self.gamma = 1 + dim * (uniform(0.75, 2.0) - 1)
        self.gain = 1 + dim * (uniform(0.45, 1.1) - 1)
        self.soft = chosen(how.blur) * uniform(0.0, 1.0)
        self.sigma = uniform(0.0, how.noise / 255) * (1 + 0.5 * dim)
        self.grain = uniform(0.0, 0.7)
        self.compressed = chosen(how.compression)
        self.coarseness = uniform(math.log(0.15), math.log(1.5)).exp().flatten()

    def scene(self, photo: Tensor) -> Tensor:
        """-> the photo as the lens sees it."""
        lit = photo.clamp_min(1e-4) ** self.gamma * self.gain
        return torch.lerp(lit, blur(lit, MOST_BLUR_SIGMA), self.soft).clamp(0, 1)

    def drawing(self, target: Tensor) -> Tensor:
        """-> the drawing in that light."""
        return (target.clamp_min(1e-4) ** self.gamma**DRAWN_DIMMER * self.gain**DRAWN_DIMMER).clamp(0, 1)

    def record(self, scene: Tensor) -> Tensor:
        """-> a frame of it, with noise of its own, in steps of 1/255. scene: of the batch, or of its first pictures."""
        count = len(scene)
        noise = torch.randn_like(scene)
        noise = torch.lerp(noise, 2.0 * blur(noise, 0.8), self.grain[:count])
        frame = (scene + noise * self.sigma[:count]).clamp(0, 1)
        frame = torch.lerp(frame, compress(frame, self.coarseness[:count], self.tables), self.compressed[:count])
        return (frame.clamp(0, 1) * 255).round() / 255
