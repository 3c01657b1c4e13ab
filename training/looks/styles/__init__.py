"""Renders layers in a style: first the ground, which a student learns, then the finish on the paper."""

from __future__ import annotations

from typing import Callable, Dict, NamedTuple

from ..layers import Array, Layers
from . import cel90s, comic, great_wave, manga, pencil, watercolour


class Style(NamedTuple):
    """ground: the picture that follows from the scene. finish: what the paper adds, fixed to the pixels."""

    ground: Callable[[Layers], Array]
    finish: Callable[[Array], Array]


STYLES: Dict[str, Style] = {
    "cel90s": Style(cel90s.ground, cel90s.finish),
    "manga": Style(manga.ground, manga.finish),
    "comic": Style(comic.ground, comic.finish),
    "watercolour": Style(watercolour.ground, watercolour.finish),
    "pencil": Style(pencil.ground, pencil.finish),
    "great-wave": Style(great_wave.ground, great_wave.finish),
}


def render(name: str, layers: Layers) -> Array:
    """-> (h, w, 3) in a style of STYLES; hatching follows the form where its direction is known."""
    style = STYLES[name]
    if name == "pencil":
        return pencil.finish(style.ground(layers), layers.flow)
    return style.finish(style.ground(layers))
