"""The config file (TOML) of a drawn style: who it is and how a network with context learns the teacher's drawings."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Tuple

from ..config import read


@dataclass
class Shape:
    """A batch: side of its crops in pixels (a multiple of 16), their number, and how often it is taken."""

    crop: int
    batch: int
    share: float


SHAPES = (Shape(160, 20, 0.2), Shape(256, 12, 0.35), Shape(384, 6, 0.25), Shape(544, 3, 0.2))
"""Small crops show many places, large ones whole faces, those of a call included."""


@dataclass
class PairTraining:
    """Rates, shares and strengths.

    people: share of the crops from pictures with people. centred: share of those that show an important place (an eye).
    noise: most sensor noise, in 1/255.
    dim, blur, compression: shares of the photos that are darkened, softened, compressed.
    batches: factor of the number of crops of every shape; below 1, several trainings fit on one card.
    margin: longest move between two frames of a crop, in pixels.
    moved: share of the crops of which the network also draws a second frame.
    gain: share of a photo's noise that the drawing may keep. The weight of `noise` rises while the drawing keeps more,
        and falls while it keeps less. With 0 the weight stays.
    graphs: runs steps as CUDA graphs, where there is a card.
    """

    learning_rate: float = 2e-3
    freeze_norm_at: float = 0.7
    average: float = 0.999
    people: float = 0.6
    centred: float = 0.7
    noise: float = 6.0
    dim: float = 0.3
    blur: float = 0.25
    compression: float = 0.35
    batches: float = 1.0
    margin: int = 8
    moved: float = 1.0
    gain: float = 0.42
    graphs: bool = True
    seed: int = 1
    shapes: Tuple[Shape, ...] = SHAPES

    def __post_init__(self) -> None:
        shapes: Tuple[Any, ...] = self.shapes  # a TOML has tables
        self.shapes = tuple(s if isinstance(s, Shape) else Shape(**s) for s in shapes)


@dataclass
class PairWeights:
    """Weights of the losses; 0 leaves a loss out. ink, region, skin, mouth: how much heavier lines, marked regions,
    skin and mouths are in `pair`; a quarter of it, but for lines, in `slope`. tint: of the
    colour of eyes, apart from their lightness. Other losses hardly count the few pixels of a blue iris."""

    pair: float = 6.0
    ink: float = 3.0
    region: float = 8.0
    skin: float = 0.0
    mouth: float = 12.0
    line: float = 20.0
    flatness: float = 0.5
    slope: float = 10.0
    feature: float = 2.5
    tint: float = 0.0
    critic: float = 0.0
    temporal: float = 120.0
    noise: float = 0.5
    mask: float = 0.1


@dataclass
class PairConfig:
    """A drawn style. target: the suffix of its drawings in a folder of pairs (data.py). finish: nets/export.py."""

    id: str
    name: str
    description: str
    credit: str
    licence: str
    target: str = "t"
    finish: str = "none"
    training: PairTraining = field(default_factory=PairTraining)
    weights: PairWeights = field(default_factory=PairWeights)


def load(path: Path) -> PairConfig:
    """-> the config; an unknown key is an error."""
    return PairConfig(**read(path, PairTraining, PairWeights))
