"""Made-up pictures, which tests learn and measure."""

import cv2
import numpy as np

from training.measure import metrics


def picture(seed: int, height: int = 96, width: int = 128) -> metrics.Picture:
    """-> uint8 BGR: soft colours, a few sharp shapes, a little noise."""
    rng = np.random.default_rng(seed)
    bgr = (
        cv2.resize(rng.random((4, 5, 3)).astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC) * 200 + 20
    )
    for _ in range(6):
        centre = (int(rng.integers(width)), int(rng.integers(height)))
        cv2.circle(bgr, centre, int(rng.integers(6, 24)), [int(c) for c in rng.integers(0, 255, 3)], -1)
    return (bgr + rng.normal(0, 2, bgr.shape)).clip(0, 255).astype(np.uint8)
