"""A style's config file (TOML): who it is, which network, how it is trained."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Callable, Dict, List, Protocol, Tuple

Part = Tuple[float, float, float, float]
"""Left, top, right and bottom of a part of a picture, as shares of its sides."""
WHOLE: Part = (0.0, 0.0, 1.0, 1.0)


@dataclass
class Training:
    """Length, crops and camera moves of a training, in pixels. whole: moves by whole pixels only (data.Motion)."""

    steps: int = 6000
    batch: int = 16
    crop: int = 256
    tile: int = 288
    tiles_each: int = 2
    scales: Tuple[float, ...] = (1.0, 1.15, 1.35, 1.6)
    dim: float = 0.35
    learning_rate: float = 2e-3
    freeze_norm_at: float = 0.7
    seed: int = 1
    noise: float = 5.0
    shift: float = 8.0
    turn: float = 0.02
    zoom: float = 0.02
    whole: bool = False


@dataclass
class Weights:
    """The losses' weights; 0 leaves a loss out."""

    style: float = 0.0
    content: float = 0.0
    tone: float = 0.0
    variation: float = 0.0
    temporal: float = 0.0
    noise: float = 0.0


@dataclass
class Config:
    """One style, taught by `pictures`: by `picture_part` of each, its short side scaled to `picture_side` pixels."""

    id: str
    name: str
    description: str
    credit: str
    licence: str
    norm: str = "instance"
    residual: bool = False
    pictures: List[str] = field(default_factory=list)
    picture_side: int = 384
    picture_part: Part = WHOLE
    style_layers: Tuple[str, ...] = ("relu1_1", "relu2_1", "relu3_1", "relu4_1")
    content_layers: Tuple[str, ...] = ("relu4_1",)
    training: Training = field(default_factory=Training)
    weights: Weights = field(default_factory=Weights)


def read(path: Path, training: Callable[..., Any], weights: Callable[..., Any]) -> Dict[str, Any]:
    """-> the fields of a config, its tables made by `training` and `weights`; an unknown key there is an error."""
    data: Dict[str, Any] = tomllib.loads(Path(path).read_text())
    data["training"] = training(**data.get("training", {}))
    data["weights"] = weights(**data.get("weights", {}))
    return data


def load(path: Path) -> Config:
    """-> the config; an unknown key is an error."""
    return Config(**read(path, Training, Weights))


class Adjustable(Protocol):
    """A config whose fields `override` may change."""

    @property
    def training(self) -> Any:
        ...

    @property
    def weights(self) -> Any:
        ...


def override(config: Adjustable, settings: List[str]) -> None:
    """Change fields of [training] or [weights] by "name=value"; an unknown name is an error."""
    for setting in settings:
        name, value = setting.split("=", 1)
        part = next((p for p in (config.weights, config.training) if hasattr(p, name)), None)
        if part is None:
            raise ValueError(f"there is no {name} to set")
        setattr(part, name, type(getattr(part, name))(tomllib.loads(f"x = {value}")["x"]))
