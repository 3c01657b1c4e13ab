"""Losses of drawn styles, each on pictures whose answer is known."""

import unittest

import torch

from training.learn.losses import PatchCritic, deceit_loss, tint_loss


class Tint(unittest.TestCase):
    def test_a_tint_counts_in_eyes_alone_and_apart_from_lightness(self) -> None:
        grey, eyes = torch.full((1, 3, 8, 8), 0.4), torch.zeros(1, 1, 8, 8)
        eyes[..., :4] = 1
        blue = torch.tensor([0.1, 0.4, 0.8]).view(1, 3, 1, 1).expand_as(grey)
        self.assertGreater(float(tint_loss(grey, torch.where(eyes > 0, blue, grey), eyes)), 0.1)
        same = torch.where(eyes > 0, grey + 0.3, blue)
        self.assertLess(float(tint_loss(grey, same, eyes)), 1e-6)

    def test_a_blue_iris_counts_more_than_a_brown_one(self) -> None:
        grey, eyes = torch.full((1, 3, 8, 8), 0.4), torch.zeros(1, 1, 8, 8)
        eyes[..., :4] = 1
        left = torch.arange(8) < 2
        blue, brown = (torch.tensor(c).view(1, 3, 1, 1) for c in ([0.3, 0.4, 0.5], [0.5, 0.4, 0.3]))
        target = torch.where(left, blue, brown).expand_as(grey)
        miss_blue, miss_brown = torch.where(left, grey, target), torch.where(left, target, grey)
        self.assertGreater(float(tint_loss(miss_blue, target, eyes)), 2 * float(tint_loss(miss_brown, target, eyes)))


class Critic(unittest.TestCase):
    def test_a_drawing_learns_from_the_critic_and_the_critic_not_from_the_drawing(self) -> None:
        torch.manual_seed(0)
        critic = PatchCritic(4)
        drawing = torch.rand(1, 3, 64, 64, requires_grad=True)
        deceit_loss(critic, drawing, torch.rand(1, 3, 64, 64)).backward()
        assert drawing.grad is not None
        self.assertGreater(float(drawing.grad.abs().sum()), 0)
        self.assertTrue(all(p.grad is None and p.requires_grad for p in critic.parameters()))
        self.assertTrue(critic.training)


if __name__ == "__main__":
    unittest.main()
