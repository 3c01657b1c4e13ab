"""The losses. Perceptual ones are divided by their target's energy, so that weights mean the same for every network."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any, ContextManager, Dict, List, Optional, Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.nn.utils import parametrize

from ..looks.filters import blur, gradient, luma
from .perceptual import Features, gram

BLUE = 1.5
"""How much more the tint of a blue iris counts."""


def half(device: torch.device) -> ContextManager[Any]:
    """bf16 on a graphics card. No cache of the weights: a CUDA graph must cast those of its own step."""
    if device.type == "cuda":
        on_card: ContextManager[Any] = torch.autocast("cuda", torch.bfloat16, cache_enabled=False)
        return on_card
    return nullcontext()


def relative(a: Tensor, b: Tensor) -> Tensor:
    """-> mean squared difference over the target's mean square."""
    a, b = a.float(), b.float()
    return F.mse_loss(a, b) / b.pow(2).mean().clamp_min(1e-8)


def content_loss(out: Features, target: Features, layers: Sequence[str]) -> Tensor:
    return torch.stack([relative(out[n], target[n]) for n in layers]).mean()


def style_loss(out: Features, grams: Dict[str, Tensor]) -> Tensor:
    """Gram distance of each picture of the batch to the style."""
    return torch.stack([relative(gram(out[n]), g.expand(len(out[n]), -1, -1)) for n, g in grams.items()]).mean()


def total_variation(x: Tensor) -> Tensor:
    return (x[:, :, 1:] - x[:, :, :-1]).abs().mean() + (x[:, :, :, 1:] - x[:, :, :, :-1]).abs().mean()


def tone_loss(out: Tensor, photo: Tensor, sigma: float = 8.0) -> Tensor:
    """Keep light and dark in their order: 1 - correlation of the blurred luma of each picture."""
    return unlike(luma(out), luma(photo), sigma)


def hue_loss(out: Tensor, photo: Tensor, sigma: float = 8.0) -> Tensor:
    """Keep red and blue in their places: 1 - correlation of the blurred red and blue differences to luma."""
    return torch.stack([unlike(difference(out, i), difference(photo, i), sigma) for i in (2, 0)]).mean()


def difference(x: Tensor, channel: int) -> Tensor:
    """-> (N, 1, H, W): a channel's difference to luma, from -0.5 to 0.5."""
    share = {0: 0.299, 2: 0.114}[channel]
    return (x[:, channel : channel + 1] - luma(x)) / (2 * (1 - share))


def unlike(a: Tensor, b: Tensor, sigma: float) -> Tensor:
    """-> 1 - correlation of the blurred pictures, a mean over the batch."""
    a, b = (blur(x, sigma).flatten(1) for x in (a, b))
    a, b = a - a.mean(1, keepdim=True), b - b.mean(1, keepdim=True)
    return (1 - (a * b).sum(1) / (a.norm(dim=1) * b.norm(dim=1)).clamp_min(1e-4)).mean()


def pair_loss(out: Tensor, target: Tensor, ink_weight: float, region: Optional[Tensor] = None) -> Tensor:
    """L1, heavier where the target has a dark line or a sharp border: thin things are few pixels but all the drawing.

    region: (N, 1, H, W), how much heavier each pixel is besides.
    """
    weight = 1 + ink_weight * (line_depth(target) / 0.1).clamp(0, 2)
    if region is not None:
        weight = weight + region
    return ((out - target).abs() * weight).mean() / weight.mean()


def line_loss(out: Tensor, target: Tensor) -> Tensor:
    """Mean by which the output's lines are too weak, over the target's lines.

    A line is measured against its surroundings, so darkening a whole area does not lower this loss. It does lower
    `pair_loss` with a large `ink_weight`, wherever the network cannot tell exactly where a line runs.
    """
    wanted = line_depth(target)
    return ((wanted - line_depth(out)).clamp_min(0) * (wanted > 0.05)).mean()


def line_depth(x: Tensor) -> Tensor:
    """Luma of the surroundings minus that of the pixel, as `ink` measures it; negative for pixels lighter than that."""
    y = luma(x)
    return blur(y, 3.0) - y


def flatness_loss(out: Tensor, target: Tensor, threshold: float = 0.01) -> Tensor:
    """Slopes of the output where the target is flat. The loss saturates, so that small slopes vanish first."""
    flat = (slope(target) < threshold).float()
    found = slope(out)
    return (found / (found + threshold) * flat).mean()


def slope_loss(out: Tensor, target: Tensor, region: Optional[Tensor] = None) -> Tensor:
    """L1 of the colours' gradients, heavier where the target is steep: borders in the right place and as hard.

    region: (N, 1, H, W), how much heavier each pixel is besides.
    """
    found, wanted = torch.cat(gradient(out), 1), torch.cat(gradient(target), 1)
    steep = 1 + (wanted.abs().mean(1, keepdim=True) / 0.025).clamp(0, 3)
    if region is not None:
        steep = steep * (1 + region)
    return ((found - wanted).abs() * steep).mean() / steep.mean()


def tint_loss(out: Tensor, target: Tensor, marked: Tensor) -> Tensor:
    """Mean difference of the colours apart from their lightness where `marked`, (N, 1, H, W) in [0, 1], is above .5.

    Blue counts `BLUE` times more: most people have brown eyes, and a network that draws all eyes brown is seldom wrong.
    """
    weight = (2 * marked - 1).clamp_min(0) * (1 + BLUE * blueness(target))
    difference = (out - luma(out)) - (target - luma(target))
    return (difference.abs() * weight).mean() / weight.mean().clamp_min(1e-3)


def blueness(x: Tensor) -> Tensor:
    """-> (N, 1, H, W): how blue a drawn iris is, 0 (brown) to 1; of a grey or a green one about a third."""
    return ((x[:, 2:3] - x[:, :1]) / 0.2 + 0.1).clamp(0, 1)


def noise_gain(a: Tensor, b: Tensor, noise: Tensor) -> Tensor:
    """-> mean over the batch of (RMS of a - b over RMS of the noise between their inputs) squared."""
    return ((a - b).pow(2).mean((1, 2, 3)) / noise.pow(2).mean((1, 2, 3)).clamp_min(1e-6)).mean()


def slope(x: Tensor) -> Tensor:
    gx, gy = gradient(luma(x))
    return (gx * gx + gy * gy + 1e-8).sqrt()


class PatchCritic(nn.Module):
    """Patch discriminators at full and at half size (Isola et al. 2017; Wang et al. 2018). They judge whether a drawing
    of a photo is the teacher's: a blurred line, which costs L1 little, gives a student away."""

    SCALES = 2

    def __init__(self, width: int = 32) -> None:
        super().__init__()
        self.scales = nn.ModuleList(self._patches(width) for _ in range(self.SCALES))

    @staticmethod
    def _patches(width: int) -> nn.Sequential:
        norm = nn.utils.parametrizations.spectral_norm
        sizes = [(7, width, 2), (width, 2 * width, 2), (2 * width, 4 * width, 1)]
        layers = []
        for inputs, outputs, stride in sizes:
            layers += [norm(nn.Conv2d(inputs, outputs, 4, stride, 1)), nn.LeakyReLU(0.2)]
        return nn.Sequential(*layers, norm(nn.Conv2d(4 * width, 1, 4, 1, 1)))

    def forward(self, drawing: Tensor, photo: Tensor) -> List[Tensor]:
        """Both (N, 3, H, W) in [0, 1]. -> a map of scores a scale, high where the teacher might have drawn it."""
        x = torch.cat([drawing * 2 - 1, slope(drawing) * 8, photo * 2 - 1], 1)
        scores = []
        with parametrize.cached():
            for layer in self.modules():
                if isinstance(layer, nn.Conv2d):
                    layer.weight  # normalised here in f32 and kept, for autocast would do it in bf16
            # In f32 a CUDA graph with these convolutions ended in an illegal memory access.
            with half(x.device):
                for patches in self.scales:
                    scores.append(patches(x).float())
                    x = F.avg_pool2d(x, 2)
        return scores


def deceit_loss(critic: PatchCritic, drawing: Tensor, photo: Tensor) -> Tensor:
    """Low where the critic takes the student's drawings for the teacher's; the critic itself does not learn from it."""
    learns = critic.training
    critic.eval().requires_grad_(False)
    scores = critic(drawing, photo)
    critic.train(learns).requires_grad_(True)
    return -torch.stack([s.mean() for s in scores]).mean()


def critic_loss(critic: PatchCritic, real: Tensor, fake: Tensor, photo: Tensor) -> Tensor:
    """Hinge loss of the critic."""
    scores = [s.chunk(2) for s in critic(torch.cat([real, fake.detach()]), photo.repeat(2, 1, 1, 1))]
    return torch.stack([F.relu(1 - r).mean() + F.relu(1 + f).mean() for r, f in scores]).mean()
