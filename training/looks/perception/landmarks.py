"""MediaPipe's own operations in the face mesh network: crops of its features around the eyes and the lips."""

from __future__ import annotations

import math
import struct
from typing import List, Tuple

import torch
import torch.nn.functional as F
from torch import Tensor

CROP = 16
"""Side of the crops, pixels of the feature map."""

CORNERS = {80: (61, 291), 71: (33, 133)}
"""Points that are level in a crop, by the number of points around which it is cut: the lips, the eye at the left."""

RIGHT_EYE = (362, 263)


def subset(custom: bytes) -> List[int]:
    """-> the mesh points around which the operation cuts, from its options."""
    start = custom.index(b"subset_idxs\0") + 12
    for place in range(start, start + 4):
        count = struct.unpack_from("<H", custom, place)[0]
        if count in CORNERS:
            return list(struct.unpack_from(f"<{count}H", custom, place + 2))
    raise ValueError("a crop around other points than the lips' or an eye's is not supported")


def _corners(points: List[int]) -> Tuple[int, int]:
    return CORNERS[len(points)] if len(points) == 80 or 33 in points else RIGHT_EYE


def crop_matrix(mesh: Tensor, custom: bytes) -> Tensor:
    """mesh: (1, 468, 3) -> (1, 4, 4): from the crop's pixels to the mesh's unit, turned level, half as large again."""
    chosen, points = subset(custom), mesh[0]
    first, last = (points[i] for i in _corners(chosen))
    angle = float(torch.atan2(last[1] - first[1], last[0] - first[0]))
    cos, sin = math.cos(angle), math.sin(angle)
    turn = torch.tensor([[cos, sin], [-sin, cos]], dtype=mesh.dtype)
    level = points[chosen][:, :2] @ turn.T
    low, high = level.amin(0), level.amax(0)
    scale = turn.T @ torch.diag((high - low) * 1.5 / CROP)
    matrix = torch.eye(4, dtype=mesh.dtype)
    matrix[:2, :2] = scale
    matrix[:2, 3] = turn.T @ ((low + high) / 2) - scale @ torch.full((2,), CROP / 2)
    return matrix[None]


def cut_out(features: Tensor, matrix: Tensor) -> Tensor:
    """features: (1, h, w, c) -> (1, CROP, CROP, c), sampled bilinearly."""
    m = matrix[0]
    n = torch.arange(CROP, dtype=features.dtype) + 0.5
    y, x = n.view(-1, 1).expand(CROP, CROP), n.view(1, -1).expand(CROP, CROP)
    across = m[0, 0] * x + m[0, 1] * y + m[0, 3]
    down = m[1, 0] * x + m[1, 1] * y + m[1, 3]
    height, width = features.shape[1:3]
    grid = torch.stack([across / width * 2 - 1, down / height * 2 - 1], -1)[None]
    return F.grid_sample(features.permute(0, 3, 1, 2), grid, align_corners=False).permute(0, 2, 3, 1)


def move_points(points: Tensor, matrix: Tensor) -> Tensor:
    """points: (..., 2) in the crop's pixels -> in the mesh's unit."""
    m = matrix[0]
    return points @ m[:2, :2].T + m[:2, 3]
