"""Learning what a larger network draws."""

import unittest

import numpy as np
import torch

from training.learn import distil
from training.nets.networks import build


class Distilling(unittest.TestCase):
    def test_a_small_network_comes_nearer_to_what_a_larger_one_draws(self) -> None:
        torch.manual_seed(0)
        photos = torch.nn.functional.interpolate(torch.rand(4, 3, 9, 9), (distil.KEPT, distil.KEPT), mode="bicubic")
        drawings = (photos.clamp(0, 1) > 0.5).float()
        net = build("context-XS")

        def distance(net: torch.nn.Module) -> float:
            torch.manual_seed(0)
            with torch.no_grad():
                return float(distil.distil_losses(net, photos, drawings)["pair"])

        before = distance(net.eval())
        learnt = distil.distil(net, photos, drawings, 600, 3e-3, np.random.default_rng(0), steps=24)
        self.assertLess(distance(learnt), 0.9 * before)


if __name__ == "__main__":
    unittest.main()
