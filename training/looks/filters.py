"""Image filters without a trained part, on float RGB tensors (N, 3, H, W) in [0, 1]; sigmas and radii in pixels."""

from __future__ import annotations

from functools import lru_cache
from typing import Tuple

import torch
import torch.nn.functional as F
from torch import Tensor

LUMA = (0.299, 0.587, 0.114)


def luma(x: Tensor) -> Tensor:
    """-> (N, 1, H, W), Rec. 601."""
    red, green, blue = (weight * x[:, i : i + 1] for i, weight in enumerate(LUMA))
    return red + green + blue


@lru_cache(maxsize=64)
def _gaussian(sigma: float, device: torch.device, dtype: torch.dtype) -> Tensor:
    n = max(1, int(3 * sigma + 0.5))
    t = torch.arange(-n, n + 1, device=device, dtype=dtype)
    g = torch.exp(-t * t / (2 * sigma * sigma))
    return g / g.sum()


@lru_cache(maxsize=8)
def _sobel(device: torch.device, dtype: torch.dtype) -> Tensor:
    t = torch.arange(-1, 2, device=device, dtype=dtype)
    return (2 - t.abs())[:, None] * t / 8


def blur(x: Tensor, sigma: float) -> Tensor:
    """Gaussian, edges repeated."""
    g, c = _gaussian(sigma, x.device, x.dtype), x.shape[1]
    n = len(g) // 2
    x = F.conv2d(F.pad(x, (n, n, 0, 0), mode="replicate"), g.view(1, 1, 1, -1).repeat(c, 1, 1, 1), groups=c)
    return F.conv2d(F.pad(x, (0, 0, n, n), mode="replicate"), g.view(1, 1, -1, 1).repeat(c, 1, 1, 1), groups=c)


def gradient(x: Tensor) -> Tuple[Tensor, Tensor]:
    """-> Sobel / 8, horizontal and vertical, a channel each."""
    c = x.shape[1]
    k = _sobel(x.device, x.dtype).expand(c, 1, 3, 3)
    p = F.pad(x, (1, 1, 1, 1), mode="replicate")
    return F.conv2d(p, k, groups=c), F.conv2d(p, k.transpose(2, 3), groups=c)


def bilateral(x: Tensor, radius: int, sigma_space: float, sigma_range: Tensor, times: int = 1) -> Tensor:
    """Smooth, but not across edges (Tomasi & Manduchi 1998); sigma_range (N or 1, 1, H or 1, W or 1) may vary."""
    h, w = x.shape[2:]
    for _ in range(times):
        p = F.pad(x, (radius,) * 4, mode="replicate")
        total, weight = torch.zeros_like(x), torch.zeros_like(x[:, :1])
        for dy in range(-radius, radius + 1):
            for dx in range(-radius, radius + 1):
                if dy * dy + dx * dx > radius * radius:
                    continue
                s = p[:, :, radius + dy : radius + dy + h, radius + dx : radius + dx + w]
                near = (dx * dx + dy * dy) / (2 * sigma_space**2)
                k = torch.exp(-near - ((s - x) ** 2).sum(1, keepdim=True) / (2 * sigma_range**2))
                total, weight = total + k * s, weight + k
        x = total / weight
    return x


def clean_photo(x: Tensor) -> Tensor:
    """Take sensor and compression noise off, less of it where the picture is dark."""
    shade = blur(luma(x), 6.0)
    return bilateral(x, 3, 2.0, 0.03 + 0.05 * shade, 2)
