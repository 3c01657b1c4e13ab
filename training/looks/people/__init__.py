"""Draws people: skin, hair, features, contours."""
