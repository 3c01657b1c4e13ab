"""The extension's temporal blend, for measuring.

The reasons stand in shaders/temporal/pyramid, motion and resolve.wgsl and in shaders/io/present.wgsl.

Frames are (1, 3, H, W) RGB in [0, 1]; a level of a pyramid is (H, W).
"""

from __future__ import annotations

from typing import List, Optional, Tuple

import torch
import torch.nn.functional as F
from torch import Tensor

LEVELS, CELL, WINDOW, STEPS = 5, 4, 8, 4
DAMPING, STILLNESS = 1e-4, 0.002
NOISE, CONTRAST_SHARE, SLACK, STILL, SHARPENING = 3 / 255, 0.25, 4 / 255, 0.12, 0.6


def pyramid(frame: Tensor) -> List[Tensor]:
    """-> luma of halves, quarters ... 32nds of the frame's size."""
    luma = (frame * frame.new_tensor([0.299, 0.587, 0.114]).view(1, 3, 1, 1)).sum(1, keepdim=True)
    height, width = luma.shape[2:]
    most = 1 << LEVELS
    level, levels = F.pad(luma, (0, -width % most, 0, -height % most), mode="replicate"), []
    for by in (2 << i for i in range(LEVELS)):
        level = F.avg_pool2d(level, 2)
        levels.append(level[0, 0, : -(-height // by), : -(-width // by)])
    return levels


def find_motion(now: List[Tensor], before: List[Tensor]) -> Tensor:
    """-> (rows, columns, 2): for each cell of the pyramids' first level, (x, y) in its values to where it was
    before."""
    vectors: Optional[Tensor] = None
    for level in reversed(range(LEVELS)):
        vectors = _search(now[level], before[level], vectors)
    assert vectors is not None
    return vectors


def _search(now: Tensor, before: Tensor, coarser: Optional[Tensor]) -> Tensor:
    height, width = now.shape
    rows, columns = (torch.arange(-(-n // CELL), device=now.device) for n in (height, width))
    window = torch.arange(WINDOW, device=now.device) - (WINDOW - CELL) // 2
    shape = (len(rows), len(columns), WINDOW, WINDOW)
    y = (rows[:, None, None, None] * CELL + window[None, None, :, None]).clamp(0, height - 1).expand(shape)
    x = (columns[None, :, None, None] * CELL + window).clamp(0, width - 1).expand(shape)

    def now_at(y: Tensor, x: Tensor) -> Tensor:
        return now[y.clamp(0, height - 1), x.clamp(0, width - 1)]

    values = now_at(y, x)
    slope_x = (now_at(y, x + 1) - now_at(y, x - 1)) / 2
    slope_y = (now_at(y + 1, x) - now_at(y - 1, x)) / 2

    def mean(v: Tensor) -> Tensor:
        return v.mean((2, 3))

    def difference(vector: Tensor) -> Tensor:
        return between(before, x + vector[..., 0, None, None], y + vector[..., 1, None, None]) - values

    best = now.new_zeros(len(rows), len(columns), 2)
    least = mean(difference(best).abs()) - STILLNESS

    def keep_better(vector: Tensor, cost: Tensor) -> None:
        nonlocal best, least
        better = cost < least
        best, least = torch.where(better[..., None], vector, best), torch.where(better, cost, least)

    if coarser is not None:
        for down, across in ((0, 0), (1, 0), (0, 1), (1, 1)):
            near = [
                (i // 2 + side * (i % 2 * 2 - 1)).clamp(0, count - 1)
                for i, side, count in ((rows, down, coarser.shape[0]), (columns, across, coarser.shape[1]))
            ]
            candidate = 2 * coarser[near[0]][:, near[1]]
            keep_better(candidate, mean(difference(candidate).abs()))
    hxx, hyy = mean(slope_x**2) + DAMPING, mean(slope_y**2) + DAMPING
    hxy = mean(slope_x * slope_y)
    vector = best
    for _ in range(STEPS):
        off = difference(vector)
        keep_better(vector, mean(off.abs()))
        gx, gy = mean(slope_x * off), mean(slope_y * off)
        step = torch.stack([hyy * gx - hxy * gy, hxx * gy - hxy * gx], -1) / (hxx * hyy - hxy * hxy)[..., None]
        vector = vector - step.clamp(-2, 2)
    return best


def between(values: Tensor, x: Tensor, y: Tensor) -> Tensor:
    """-> values (H, W) at places between them, bilinearly; beyond the border its own."""
    height, width = values.shape
    x, y = x.clamp(0, width - 1), y.clamp(0, height - 1)
    left, top = x.long(), y.long()
    right, bottom = (left + 1).clamp_max(width - 1), (top + 1).clamp_max(height - 1)
    above = torch.lerp(values[top, left], values[top, right], x - left)
    below = torch.lerp(values[bottom, left], values[bottom, right], x - left)
    return torch.lerp(above, below, y - top)


def motion_at(vectors: Tensor, x: Tensor, y: Tensor) -> Tensor:
    """-> (..., 2), the motion at places of the half, in its values: between the cells' around; too little is none."""
    px, py = (x + 0.5) / CELL - 0.5, (y + 0.5) / CELL - 0.5
    motion = torch.stack([between(vectors[..., k], px, py) for k in (0, 1)], -1)
    return motion * (motion.norm(dim=-1, keepdim=True) >= STILL / 2)


def likeness(now: Tensor, before: Tensor, vectors: Tensor) -> Tensor:
    """-> (H, W) of the half: 1 where both frames show the same, 0 where they do not."""
    y, x = (t.float() for t in torch.meshgrid(*(torch.arange(n, device=now.device) for n in now.shape), indexing="ij"))
    motion = motion_at(vectors, x, y)
    difference = (now - between(before, x + motion[..., 0], y + motion[..., 1]))[None, None]
    change = F.avg_pool2d(F.pad(difference, (1, 1, 1, 1), mode="replicate"), 3, 1).abs()
    contrast = _most(now[None, None]) + _most(-now[None, None])
    return (1 - (_most(change) / (NOISE + CONTRAST_SHARE * contrast) - 1).clamp(0, 1))[0, 0]


def _most(x: Tensor) -> Tensor:
    return F.max_pool2d(x, 3, 1, 1)


def motion_of_pixels(height: int, width: int, vectors: Tensor) -> Tensor:
    """-> (H, W, 2), in pixels, (x, y) to where each was."""
    y, x = torch.meshgrid(*(torch.arange(n, device=vectors.device) for n in (height, width)), indexing="ij")
    return 2 * motion_at(vectors, (x + 0.5) / 2 - 0.5, (y + 0.5) / 2 - 0.5)


def follow(picture: Tensor, motion: Tensor) -> Tensor:
    """-> (1, C, H, W) each pixel of the picture before, from where it was to where it is."""
    height, width = motion.shape[:2]
    y, x = torch.meshgrid(*(torch.arange(n, device=motion.device) for n in (height, width)), indexing="ij")
    at = torch.stack([(x + motion[..., 0] + 0.5) / width, (y + motion[..., 1] + 0.5) / height], -1)
    return F.grid_sample(picture, at[None] * 2 - 1, "bicubic", "border", align_corners=False)


class Blend:
    """Styled frames in, in order; steadied ones out.

    strength: the share of the last one that stays. sharpening: how much of the sharpness that costs is given back.
    """

    def __init__(self, strength: float, sharpening: float = SHARPENING) -> None:
        self.strength, self.sharpening = strength, sharpening
        self.reset()

    def reset(self) -> None:
        """The next frame is the first of another video."""
        self.last: Optional[Tuple[List[Tensor], Tensor]] = None

    def __call__(self, frame: Tensor, styled: Tensor) -> Tensor:
        now = pyramid(frame)
        if self.last is None:
            self.last = now, styled
            return styled
        before, history = self.last
        vectors = find_motion(now, before)
        height, width = styled.shape[2:]
        alike = likeness(now[0], before[0], vectors).repeat_interleave(2, 0).repeat_interleave(2, 1)
        kept = self.strength * alike[None, None, :height, :width]
        motion = motion_of_pixels(height, width, vectors)
        least, most = -_most(-styled) - SLACK, _most(styled) + SLACK
        mixed = torch.lerp(styled, torch.minimum(torch.maximum(follow(history, motion), least), most), kept)
        self.last = now, mixed
        around = F.avg_pool2d(F.pad(mixed, (1, 1, 1, 1), mode="replicate"), 3, 1)
        share = kept * (motion != 0).any(-1)
        return torch.where(share > 0, (mixed + self.sharpening * share * (mixed - around)).clamp(0, 1), mixed)
