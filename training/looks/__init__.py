"""The looks: a slow, offline teacher that draws photos, layer by layer."""
