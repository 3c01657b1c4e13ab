"""Renders the layers of a drawing in a style."""
