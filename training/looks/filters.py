"""Image filters without a trained part, on float RGB tensors (N, 3, H, W) in [0, 1]; sigmas and radii in pixels."""

from __future__ import annotations

import math
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
    return torch.tensor([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]], device=device, dtype=dtype).div(8)


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


def coherence(gray: Tensor, sigma: float = 2.5) -> Tensor:
    """1 on clean edges, 0 in texture: anisotropy of the smoothed structure tensor."""
    gx, gy = gradient(gray)
    a, b, c = blur(gx * gx, sigma), blur(gx * gy, sigma), blur(gy * gy, sigma)
    return ((a - c) ** 2 + 4 * b * b).sqrt() / (a + c + 1e-4)


def along_edges(value: Tensor, gray: Tensor, sigma: float, reach: int) -> Tensor:
    """Average a map along the edge flow (Kang, Lee & Chui 2007): long lines stay, specks fade.

    The flow is the minor eigenvector of gray's structure tensor, smoothed by sigma; `reach` pixels are walked either
    way.
    """
    gx, gy = gradient(gray)
    a, b, c = blur(gx * gx, sigma), blur(gx * gy, sigma), blur(gy * gy, sigma)
    angle = 0.5 * torch.atan2(2 * b, a - c)
    tangent = torch.cat([-torch.sin(angle), torch.cos(angle)], 1)
    n, _, h, w = value.shape
    unit = value.new_tensor([2 / w, 2 / h]).view(1, 1, 1, 2)
    home = F.affine_grid(torch.eye(2, 3, device=value.device).expand(n, 2, 3), [n, 1, h, w], align_corners=False)
    total, weight = value, 1.0
    for side in (1.0, -1.0):
        place, heading = home, side * tangent.permute(0, 2, 3, 1)
        for step in range(1, reach + 1):
            place = place + heading * unit
            here = F.grid_sample(tangent, place, padding_mode="border", align_corners=False).permute(0, 2, 3, 1)
            heading = here * torch.sign((here * heading).sum(3, keepdim=True) + 1e-6)
            k = math.exp(-0.5 * (2 * step / reach) ** 2)
            total = total + k * F.grid_sample(value, place, padding_mode="border", align_corners=False)
            weight += k
    return total / weight


def flatten(x: Tensor, strength: Tensor, growth: float = 2.0, stop: float = 1e5) -> Tensor:
    """L0 gradient minimisation (Xu, Lu, Xu & Jia 2011): few, sharp steps between flat areas.

    strength: (N or 1, 1, H or 1, W or 1), the squared colour step below which a gradient is not worth keeping.
    """
    n, c, h, w = x.shape
    pad = 16
    x = F.pad(x, (pad,) * 4, mode="replicate")
    if strength.shape[-1] > 1:
        strength = F.pad(strength, (pad,) * 4, mode="replicate")
    height, width = x.shape[2:]
    fy = torch.fft.fftfreq(height, device=x.device).view(-1, 1)
    fx = torch.fft.rfftfreq(width, device=x.device).view(1, -1)
    laplacian = 4 - 2 * torch.cos(2 * math.pi * fy) - 2 * torch.cos(2 * math.pi * fx)
    data = torch.fft.rfft2(x)
    y, beta = x, 2 * float(strength.mean())
    while beta < stop:
        gx, gy = y.roll(-1, 3) - y, y.roll(-1, 2) - y
        keep = ((gx * gx + gy * gy).sum(1, keepdim=True) > strength / beta).to(x.dtype)
        gx, gy = gx * keep, gy * keep
        divergence = gx.roll(1, 3) - gx + gy.roll(1, 2) - gy
        y = torch.fft.irfft2((data + beta * torch.fft.rfft2(divergence)) / (1 + beta * laplacian), s=(height, width))
        beta *= growth
    return y[:, :, pad : pad + h, pad : pad + w]


def soft_steps(y: Tensor, steps: float, sharpness: float) -> Tensor:
    """Quantise softly (Winnemoeller, Olsen & Gooch 2006): flat treads, smooth risers."""
    d = 1 / steps
    q = (torch.floor(y / d) + 0.5) * d
    return q + d / 2 * torch.tanh(sharpness * (y - q) / (d / 2)) / math.tanh(sharpness)


def smoothstep(x: Tensor, low: float, high: float) -> Tensor:
    t = ((x - low) / (high - low)).clamp(0, 1)
    return t * t * (3 - 2 * t)
