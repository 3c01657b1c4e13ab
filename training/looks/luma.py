"""How bright colours are."""

from __future__ import annotations

import numpy as np

from .layers import Array

LUMA: Array = np.array([0.299, 0.587, 0.114], np.float32)
"""Rec. 601: shares of red, green and blue."""


def luma(x: Array) -> Array:
    """-> Rec. 601 luma, one dimension less."""
    result: Array = x @ LUMA
    return result
