"""Pairs of a photo and its drawing: configuration, data, losses and training on them."""
