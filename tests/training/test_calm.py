"""Crowded thin shapes become calm masses. Run: python3 -m unittest discover -s tests/training"""

import unittest

import cv2
import numpy as np

from training.looks.layers import Array
from training.looks.luma import luma
from training.looks.world import ops, paint_world
from training.looks.world.clusters import absorbed, crowded

RNG = np.random.default_rng(1)


def thin_and_dark(picture: Array) -> Array:
    """-> where a shape is darker than both sides and under five pixels wide."""
    tone = ops.log_luma(picture)
    return np.asarray(cv2.morphologyEx(tone, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8)) - tone > 0.2)


def grass() -> Array:
    """Dark blades, two pixels wide, all over."""
    picture = np.full((200, 200, 3), (0.45, 0.6, 0.3), np.float32)
    for x, y, lean in RNG.integers((0, 0, -6), (200, 200, 6), (700, 3)).tolist():
        cv2.line(picture, (x, y), (x + lean, y + 12), (0.15, 0.25, 0.1), 2)
    grain = np.exp(RNG.normal(0, 0.12, (200, 200, 1)))
    return ops.blur((picture * grain).astype(np.float32), 0.5)


class Calm(unittest.TestCase):
    def test_blades_of_grass_are_painted_as_masses(self) -> None:
        picture = grass()
        drawn = paint_world(picture, np.zeros((200, 200), np.float32))
        painted = ops.mix(drawn.colour, drawn.ink, drawn.line)
        self.assertGreater(float(thin_and_dark(picture).mean()), 0.15)
        self.assertLess(float(thin_and_dark(painted).mean()), 0.4 * float(thin_and_dark(picture).mean()))

    def test_a_wire_and_letters_stay_and_grass_is_crowded(self) -> None:
        wall = np.full((200, 200, 3), 0.8, np.float32)
        wall[40:42] = 0.1
        cv2.putText(wall, "OPEN", (40, 130), cv2.FONT_HERSHEY_SIMPLEX, 0.7, (0.1, 0.1, 0.1), 2)
        self.assertLess(float(crowded(wall, 200.0).max()), 0.05)
        self.assertGreater(float(crowded(grass(), 200.0)[40:160, 40:160].mean()), 0.9)

    def test_what_is_larger_than_the_least_disc_keeps_its_border(self) -> None:
        picture = np.full((120, 160, 3), 0.75, np.float32)
        picture[30:100, 60:110] = (0.3, 0.2, 0.15)
        out = absorbed(picture, 120.0)
        self.assertLess(float(np.abs(out - picture)[:, :56].mean()), 0.02)
        dark = luma(out)[65] < 0.48
        self.assertLessEqual(abs(int(np.flatnonzero(dark)[0]) - 60), 1)


if __name__ == "__main__":
    unittest.main()
