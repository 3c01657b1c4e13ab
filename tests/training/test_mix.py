"""Ways between two weights files."""

import tempfile
import unittest
from pathlib import Path

import torch

from training.nets import weights_file
from training.nets.export import StyleInfo, export, load
from training.nets.initial import restore_norms
from training.nets.mix import channels, mix
from training.nets.networks import build

INFO = StyleInfo("test", "Test", "A test.", "S", "nobody", "MIT")


class Mixing(unittest.TestCase):
    def test_a_share_of_the_way_between_two_files(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            paths = [Path(folder) / f"{n}.safetensors" for n in "abc"]
            torch.manual_seed(0)
            for path in paths[:2]:
                export(build("XS").eval(), INFO, path)
            mix(paths[0], paths[1], 1.5, paths[2])
            a, b, c = (weights_file.read(p)[0]["half.weight"] for p in paths)
            self.assertLess(float((c - (a + 1.5 * (b - a))).abs().max()), 1e-3)

    def test_matched_channels_lie_between_those_of_the_two_ends(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            paths = [Path(folder) / f"{n}.safetensors" for n in "abc"]
            torch.manual_seed(0)
            crops = torch.rand(2, 3, 64, 64)
            for path in paths[:2]:
                net = build("context-XS")
                restore_norms(net, crops)
                export(net.eval(), INFO, path)
            mix(paths[0], paths[1], 0.5, paths[2], crops)
            a, b, c = (channels(load(p)[0], crops)["half"] for p in paths)
            self.assertLess(float((c - (a + b) / 2).abs().max()), 1e-2)
            mix(paths[0], paths[1], 0.5, paths[2])
            plain = channels(load(paths[2])[0], crops)["half"]
            self.assertGreater(float((plain - (a + b) / 2).abs().max()), 0.1)

    def test_different_networks_do_not_mix(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            paths = [Path(folder) / f"{n}.safetensors" for n in ("XS", "S")]
            for path in paths:
                export(build(path.stem).eval(), INFO, path)
            with self.assertRaises(ValueError):
                mix(paths[0], paths[1], 0.5, paths[0])


if __name__ == "__main__":
    unittest.main()
