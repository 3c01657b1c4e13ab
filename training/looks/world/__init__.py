"""Everything but people, drawn as a background painter of an animated film would."""

from .paint import paint_world

__all__ = ["paint_world"]
