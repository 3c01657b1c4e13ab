"""Losses that teach a network to draw: two frames of every crop, moved by whole pixels, must become the drawing.

Nothing here asks the graphics card for a number, and all shapes follow from the crop's, so that a CUDA graph can hold
it.
"""

from __future__ import annotations

from typing import Dict, Optional, Tuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from ...nets.context import MASK_LAYER
from ...nets.graph import GraphNetwork
from .. import losses, perceptual
from ..averaged import channels_last
from .config import PairConfig
from .degrade import codec
from .views import Views, take_views

FEATURE_LAYERS = ("relu2_1", "relu3_1")
EDGE = 8
"""Pixels along a crop's border in which its context is missing; frames are not compared there."""
SLOPES = 0.25
"""How much of what a marked pixel is heavier in `pair` it is heavier in `slope`."""
PULL = 0.003
"""Most that the logarithm of the noise's weight changes in a step."""
PULLED = (0.1, 8.0)
"""Least and most weight of the noise while the gain is held."""


class PairLosses:
    """The losses of `net`, and of `head`, which reads masks from its middle and is left out at the end."""

    def __init__(self, config: PairConfig, net: GraphNetwork, head: nn.Module, device: torch.device) -> None:
        self.config, self.net, self.head, self.device = config, net, head, device
        self.vgg: Optional[nn.Module] = None
        if config.weights.feature:
            self.vgg = channels_last(perceptual.load(deep=False).to(device))
        self.critic = losses.PatchCritic().to(device) if config.weights.critic else None
        self.judged: Optional[Tuple[Tensor, Tensor, Tensor]] = None
        self.noise_weight = torch.tensor(config.weights.noise, device=device)
        self.codec = codec(device)

    def __call__(self, window: Tensor, move: Tensor) -> Dict[str, Tensor]:
        """-> the losses by their names in PairWeights.

        window: (N, 10, crop + 2 margin, the same) uint8, RGB of photo and drawing, the mask's four. move: (2,) int64
        on the device, y and x between -margin and margin, where the second frame lies beside the first.
        """
        views = take_views(window, move, self.config.training, self.config.weights.noise > 0, self.codec)
        with losses.half(self.device):
            values = self.net.run(torch.cat(views.frames).contiguous(memory_format=torch.channels_last))
            found = self.head(values[MASK_LAYER]).float()
        # Colours in planes of their own, as the pairs have them: filters of three channels are slow in another order.
        painted = values[self.net.output].float().contiguous()
        parts = self._compare(painted, found, views, move)
        out, photo, target = painted[: len(window)], views.first[:, :3], views.first[:, 3:6]
        if self.critic is not None:
            self.judged = target, out.detach(), photo
            parts["critic"] = losses.deceit_loss(self.critic, out, photo)
        if self.vgg is not None:
            with torch.no_grad():
                wanted = self._features(self.vgg, target)
            parts["feature"] = losses.content_loss(self._features(self.vgg, out), wanted, FEATURE_LAYERS)
        return parts

    def critic_loss(self) -> Tensor:
        """-> the critic's own loss on the last drawings."""
        assert self.critic is not None and self.judged is not None
        return losses.critic_loss(self.critic, *self.judged)

    def total(self, parts: Dict[str, Tensor]) -> Tensor:
        """-> their weighted sum."""
        weights = {name: getattr(self.config.weights, name) for name in parts}
        if "noise" in weights:
            weights["noise"] = self.noise_weight
        return torch.stack([weights[name] * value for name, value in parts.items()]).sum()

    @torch.no_grad()
    def hold_gain(self, parts: Dict[str, Tensor]) -> None:
        """Raise the weight of the noise where its gain exceeds the config's, lower it where it does not.

        A fixed weight gives every style and size another gain, since their other losses differ.
        """
        most = self.config.training.gain
        if most and "noise" in parts:
            excess = (parts["noise"].detach() / most**2 - 1).clamp(-1, 1)
            self.noise_weight.mul_((PULL * excess).exp()).clamp_(*PULLED)

    def _compare(self, painted: Tensor, found: Tensor, views: Views, move: Tensor) -> Dict[str, Tensor]:
        """-> the losses without a network of their own. painted, found: drawings and masks of all frames."""
        first, second, w = views.first, views.second, self.config.weights
        outputs = painted.split([len(f) for f in views.frames])
        parts = self._drawing(outputs[0], first)
        share = len(second) / (len(first) + len(second))
        parts["pair"] = (1 - share) * self._pair(outputs[0], first) + share * self._pair(outputs[1], second)
        parts["temporal"] = self._steadiness(outputs[0][: len(second)], outputs[1], move)
        if views.noise is not None:
            parts["noise"] = losses.noise_gain(outputs[0][: len(views.noise)], outputs[2], views.noise)
        if w.mask:
            wanted = F.avg_pool2d(first[:, 6:], 4)
            parts["mask"] = F.binary_cross_entropy_with_logits(found[: len(wanted)], wanted)
        return parts

    def _pair(self, out: Tensor, scene: Tensor) -> Tensor:
        w = self.config.weights
        return losses.pair_loss(out, scene[:, 3:6], w.ink, self._marked(scene))

    def _marked(self, scene: Tensor) -> Tensor:
        """-> (N, 1, H, W): how much heavier each pixel is."""
        w = self.config.weights
        return w.region * scene[:, 6:7] + w.skin * scene[:, 7:8] + w.mouth * scene[:, 9:10]

    def _drawing(self, out: Tensor, scene: Tensor) -> Dict[str, Tensor]:
        w, target, parts = self.config.weights, scene[:, 3:6], {}
        if w.line:
            parts["line"] = losses.line_loss(out, target)
        if w.flatness:
            parts["flatness"] = losses.flatness_loss(out, target)
        if w.tint:
            parts["tint"] = losses.tint_loss(out, target, scene[:, 6:7])
        if w.slope:
            parts["slope"] = losses.slope_loss(out, target, SLOPES * self._marked(scene))
        return parts

    def _steadiness(self, first: Tensor, second: Tensor, move: Tensor) -> Tensor:
        """-> mean squared difference of the drawings of the two frames, where both have their context."""
        rim = self.config.training.margin + EDGE
        places = torch.arange(rim, first.shape[-1] - rim, device=self.device)
        moved = second.index_select(2, places - move[0]).index_select(3, places - move[1])
        return F.mse_loss(first[:, :, rim:-rim, rim:-rim], moved)

    def _features(self, vgg: nn.Module, x: Tensor) -> perceptual.Features:
        with losses.half(self.device):
            features: perceptual.Features = vgg(x.contiguous(memory_format=torch.channels_last))
        return features
