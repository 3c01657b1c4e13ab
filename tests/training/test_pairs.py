"""Learning drawings from pairs. Run: python3 -m unittest discover -s tests/training"""

import tempfile
import unittest
from pathlib import Path
from unittest import mock

import cv2
import numpy as np
import torch

from training.learn.pairs import config as pair_config
from training.learn.pairs.degrade import Degradation, codec, compress
from training.learn.pairs.config import PairConfig, PairTraining, Shape
from training.learn.pairs.data import COPIES, PairFolder, mirrored
from training.learn.pairs.trainer import PairTrainer, open_pairs
from training.learn.train_pairs import train, wait_for_pairs
from training.looks import pairs as looks_pairs
from training.looks.layers import Array
from training.looks.perception.perceive import Perception

ROOT = Path(__file__).resolve().parents[2]
CPU = torch.device("cpu")


def write_pair(folder: Path, name: str, side: int, face: bool, target: str = "t") -> None:
    """A smooth photo, its drawing in two tones, and a mask with one eye where there is a face."""
    rng = np.random.default_rng(len(name) + side)
    photo = cv2.resize(rng.random((4, 4, 3)).astype(np.float32), (side, side), interpolation=cv2.INTER_CUBIC) * 255
    mask = np.zeros((side, side, 4), np.uint8)
    if face:
        mask[side // 4 : side // 2, :, 1] = 255
        mask[side // 3 : side // 3 + 4, side // 3 : side // 3 + 4, 2] = 255
    cv2.imwrite(str(folder / f"{name}_{target}.jpg"), (photo > 128) * 255.0)
    cv2.imwrite(str(folder / f"{name}_m.png"), mask)
    cv2.imwrite(str(folder / f"{name}_p.jpg"), photo)


class Folder(unittest.TestCase):
    def setUp(self) -> None:
        made = tempfile.TemporaryDirectory()
        self.addCleanup(made.cleanup)
        self.folder = Path(made.name)

    def config(self) -> PairConfig:
        config = pair_config.load(ROOT / "training/learn/drawn/anime.toml")
        config.training.shapes, config.weights.feature = (Shape(64, 2, 1.0),), 0.0
        return config


class Pairs(Folder):
    def test_pairs_are_read_once_each_as_they_come(self) -> None:
        pairs = PairFolder(self.folder, "t", CPU, 1)
        write_pair(self.folder, "a", 96, face=True)
        self.assertEqual((pairs.read_new(), len(pairs.scenes), len(pairs)), (1, 0, 1))
        write_pair(self.folder, "b", 64, face=False)
        self.assertEqual((pairs.read_new(), pairs.read_new(), len(pairs)), (1, 0, 2))
        self.assertEqual(tuple(pairs.scenes[0].layers.shape), (10, 64, 64))

    def test_a_drawing_with_blue_eyes_is_taken_more_often(self) -> None:
        pairs = PairFolder(self.folder, "t", CPU, 1)
        for name, colour in (("brown", (20, 60, 90)), ("blue", (160, 110, 60))):
            write_pair(self.folder, name, 96, face=True)
            cv2.imwrite(str(self.folder / f"{name}_t.jpg"), np.full((96, 96, 3), colour, np.uint8))
        pairs.read_new()
        self.assertEqual(sorted(p.often for p in pairs.people), [1] + [COPIES] * COPIES)

    def test_what_is_drawn_out_of_focus_is_perceived_in_focus(self) -> None:
        sharp = np.random.default_rng(4).random((48, 48, 3)).astype(np.float32)
        perceived: "list[Array]" = []

        def perceive(photo: Array) -> Perception:
            perceived.append(photo)
            return Perception([], np.ones((48, 48, 6), np.float32))

        soft, known = looks_pairs._changed(sharp, perceive, lids=0.0, soft=3.0)
        self.assertLess(float(soft.std()), 0.3 * float(sharp.std()))
        self.assertEqual(known(soft).classes.shape, (48, 48, 6))
        self.assertEqual(len(perceived), 1)
        self.assertIs(perceived[0], sharp)

    def test_a_pair_without_its_drawing_is_left_out(self) -> None:
        write_pair(self.folder, "a", 96, face=True, target="manga")
        pairs = PairFolder(self.folder, "t", CPU, 1)
        pairs.read_new()
        self.assertEqual(len(pairs), 0)
        manga = PairFolder(self.folder, "manga", CPU, 1)
        manga.read_new()
        self.assertEqual(len(manga), 1)

    def test_photo_drawing_and_mask_are_cut_at_one_place_and_show_the_eye(self) -> None:
        write_pair(self.folder, "a", 96, face=True)
        pairs = PairFolder(self.folder, "t", CPU, 1)
        pairs.read_new()
        sample = pairs.sample(8, 48, people=1.0, centred=1.0).float() / 255
        self.assertEqual(tuple(sample.shape), (8, 10, 48, 48))
        self.assertGreater(float(sample[:, 6].amax((1, 2)).min()), 0.9)
        agree = ((sample[:, :3] > 0.5).float() - sample[:, 3:6]).abs().mean()
        self.assertLess(float(agree), 0.1)

    def test_a_crop_comes_from_a_pair_that_holds_it(self) -> None:
        write_pair(self.folder, "small", 64, face=True)
        write_pair(self.folder, "large", 112, face=True)
        pairs = PairFolder(self.folder, "t", CPU, 1)
        pairs.read_new()
        large = max(pairs.people, key=lambda pair: pair.layers.shape[1]).layers
        sample = pairs.sample(6, 112, people=1.0, centred=0.5)
        self.assertTrue(all(torch.equal(s, large) or torch.equal(s.flip(2), large) for s in sample))

    def test_a_pair_smaller_than_a_crop_is_mirrored_at_its_borders(self) -> None:
        layers = torch.arange(4, dtype=torch.uint8).repeat(1, 2, 1)
        self.assertEqual(mirrored(layers, 8)[0, 0].tolist(), [1, 0, 0, 1, 2, 3, 3, 2])
        self.assertEqual(tuple(mirrored(layers, 8).shape), (1, 8, 8))


class Cameras(unittest.TestCase):
    def test_fine_quantisation_changes_little_and_coarse_much(self) -> None:
        torch.manual_seed(0)
        x = torch.nn.functional.interpolate(torch.rand(1, 3, 6, 6), (48, 48), mode="bicubic").clamp(0, 1)
        errors = [float((compress(x, torch.full((1,), c), codec(CPU)) - x).abs().mean()) for c in (0.01, 2.0)]
        self.assertLess(errors[0], 0.01)
        self.assertGreater(errors[1], 2 * errors[0])

    def test_two_frames_differ_by_noise_and_the_drawing_has_none(self) -> None:
        torch.manual_seed(0)
        camera = Degradation(4, PairTraining(dim=0.0, blur=0.0, compression=0.0, noise=6.0), codec(CPU))
        grey = torch.full((4, 3, 32, 32), 0.5)
        first, second = (camera.record(camera.scene(grey)) for _ in range(2))
        self.assertGreater(float((first - second).std()), 2 / 255)
        self.assertLess(float((camera.drawing(grey) - grey).abs().max()), 1e-5)

    def test_the_first_pictures_of_a_batch_keep_their_own_camera(self) -> None:
        torch.manual_seed(2)
        camera = Degradation(3, PairTraining(noise=200.0, dim=0.0, blur=0.0, compression=0.0), codec(CPU))
        camera.sigma = torch.tensor([0.0, 0.3, 0.0]).view(3, 1, 1, 1)
        frame = camera.record(torch.full((2, 3, 32, 32), 0.5))
        self.assertLess(float((frame[0] - 0.5).abs().max()), 1 / 255)
        self.assertGreater(float((frame[1] - 0.5).std()), 0.1)

    def test_a_dim_photo_has_a_drawing_that_is_dim_but_less_so(self) -> None:
        torch.manual_seed(0)
        camera = Degradation(16, PairTraining(dim=1.0), codec(CPU))
        grey = torch.full((16, 3, 16, 16), 0.5)
        photo, drawing = (x.mean((1, 2, 3)) for x in (camera.scene(grey), camera.drawing(grey)))
        darker = photo < 0.45
        self.assertTrue(bool(darker.any()))
        self.assertTrue(bool((drawing > photo)[darker].all() and (drawing < 0.5)[darker].all()))


class Learning(Folder):
    def test_every_style_has_a_config_of_its_own(self) -> None:
        paths = sorted((ROOT / "training/learn/drawn").glob("*.toml"))
        self.assertEqual([pair_config.load(p).id for p in paths], [p.stem for p in paths])

    def test_a_network_learns_saves_and_goes_on(self) -> None:
        for name in "abcd":
            write_pair(self.folder, name, 96, face=name < "c")
        config = self.config()
        config.weights.critic, config.training.learning_rate = 0.02, 1e-2
        trainer = PairTrainer(config, "XS", open_pairs(self.folder, config, CPU))
        trainer.pairs.read_new()
        window = trainer.pairs.sample(4, 80, 0.5, 0.5)

        def loss() -> float:
            torch.manual_seed(0)
            return float(trainer.losses(window, torch.tensor([2, 2]))["pair"])

        first = loss()
        train({"x": trainer}, 600, 40, 40, self.folder)
        self.assertLess(loss(), 0.8 * first)
        again = PairTrainer(config, "XS", trainer.pairs, torch.load(self.folder / "x.pt"))
        before, after = (t.net.layer("paint").state_dict()["weight"] for t in (trainer, again))
        self.assertLess(float((before - after).abs().max()), 0.5)
        judges = [list(t.losses.critic.parameters()) for t in (trainer, again) if t.losses.critic]
        self.assertTrue(all(map(torch.equal, *judges)))

    def test_a_refining_config_draws_few_second_frames(self) -> None:
        config = pair_config.load(ROOT / "training/learn/drawn/refine/anime.toml")
        self.assertEqual(config.training.shapes[0], Shape(128, 8, 0.5))
        config.training.shapes = (Shape(64, 4, 1.0),)
        write_pair(self.folder, "a", 96, face=True)
        pairs = open_pairs(self.folder, config, CPU)
        pairs.read_new()
        trainer = PairTrainer(config, "XS", pairs)
        with mock.patch.object(trainer.net, "run", wraps=trainer.net.run) as run:
            trainer.learn(0.0)
        self.assertEqual(
            [len(call.args[0]) for call in run.call_args_list], [4 + 1 + 1]
        )  # frames, a second one of every fourth, one more with other noise

    def test_the_weight_of_noise_follows_the_gain(self) -> None:
        config = self.config()
        losses = PairTrainer(config, "XS", open_pairs(self.folder, config, CPU)).losses
        weights = [float(losses.noise_weight)]
        for gain in (2 * config.training.gain, 0.5 * config.training.gain):
            for _ in range(100):
                losses.hold_gain({"noise": torch.tensor(gain**2)})
            weights.append(float(losses.noise_weight))
        self.assertGreater(weights[1], 1.2 * weights[0])
        self.assertLess(weights[2], 0.9 * weights[1])
        one = torch.tensor(1.0)
        self.assertAlmostEqual(float(losses.total({"noise": one, "pair": 0 * one})), weights[2], 5)

    def test_sizes_share_pairs_and_take_turns(self) -> None:
        for name in "ab":
            write_pair(self.folder, name, 96, face=name == "a")
        config = self.config()
        pairs = open_pairs(self.folder, config, CPU)
        wait_for_pairs(pairs, 2, 1)
        trainers = {size: PairTrainer(config, size, pairs) for size in ("XS", "S")}
        train(trainers, 600, 2, 2, self.folder)
        self.assertEqual([t.step for t in trainers.values()], [2, 2])
        self.assertTrue(all((self.folder / f"{size}.pt").exists() for size in trainers))
        with self.assertRaises(RuntimeError):
            wait_for_pairs(pairs, 3, 0)

    def test_drawings_that_move_with_the_scene_are_steady(self) -> None:
        write_pair(self.folder, "a", 96, face=True)
        config = self.config()
        config.training = PairTraining(dim=0, blur=0, compression=0, noise=0, shapes=config.training.shapes)
        trainer = PairTrainer(config, "XS", open_pairs(self.folder, config, CPU))
        trainer.pairs.read_new()
        window = trainer.pairs.sample(2, 80, 1.0, 0.0)
        with mock.patch.object(trainer.net, "run", lambda x: {**zero(trainer, x), trainer.net.output: x}):
            with mock.patch("torch.randn", lambda *a, **k: torch.zeros(*a, **k)):
                parts = trainer.losses(window, torch.tensor([5, -3]))
        self.assertLess(float(parts["temporal"]), 1e-6)


def zero(trainer: PairTrainer, x: torch.Tensor) -> "dict[str, torch.Tensor]":
    """-> the layer that the mask's head reads, all zero."""
    channels, height, width = trainer.net.channels["join4.relu"], x.shape[2] // 4, x.shape[3] // 4
    return {"join4.relu": torch.zeros(len(x), channels, height, width)}
