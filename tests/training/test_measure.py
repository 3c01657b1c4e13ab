"""The measures of a style and the blend, on small made-up pictures and on the processor."""

import tempfile
import unittest
from pathlib import Path
from typing import Iterable
from unittest import mock

import cv2
import numpy as np
import torch

from pictures import picture
from training.fixtures import goldens
from training.measure import blend, metrics


class Yardstick(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def clip(self, frames: Iterable[metrics.Picture]) -> metrics.ClipMotion:
        path = self.folder / "clip.mp4"
        writer = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*"mp4v"), 10, (128, 96))
        for frame in frames:
            writer.write(frame)
        writer.release()
        return metrics.ClipMotion(path)

    def test_the_input_itself_scores_as_the_input(self) -> None:
        row = metrics.score_photo(lambda x: x, picture(3))
        self.assertAlmostEqual(row["gain"], 1, places=5)
        self.assertEqual((row["edges"], row["chroma"], row["change"]), (1, 0, 0))

    def test_a_constant_is_flat_without_ink_or_gain(self) -> None:
        row = metrics.score_photo(lambda x: x * 0 + 0.5, picture(3))
        self.assertEqual((row["flat"], row["ink"], row["gain"]), (1, 0, 0))

    def test_half_contrast_halves_the_gain(self) -> None:
        self.assertAlmostEqual(metrics.score_photo(lambda x: x / 2, picture(3))["gain"], 0.5, places=5)

    def test_warp_is_low_for_a_still_clip_and_high_for_flicker(self) -> None:
        clip = self.clip(picture(1) for _ in range(6))
        self.assertLess(metrics.score_clip(lambda x: x, clip)["warp"], 0.01)
        frames = iter(range(100))
        self.assertGreater(metrics.score_clip(lambda x: x + 0.1 * (next(frames) % 2), clip)["warp"], 0.09)

    def test_the_blend_steadies_a_still_picture_and_lets_go_of_what_went(self) -> None:
        torch.manual_seed(0)
        still = torch.full((1, 3, 40, 60), 0.5)
        noisy = [still + torch.randn_like(still) * 1.5 / 255 for _ in range(8)]
        steady = blend.Blend(0.6)
        shown = [steady(x, x) for x in noisy]
        self.assertTrue(torch.equal(shown[0], noisy[0]))
        self.assertLess(float((shown[-1] - still).std() / (noisy[-1] - still).std()), 0.6)
        thing = still.clone()
        thing[..., 10:20, 20:30] = 0
        steady = blend.Blend(0.6)
        steady(thing, 1 - thing)
        self.assertLess(float((steady(still, 1 - still) - (1 - still)).abs().max()), 2.5 / 255)

    def test_the_blend_follows_what_moves(self) -> None:
        before, now = (x.float() for x in goldens.video())
        vectors = 2 * blend.find_motion(blend.pyramid(now), blend.pyramid(before))
        wall, square = vectors[6:8, 1:3].mean((0, 1)), vectors[3:5, 6].mean(0)
        self.assertLess(float((wall - torch.tensor([-2.6, 1.3])).abs().max()), 0.2)
        self.assertLess(float((square - torch.tensor([5.0, 0.0])).abs().max()), 0.2)
        flicker = 0.05
        steady = blend.Blend(0.6)
        steady(before, before + flicker)
        left = (steady(now, now) - now)[..., 25:45, 45:55]
        self.assertGreater(float(left.mean()), 0.3 * flicker)
        self.assertLess(float(left.mean()), 0.6 * flicker)

    def test_a_blend_that_lags_behind_a_moving_thing_counts_as_ghost(self) -> None:
        frames = np.full((5, 96, 128, 3), 120, np.uint8)
        for i, frame in enumerate(frames):
            frame[30:60, 10 + 10 * i : 22 + 10 * i] = 220
        clip = self.clip(frames)
        self.assertLess(metrics.score_clip(lambda x: x, clip, blend.Blend(0.6))["ghost"], 0.5)
        nowhere = torch.zeros(12, 16, 2)
        with mock.patch.multiple(blend, NOISE=2.0, SLACK=1.0, find_motion=lambda now, before: nowhere):
            self.assertGreater(metrics.score_clip(lambda x: x, clip, blend.Blend(0.6))["ghost"], 5)


if __name__ == "__main__":
    unittest.main()
