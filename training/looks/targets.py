"""Slow stylizers without a trained part: what the pair-trained styles are taught to draw.

Each takes float RGB (N, 3, H, W) in [0, 1], short side near 320-360, and returns the same shape. Dark and bright areas
are treated alike by measuring contrast against the local shade, so that faces keep eyes and mouth in dim light and on
dark skin.
"""

from __future__ import annotations

from typing import Callable, Dict, Tuple

import torch
from torch import Tensor

from .filters import along_edges, bilateral, blur, flatten, luma, smoothstep, soft_steps

Target = Callable[[Tensor], Tensor]


def clean_photo(x: Tensor) -> Tensor:
    """Take sensor and compression noise off, less of it where the picture is dark."""
    shade = blur(luma(x), 6.0)
    return bilateral(x, 3, 2.0, 0.03 + 0.05 * shade, 2)


def flat_fill(x: Tensor, quiet: float, busy: float) -> Tensor:
    """Flat areas with sharp borders: L0 smoothing whose threshold follows the shade.

    quiet, busy: the threshold for white where little happens around (an eye in a face counts there), and in texture.
    """
    gray = luma(x)
    tone = torch.log(gray + 0.06)
    contrast = (blur(tone * tone, 2.0) - blur(tone, 2.0) ** 2).clamp_min(0).sqrt()
    crowd = smoothstep(blur(contrast, 10.0), 0.06, 0.25)
    return flatten(x, (quiet + (busy - quiet) * crowd) * (blur(gray, 8.0) + 0.02) ** 2).clamp(0, 1)


def ink_lines(x: Tensor, sigma: float = 1.1, low: float = 0.02, high: float = 0.035, reach: int = 5) -> Tensor:
    """-> (N, 1, H, W), 1 on a line: flow-guided difference of Gaussians of the log luma, crisp and free of specks.

    After Winnemoeller 2012 (XDoG) and Kang, Lee & Chui 2007 (FDoG). The log makes a line depend on relative contrast.
    """
    tone = torch.log(luma(x) + 0.06)
    edge = blur(tone, sigma) - blur(tone, 1.6 * sigma)
    edge = along_edges(edge, tone, 2.0, reach)
    return blur(smoothstep(-edge, low, high), 0.35).clamp(0, 1)


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
    flat = flat_fill(photo, 0.022, 0.45)
    y = luma(flat)
    fill = luminous((flat + 0.6 * (soft_steps(y, 7, 1.6) - y)).clamp(0, 1), 0.22, 1.3, 0.013)
    line = ink_lines(0.7 * photo + 0.3 * flat, 1.0, 0.011, 0.021)
    return luminous(_ink(fill, line, (0.06, 0.04, 0.07), 0.15), 0.1, 1.0)


@torch.no_grad()
def comic(x: Tensor) -> Tensor:
    """Printed comic: black brush lines, solid blacks, few and strong colours."""
    photo = clean_photo(x)
    flat = flat_fill(photo, 0.02, 0.45)
    y = luma(flat)
    tone = y + 0.35 * y * (1 - y) * (1.3 - y)
    tone = tone + 0.85 * (soft_steps(tone, 4, 2.6) - tone)
    chroma = (flat - y) * 1.9
    chroma = chroma / (1 + 0.6 * chroma.abs().amax(1, keepdim=True))
    fill = (tone + chroma).clamp(0, 1)
    shade = blur(y, 1.0)
    black = 1 - smoothstep(shade, 0.10, 0.19)
    line = torch.maximum(ink_lines(0.5 * photo + 0.5 * flat, 1.6, 0.016, 0.032), black)
    return _ink(fill, line, (0.05, 0.04, 0.06), 0.0)


@torch.no_grad()
def watercolour(x: Tensor) -> Tensor:
    """Sepia pen over pale washes: paper shows in the lights, pigment gathers at the borders of a wash."""
    photo = clean_photo(x)
    flat = flat_fill(photo, 0.02, 0.4)
    y = luma(flat)
    chroma = (flat - y) * (1.9 - 1.4 * (flat - y).abs().amax(1, keepdim=True)).clamp_min(1)
    tone = 0.30 + 0.68 * (y + 0.25 * y * (1 - y)) ** 0.9
    payne = x.new_tensor([-0.35, -0.05, 0.35]).view(1, 3, 1, 1)
    wash = tone + 0.85 * chroma + 0.12 * payne * (1 - smoothstep(y, 0.0, 0.45))
    border = (blur(y, 2.5) - y).clamp(0, 0.2) * (1 - y)
    wash = wash - 0.6 * border
    paper = x.new_tensor([0.995, 0.98, 0.95]).view(1, 3, 1, 1)
    wash = wash + (paper - wash) * smoothstep(blur(y, 1.0), 0.62, 0.92) * 0.85
    line = 0.9 * ink_lines(0.7 * photo + 0.3 * flat, 1.0, 0.013, 0.03)
    return _ink((wash * paper).clamp(0, 1), line, (0.24, 0.16, 0.12), 0.1)


def _ink(fill: Tensor, line: Tensor, ink: Tuple[float, float, float], shine: float) -> Tensor:
    """Draw the lines over the fill; `shine` of the fill's colour shows through the ink."""
    colour = fill.new_tensor(ink).view(1, 3, 1, 1) + shine * fill
    return (fill + (colour - fill) * line).clamp(0, 1)


TARGETS: Dict[str, Target] = {"anime": anime, "comic": comic, "watercolour": watercolour}
