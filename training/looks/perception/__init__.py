"""Finds faces, their meshes and the masks of people in a photo."""
