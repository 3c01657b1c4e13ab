"""Everything but people, drawn as a background painter of an animated film would."""

from .ops import denoised
from .paint import paint_world

__all__ = ["denoised", "paint_world"]
