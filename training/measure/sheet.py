"""Contact sheets: photos beside their stylized selves."""

from __future__ import annotations

from pathlib import Path
from typing import Dict, Sequence, Union

import cv2
import numpy as np
import torch

from .metrics import Picture, Stylizer, load_photo, to_bgr, to_tensor


@torch.no_grad()
def contact_sheet(
    stylizers: Dict[str, Stylizer],
    photos: Sequence[Path],
    device: Union[str, torch.device],
    height: int = 300,
    columns: int = 2,
) -> Picture:
    """-> BGR picture: a cell a photo, in it the photo and then every stylizer's output, at the yardstick's size."""
    cells = []
    for path in photos:
        bgr = load_photo(path)
        shown = [bgr] + [to_bgr(f(to_tensor(bgr, device)).float()) for f in stylizers.values()]
        width = round(bgr.shape[1] * height / bgr.shape[0])
        cells.append(np.hstack([cv2.resize(s, (width, height), interpolation=cv2.INTER_AREA) for s in shown]))
    rows = [np.hstack(cells[i : i + columns]) for i in range(0, len(cells), columns)]
    most = max(r.shape[1] for r in rows)
    return np.vstack([np.pad(r, ((0, 4), (0, most - r.shape[1]), (0, 0))) for r in rows])
