"""Fixed VGG-19 features for the perceptual losses (Gatys et al. 2016, Johnson et al. 2016).

Two sources: torchvision's VGG-19, downloaded by torchvision; or a folder with two .npz files (`INKREEL_PERCEPTUAL` or
the config): the exact first five convolutions, and a distilled VGG-19 whose learned 1x1 maps stand in for relu4_1.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Dict, List, Optional, Sequence, Tuple

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

EXACT_FILE = "vgg19norm_to_relu3_1_fp16.npz"
DISTILLED_FILE = "vgg19_16x_distilled_to_relu5_1_fp16.npz"
Features = Dict[str, Tensor]


class _Chain(nn.Module):
    """Zero-padded convolutions, ReLU and 2x2 max pooling from an .npz of `<layer>.weight` and `.bias`."""

    def __init__(self, path: Path, layers: Sequence[str], taps: Dict[str, Tuple[str, Optional[str]]]) -> None:
        super().__init__()
        self.layers, self.taps = list(layers), taps
        for key, value in np.load(path).items():
            self.register_buffer(key.replace(".", "__"), torch.from_numpy(value.astype(np.float32)))

    def _conv(self, x: Tensor, layer: str) -> Tensor:
        weight, bias = getattr(self, f"{layer}__weight"), getattr(self, f"{layer}__bias")
        return F.conv2d(x, weight, bias, padding=weight.shape[-1] // 2)

    def forward(self, x: Tensor) -> Features:
        """(N, 3, H, W) RGB in [0, 1] -> features by VGG layer name."""
        features: Features = {}
        x = self._conv(x, "conv0")
        for layer in self.layers:
            if layer == "pool":
                x = F.max_pool2d(x, 2)
                continue
            x = F.relu(self._conv(x, layer))
            if layer in self.taps:
                name, mapping = self.taps[layer]
                features[name] = F.relu(self._conv(x, mapping)) if mapping else x
        return features


class LocalVGG(nn.Module):
    """relu1_1, relu1_2, relu2_1, relu2_2, relu3_1 exactly; where `deep`, relu4_1 from the distilled network."""

    def __init__(self, folder: Path, deep: bool = True) -> None:
        super().__init__()
        exact = ["1_1", "1_2", "pool", "2_1", "2_2", "pool", "3_1"]
        layers = [n if n == "pool" else f"conv{n}" for n in exact]
        taps: Dict[str, Tuple[str, Optional[str]]] = {
            n: (n.replace("conv", "relu"), None) for n in layers if n != "pool"
        }
        self.exact = _Chain(folder / EXACT_FILE, layers, taps)
        self.distilled: Optional[_Chain] = None
        if not deep:
            return
        names = ["11", "12", "pool", "21", "22", "pool", "31", "32", "33", "34", "pool", "41"]
        layers = [n if n == "pool" else f"conv{n}" for n in names]
        self.distilled = _Chain(folder / DISTILLED_FILE, layers, {"conv41": ("relu4_1", "conv41_aux")})

    def forward(self, x: Tensor) -> Features:
        features: Features = self.exact(x)
        if self.distilled:
            features.update(self.distilled(x))
        return features


class TorchvisionVGG(nn.Module):
    """torchvision's VGG-19; asks torchvision to download it."""

    TAPS = {1: "relu1_1", 3: "relu1_2", 6: "relu2_1", 8: "relu2_2", 11: "relu3_1", 20: "relu4_1"}

    def __init__(self) -> None:
        super().__init__()
        from torchvision.models import VGG19_Weights, vgg19

        self.features = vgg19(weights=VGG19_Weights.IMAGENET1K_V1).features[:21]
        self.register_buffer("mean", torch.tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1))
        self.register_buffer("std", torch.tensor([0.229, 0.224, 0.225]).view(1, 3, 1, 1))

    def forward(self, x: Tensor) -> Features:
        features: Features = {}
        x = (x - self.mean) / self.std
        for i, layer in enumerate(self.features):
            x = F.relu(x) if isinstance(layer, nn.ReLU) else layer(x)
            if i in self.TAPS:
                features[self.TAPS[i]] = x
        return features


def load(folder: Optional[str] = None, deep: bool = True) -> nn.Module:
    """-> the frozen perceptual network: from the folder, from `INKREEL_PERCEPTUAL`, else from torchvision.

    deep: with relu4_1, which is not needed for drawings.
    """
    folder = folder or os.environ.get("INKREEL_PERCEPTUAL")
    net: nn.Module = LocalVGG(Path(folder), deep) if folder else TorchvisionVGG()
    return net.eval().requires_grad_(False)


def gram(feature: Tensor) -> Tensor:
    """(N, C, H, W) -> (N, C, C): mean products of channels, the style of Gatys et al."""
    n, c, h, w = feature.shape
    flat = feature.reshape(n, c, h * w)
    return (flat @ flat.transpose(1, 2)).float() / (h * w)


def style_grams(net: nn.Module, pictures: List[Tensor], layers: Sequence[str]) -> Dict[str, Tensor]:
    """-> the Gram matrices (1, C, C) of the style, averaged over its pictures (each (1, 3, H, W))."""
    with torch.no_grad():
        each = [net(p) for p in pictures]
        return {name: torch.stack([gram(f[name]) for f in each]).mean(0) for name in layers}
