"""Training of pictures and its losses, on small made-up pictures and on the processor."""

import hashlib
import json
import os
import tempfile
import unittest
from pathlib import Path
from typing import Any, Dict, Tuple
from unittest import mock

import cv2
import numpy as np
import torch

from pictures import picture
from training.learn import config, data, losses, own, perceptual
from training.measure import catalogue
from training.nets.export import load
from training.learn.train import train
from training.learn.trainer import Trainer

ROOT = Path(__file__).resolve().parents[2]
CPU = torch.device("cpu")
PARTS = ("weight", "bias")
Weights = np.ndarray[Any, Any]


def make_perceptual(folder: Path) -> None:
    """Writes both files of perceptual weights: random convolutions, of VGG-19's layers but an eighth of its channels.

    Features of random filters tell textures apart too (Ustyuzhaninov et al. 2016), which is enough to learn a picture.
    """
    rng = np.random.default_rng(0)

    def convolution(inputs: int, outputs: int, side: int) -> Tuple[Weights, Weights]:
        scale = np.sqrt(2 / (inputs * side * side))
        weight = (rng.standard_normal((outputs, inputs, side, side)) * scale).astype(np.float16)
        return weight, np.zeros(outputs, np.float16)

    def save(file: str, layers: Dict[str, Tuple[int, int, int]]) -> None:
        made = {name: convolution(*sizes) for name, sizes in {"conv0": (3, 3, 1), **layers}.items()}
        parts = {f"{name}.{part}": values for name, both in made.items() for part, values in zip(PARTS, both)}
        np.savez(folder / file, **parts)

    sizes = {"11": (3, 8), "12": (8, 8), "21": (8, 16), "22": (16, 16), "31": (16, 32)}
    deep = {"32": (32, 32), "33": (32, 32), "34": (32, 32), "41": (32, 64)}
    save(perceptual.EXACT_FILE, {f"conv{name[0]}_{name[1]}": (*both, 3) for name, both in sizes.items()})
    distilled = {f"conv{name}": (*both, 3) for name, both in {**sizes, **deep}.items()}
    save(perceptual.DISTILLED_FILE, {**distilled, "conv41_aux": (64, 64, 1)})


class Photos(unittest.TestCase):
    """A folder of made-up photos, and small configs."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.photos = self.folder / "photos"
        self.photos.mkdir()
        for i in range(6):
            cv2.imwrite(str(self.photos / f"{i}.png"), picture(i))

        make_perceptual(self.folder)
        cv2.imwrite(str(self.folder / "style.png"), picture(99))
        made_up = mock.patch.dict(os.environ, INKREEL_PERCEPTUAL=str(self.folder))
        made_up.start()
        self.addCleanup(made_up.stop)

    def small(self) -> config.Config:
        """A short training of a made-up picture."""
        style = config.load(ROOT / "training/learn/configs/starry-night.toml")
        style.pictures, style.picture_side = ["style.png"], 64
        t = style.training
        t.batch, t.crop, t.tile, t.tiles_each, t.steps, t.scales = 2, 32, 48, 1, 6, (1.0, 1.4)
        return style

    def trainer(self, style: config.Config) -> Trainer:
        return Trainer(style, "XS", self.photos, self.folder, CPU)


class Training(Photos):
    def test_a_stopped_training_goes_on_as_if_it_had_not_stopped(self) -> None:
        style = self.small()
        whole, out = self.trainer(style), self.folder / "out"
        for step in range(4):
            whole.learn(step / 6)
        half = self.trainer(style)
        for step in range(2):
            half.learn(step / 6)
        out.mkdir()
        torch.save(half.state(), out / "checkpoint.pt")
        resumed = self.trainer(style)
        resumed.restore(torch.load(out / "checkpoint.pt", map_location=CPU))
        for step in range(2, 4):
            resumed.learn(step / 6)
        for a, b in zip(whole.net.state_dict().values(), resumed.net.state_dict().values()):
            self.assertTrue(torch.equal(a, b))

    def test_train_writes_a_checkpoint_and_a_sample_and_stops_at_the_configs_steps(self) -> None:
        trainer, out = self.trainer(self.small()), self.folder / "out"
        out.mkdir()
        train(trainer, out, 0, data.split(self.photos)[1], every=3)
        self.assertEqual(trainer.step, 6)
        self.assertTrue((out / "checkpoint.pt").exists() and (out / "sample.jpg").exists())

    def test_train_may_report_its_very_first_step(self) -> None:
        trainer, out = self.trainer(self.small()), self.folder / "out"
        out.mkdir()
        with mock.patch("builtins.print") as printed:
            train(trainer, out, 0, data.split(self.photos)[1], every=1)
        self.assertEqual(printed.call_count, 6)

    def test_a_picture_of_ones_own_becomes_a_weights_file_in_one_command(self) -> None:
        out = self.folder / "out"
        tiny = [
            "--set",
            "batch=2",
            "crop=32",
            "tile=48",
            "tiles_each=1",
            "scales=[1.0]",
            "--size",
            "XS",
            "--steps",
            "2",
        ]
        picture_file = self.folder / "old_harbour.png"
        cv2.imwrite(str(picture_file), picture(7))
        paths = ["--style", str(picture_file), "--photos", str(self.photos), "--out", str(out)]
        with mock.patch("builtins.print"):
            own.main([*paths, "--licence", "CC0", *tiny])
        _, info = load(out / "old-harbour-xs.safetensors")
        self.assertEqual((info["name"], info["credit"], info["licence"]), ("Old harbour", "old_harbour.png", "CC0"))
        self.assertEqual(config.load(out / "old-harbour.toml").pictures, [str(picture_file.resolve())])
        with self.assertRaises(ValueError):
            own.write_config(ROOT / "README.md", "x", "", out)

    def test_training_can_start_from_a_weights_file(self) -> None:
        path = ROOT / "weights/anime-xs.safetensors"
        trainer = Trainer(self.small(), "XS", self.photos, self.folder, CPU, path)
        x = torch.rand(1, 3, 32, 32)
        with torch.no_grad():
            self.assertLess(float((trainer.net.eval()(x) - load(path)[0](x)).abs().max()), 1e-5)

    def test_a_picture_is_learnt(self) -> None:
        trainer = self.trainer(self.small())
        first = float(trainer.learn(0.0)["style"])
        for _ in range(40):
            last = float(trainer.learn(0.3)["style"])
        self.assertLess(last, 0.5 * first)

    def test_every_config_is_read(self) -> None:
        for path in (ROOT / "training/learn/configs").glob("*.toml"):
            with self.subTest(path.stem):
                style = config.load(path)
                self.assertEqual(style.id, path.stem)
                self.assertTrue(style.pictures)


class Configs(unittest.TestCase):
    def test_a_setting_overrides_the_file_s_and_an_unknown_one_is_refused(self) -> None:
        style = config.load(ROOT / "training/learn/configs/tahiti.toml")
        config.override(style, ["temporal=400", "learning_rate=8e-4"])
        self.assertEqual((style.weights.temporal, style.training.learning_rate), (400.0, 8e-4))
        with self.assertRaises(ValueError):
            config.override(style, ["temperal=400"])


class Catalogue(unittest.TestCase):
    def test_new_weights_leave_a_style_its_blend_and_its_place(self) -> None:
        keys = ("id", "name", "description", "credit", "licence")
        with tempfile.TemporaryDirectory() as folder:
            file, weights = Path(folder) / "styles.json", Path(folder) / "a.safetensors"
            old = [{"id": "a", "blend": 0.7, "sharpening": 1.2, "sizes": {}}, {"id": "b", "sizes": {}}]
            file.write_text(json.dumps({"styles": old}))
            weights.write_bytes(b"weights")
            for style in ("a", "b"):
                catalogue.add(file, weights, {**dict.fromkeys(keys, style), "size": "S"}, {"warp": 0.01})
            first, second = json.loads(file.read_text())["styles"]
            checksums, figures = (
                json.loads((Path(folder) / name).read_text()) for name in ("checksums.json", "figures.json")
            )
        self.assertEqual((first["id"], first["blend"], first["sharpening"]), ("a", 0.7, 1.2))
        self.assertEqual(first["sizes"], {"S": "a.safetensors"})
        self.assertEqual(checksums, {"a.safetensors": hashlib.sha256(b"weights").hexdigest()})
        self.assertEqual(figures, {"a.safetensors": {"warp": 0.01}})
        self.assertEqual((second["id"], "blend" in second), ("b", False))


class Data(Photos):
    def test_a_part_of_a_picture_is_cut_before_it_is_scaled(self) -> None:
        path = self.folder / "halves.png"
        halves = np.zeros((20, 40, 3), np.uint8)
        halves[5:15, 20:] = 255
        cv2.imwrite(str(path), halves)
        part = data.read_picture(path, 30, (0.5, 0.25, 1.0, 0.75))
        self.assertEqual(tuple(part.shape), (3, 30, 60))
        self.assertEqual(int(part.min()), 255)

    def test_held_out_photos_are_never_trained_on(self) -> None:
        trained, held = data.split(self.photos)
        self.assertEqual([p.name for p in held], ["0.png"])
        self.assertEqual(set(trained) & set(held), set())

    def test_crops_are_cut_from_the_tiles_and_half_of_them_are_flipped(self) -> None:
        column = torch.arange(40, dtype=torch.uint8).expand(5, 3, 40, 40)
        steps = (data.Crops(column, 16, 64, seed=0).next() * 255).round().diff(dim=3)
        self.assertEqual(set(steps.unique().tolist()), {-1.0, 1.0})
        self.assertEqual(len(steps.flatten(1).unique(dim=1)[0]), 1)

    def test_a_picture_moved_by_its_own_motion_has_no_difference(self) -> None:
        torch.manual_seed(0)
        x = torch.rand(2, 3, 48, 48)
        motion = data.Motion(2, 48, CPU, 6, 0.02, 0.02)
        self.assertLess(float(motion.difference(x, motion.move(x, "bilinear"))), 1e-10)
        self.assertGreater(float(motion.difference(x, x)), 1e-3)

    def test_a_move_by_whole_pixels_keeps_every_pixel(self) -> None:
        torch.manual_seed(0)
        x = torch.rand(1, 1, 48, 48)
        moved = data.Motion(1, 48, CPU, 6, 0.02, 0.02, whole=True).move(x)[..., 8:-8, 8:-8]
        places = [(i, j) for i in range(2, 15) for j in range(2, 15)]
        off = min(float((x[..., i : i + 32, j : j + 32] - moved).abs().max()) for i, j in places)
        self.assertLess(off, 1e-4)


class Losses(unittest.TestCase):
    def test_only_a_deeper_line_makes_up_for_a_missing_one(self) -> None:
        paper = torch.full((1, 3, 32, 32), 0.8)
        target, faint = paper.clone(), paper.clone()
        target[..., 16:18], faint[..., 16:18] = 0.1, 0.5
        missing = losses.line_loss(paper, target)
        self.assertAlmostEqual(float(losses.line_loss(paper - 0.5, target)), float(missing), places=5)
        self.assertLess(float(losses.line_loss(faint, target)), 0.7 * float(missing))
        self.assertAlmostEqual(float(losses.line_loss(target - 0.1, target)), 0, places=6)


if __name__ == "__main__":
    unittest.main()
