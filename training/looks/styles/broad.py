"""The scene in broad shapes, for styles of few tones: leaf by leaf they would be all flecks."""

from __future__ import annotations

from ..layers import Array, Layers
from ..people.pixels import blur, mix
from ..world.facets import daubs


def broad(layers: Layers) -> Array:
    """-> (h, w, 3): the painted fill, its texture in daubs as large as a cluster of leaves, people as they are."""
    size = min(layers.line.shape)
    daubed = daubs(blur(layers.colour, max(1.2, 0.003 * size)), max(2.4, 0.009 * size))
    return mix(daubed, layers.colour, layers.mask("person"))
