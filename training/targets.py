"""Slow stylizers without a trained part: what the pair-trained styles are taught to draw.

Each takes float RGB (N, 3, H, W) in [0, 1], short side near 320-360, and returns the same shape. Dark and bright areas are
treated alike by measuring contrast against the local shade, so that faces keep eyes and mouth in dim light and on dark skin.
"""
from __future__ import annotations

from typing import Callable, Dict

import torch
from torch import Tensor

from .filters import bilateral, blur, coherence, flatten, luma, soft_steps

Target = Callable[[Tensor], Tensor]


def clean_photo(x: Tensor) -> Tensor:
    """Take sensor and compression noise off, less of it where the picture is dark."""
    shade = blur(luma(x), 6.0)
    return bilateral(x, 3, 2.0, 0.03 + 0.05 * shade, 2)


def flat_fill(x: Tensor, strength: float) -> Tensor:
    """Flat areas with sharp borders: L0 smoothing whose threshold follows the shade, and is higher in texture."""
    gray = luma(x)
    shade = blur(gray, 8.0)
    texture = 1 - coherence(gray, 3.0)
    return flatten(x, strength * (shade + 0.02) ** 2 * (0.25 + 2.25 * texture**1.5)).clamp(0, 1)


def ink_lines(x: Tensor, sigma: float = 1.25, threshold: float = 0.014, sharpness: float = 60.0) -> Tensor:
    """-> (N, 1, H, W), 1 on a line: difference of Gaussians of the log luma (XDoG, Winnemoeller 2012)."""
    tone = torch.log(luma(x) + 0.06)
    edge = blur(tone, sigma) - blur(tone, 1.6 * sigma)
    clean = coherence(luma(x), 2.0)
    return torch.tanh(sharpness * (-edge - threshold * (1.8 - 0.8 * clean)).clamp_min(0) * (0.1 + 0.9 * clean**1.5))


def luminous(x: Tensor, lift: float, saturation: float, coolness: float = 0.0) -> Tensor:
    """Raise the middle tones and the weak colours; shadows turn a little towards blue, as cel painters do."""
    y = luma(x)
    graded = y + lift * y * (1 - y) * (1.35 - y)
    chroma = (x - y) * ((graded + 0.15) / (y + 0.15)).sqrt()
    most = chroma.abs().amax(1, keepdim=True)
    chroma = chroma * (1 + (saturation - 1) * (1 - most / 0.4).clamp(0, 1))
    cool = x.new_tensor([-0.5, 0.0, 1.0]).view(1, 3, 1, 1) + 0.0355
    return (graded + chroma + coolness * cool * (y * (1 - y) ** 2 * 6.75)).clamp(0, 1)


@torch.no_grad()
def anime(x: Tensor) -> Tensor:
    """Cel painting: flat fills in soft tone steps, clean dark lines, luminous colour."""
    photo = clean_photo(x)
    flat = flat_fill(photo, 0.06)
    y = luma(flat)
    stepped = soft_steps(y, 7, 1.6)
    fill = luminous((flat + 0.6 * (stepped - y)).clamp(0, 1), 0.5, 1.3, 0.013)
    line = ink_lines(0.6 * photo + 0.4 * flat)
    line = blur(line, 0.45).clamp(0, 1)
    ink = x.new_tensor([0.13, 0.09, 0.15]).view(1, 3, 1, 1)
    return (fill * (1 - line) + (0.12 * fill + 0.6 * ink) * line).clamp(0, 1)


TARGETS: Dict[str, Target] = {"anime": anime}
