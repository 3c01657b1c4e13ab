"""Networks, their graphs and their files. Run: python3 -m unittest discover -s tests/training"""

import hashlib
import json
import tempfile
import unittest
from pathlib import Path

import torch

from training.nets import weights_file
from training.nets.context import CONTEXT_SIZES, MASK_LAYER, ContextSize, make
from training.nets.export import StyleInfo, export, load
from training.nets.graph import GraphNetwork, fold_batch_norm
from training.nets.initial import restore_norms, unfold_batch_norm
from training.nets.networks import SIZES, build
from training.measure.steady import SteadyNetwork

ROOT = Path(__file__).resolve().parents[2]
INFO = StyleInfo("test", "Test", "A test.", "S", "nobody", "MIT")


def used(name: str, norm: str = "batch") -> GraphNetwork:
    """-> a network whose statistics have seen some pictures, so that folding has something to fold."""
    torch.manual_seed(3)
    net = build(name, norm).train()
    with torch.no_grad():
        for _ in range(3):
            net(torch.rand(2, 3, 48, 40))
    return net.eval()


class Networks(unittest.TestCase):
    def test_every_network_keeps_an_odd_size(self) -> None:
        for name in (*SIZES, "context-XS", "9-9-6"):
            for norm in ("batch", "instance"):
                with self.subTest(name, norm=norm), torch.no_grad():
                    self.assertEqual(used(name, norm)(torch.rand(1, 3, 37, 51)).shape, (1, 3, 37, 51))

    def test_a_residual_network_starts_near_the_identity(self) -> None:
        torch.manual_seed(0)
        x = torch.rand(1, 3, 64, 64)
        with torch.no_grad():
            self.assertLess(float((build("S").eval()(x) - x).abs().mean()), 0.25)

    def test_the_first_output_has_no_grid(self) -> None:
        """ICNR: before training, the four pixels of a shuffled block are one value."""
        torch.manual_seed(0)
        with torch.no_grad():
            frame = build("S", residual=False).eval()(torch.rand(1, 3, 64, 64))
        blocks = torch.nn.functional.pixel_unshuffle(frame, 2).view(1, 3, 4, 32, 32)
        self.assertLess(float((blocks - blocks[:, :, :1]).abs().max()), 1e-5)

    def test_s_costs_at_most_15_gflop_at_720p(self) -> None:
        self.assertLessEqual(build("S").flops(720, 1280), 15e9)

    def test_the_family_with_context_keeps_to_its_budget(self) -> None:
        for size, most in {"XS": 6e9, "S": 15e9, "M": 32e9}.items():
            net = build(f"context-{size}")
            self.assertLessEqual(net.flops(720, 1280), most)
            self.assertIn(MASK_LAYER, net.channels)

    def test_channels_are_multiples_of_four(self) -> None:
        for size in (*SIZES, *(f"context-{s}" for s in CONTEXT_SIZES)):
            net = build(size)
            counts = {k: v for k, v in net.channels.items() if k not in ("image", net.output, "frame")}
            self.assertEqual([c for c in counts.values() if c % 4], [])


class Statistics(unittest.TestCase):
    def outputs(self, statistics: str, frames: "list[torch.Tensor]") -> "list[torch.Tensor]":
        net = SteadyNetwork(used("XS", "instance"), statistics, [torch.rand(1, 3, 32, 32)])
        with torch.no_grad():
            return [net(f) for f in frames]

    def test_exact_statistics_are_the_network_s_own(self) -> None:
        x = torch.rand(1, 3, 32, 48)
        with torch.no_grad():
            expected = used("XS", "instance")(x)
        self.assertLess(float((self.outputs("exact", [x, x])[1] - expected).abs().max()), 1e-4)

    def test_smoothed_statistics_follow_slowly_and_start_anew_after_a_reset(self) -> None:
        before = torch.rand(1, 3, 32, 32)
        after = before * 1.03
        alone = self.outputs("exact", [after])[0]
        first, *later = self.outputs("smoothed", [before] + [after] * 40)
        distances = [float((y - alone).abs().mean()) for y in later]
        self.assertEqual(distances, sorted(distances, reverse=True))
        self.assertLess(distances[-1], 0.05 * distances[0])
        net = SteadyNetwork(used("XS", "instance"), "smoothed")
        with torch.no_grad():
            net(before)
            net.reset()
            self.assertLess(float((net(after) - alone).abs().max()), 1e-4)

    def test_the_network_itself_stays_as_it_was(self) -> None:
        net, x = used("XS", "instance"), torch.rand(1, 3, 32, 32)
        with torch.no_grad():
            alone = net(x)
            SteadyNetwork(net, "folded", [torch.rand(1, 3, 32, 32)])
            self.assertEqual(float((net(x) - alone).abs().max()), 0)

    def test_smoothed_statistics_are_a_new_scene_s_at_once(self) -> None:
        dark, light = torch.rand(1, 3, 32, 32) * 0.05, torch.rand(1, 3, 32, 32)
        alone = self.outputs("exact", [light])[0]
        after = self.outputs("smoothed", [dark, light])[1]
        self.assertLess(float((after - alone).abs().mean()), 0.02 * float(alone.std()))

    def test_folded_statistics_do_not_move_with_the_frame(self) -> None:
        x = torch.rand(1, 3, 32, 96)
        other = x.clone()
        other[..., 88:] = 0
        a, b = self.outputs("folded", [x, other])
        self.assertEqual(float((a - b)[..., :8].abs().max()), 0)
        a, b = self.outputs("exact", [x, other])
        self.assertGreater(float((a - b)[..., :8].abs().max()), 1e-3)


class Folding(unittest.TestCase):
    def test_a_folded_network_is_the_same_function_without_norms(self) -> None:
        net, x = used("S"), torch.rand(1, 3, 40, 52)
        folded = fold_batch_norm(net)
        with torch.no_grad():
            self.assertLess(float((folded(x) - net(x)).abs().max()), 1e-4)
        self.assertNotIn("batchNorm", {n["op"] for n in folded.nodes})

    def test_a_folded_network_unfolds_to_one_with_norms(self) -> None:
        net = used("context-XS")
        other, picture = build("context-XS").eval(), torch.rand(1, 3, 32, 32)
        unfold_batch_norm(other, fold_batch_norm(net))
        with torch.no_grad():
            self.assertLess(float((other(picture) - net(picture)).abs().max()), 1e-4)
        with self.assertRaises(ValueError):
            unfold_batch_norm(build("context-S"), fold_batch_norm(net))

    def test_a_network_of_more_channels_starts_with_the_function_of_the_smaller_one(self) -> None:
        small, large = (make(ContextSize(8, 16, 20, coarse, (1, 1, 1), 1)).eval() for coarse in (24, 32))
        pictures = torch.rand(2, 3, 64, 64)
        unfold_batch_norm(large, fold_batch_norm(small))
        with torch.no_grad():
            restore_norms(large, pictures)
            self.assertLess(float((large.eval()(pictures) - small(pictures)).abs().max()), 1e-4)
        with self.assertRaises(ValueError):
            unfold_batch_norm(small, fold_batch_norm(large))

    def test_restored_norms_normalise_and_leave_the_function_as_it_is(self) -> None:
        net, pictures = build("context-XS").eval(), torch.rand(4, 3, 64, 64)
        unfold_batch_norm(net, fold_batch_norm(used("context-XS")))
        with torch.no_grad():
            before = net(pictures)
            restore_norms(net, pictures)
            self.assertLess(float((net.eval()(pictures) - before).abs().max()), 1e-4)
            # In training the norms take each batch's own statistics: those of the same pictures change nothing.
            self.assertLess(float((net.train()(pictures) - before).abs().max()), 0.02)

    def test_a_convolution_with_two_readers_keeps_its_norm(self) -> None:
        net = GraphNetwork()
        conv = net.conv("c", "image", 3, bias=False)
        net.op("add", "out", net.norm("n", conv, "batch"), conv)
        x = torch.rand(1, 3, 8, 8)
        net.eval()
        folded = fold_batch_norm(net)
        self.assertIn("batchNorm", {n["op"] for n in folded.nodes})
        with torch.no_grad():
            self.assertLess(float((folded(x) - net(x)).abs().max()), 1e-5)


class Files(unittest.TestCase):
    def test_an_exported_file_gives_the_networks_output(self) -> None:
        for norm in ("batch", "instance"):
            with self.subTest(norm), tempfile.TemporaryDirectory() as folder:
                net, path, x = (
                    used("XS", norm),
                    Path(folder) / "x.safetensors",
                    torch.rand(1, 3, 33, 40),
                )
                export(net, INFO, path, "F32")
                with torch.no_grad():
                    self.assertLess(float((load(path)[0](x) - net(x)).abs().max()), 1e-4)

    def test_export_refuses_a_file_that_differs_from_the_network(self) -> None:
        net = used("XS")
        with torch.no_grad():
            for weight in net.layer("paint").parameters():
                weight.mul_(3e4)
        with tempfile.TemporaryDirectory() as folder, self.assertRaises(RuntimeError):
            export(net, INFO, Path(folder) / "x.safetensors", "F16")

    def test_the_file_is_safetensors(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "x.safetensors"
            weights_file.write(path, {"b": torch.ones(3), "a": torch.zeros(2, 2)}, {"k": "v"}, "F16")
            data = path.read_bytes()
        length = int.from_bytes(data[:8], "little")
        header = json.loads(data[8 : 8 + length])
        self.assertEqual(header["a"], {"dtype": "F16", "shape": [2, 2], "data_offsets": [0, 8]})
        self.assertEqual(header["b"], {"dtype": "F16", "shape": [3], "data_offsets": [8, 14]})
        self.assertEqual(header["__metadata__"], {"k": "v"})
        self.assertEqual((length % 8, len(data)), (0, 8 + length + 14))


class Shipped(unittest.TestCase):
    CATALOGUE = json.loads((ROOT / "weights/styles.json").read_text())["styles"]
    CHECKSUMS = json.loads((ROOT / "weights/checksums.json").read_text())
    WITHOUT_M = ("watercolour", "pencil", "tahiti", "mosaic", "turner")

    def test_every_style_comes_in_its_sizes_with_credit_and_licence(self) -> None:
        for style in self.CATALOGUE:
            with self.subTest(style["id"]):
                sizes = ["XS", "S"] if style["id"] in self.WITHOUT_M else ["XS", "S", "M"]
                self.assertEqual(list(style["sizes"]), sizes)
                self.assertTrue(style["credit"] and style["licence"] and style["description"])

    def test_every_file_is_the_one_the_catalogue_names(self) -> None:
        for style in self.CATALOGUE:
            for size, file in style["sizes"].items():
                with self.subTest(file):
                    path = ROOT / "weights" / file
                    self.assertEqual(hashlib.sha256(path.read_bytes()).hexdigest(), self.CHECKSUMS[file])
                    info = load(path)[1]
                    self.assertEqual((info["id"], info["size"]), (style["id"], size))
                    self.assertEqual((info["credit"], info["licence"]), (style["credit"], style["licence"]))

    def test_all_weights_together_stay_under_12_mb(self) -> None:
        self.assertLess(sum(p.stat().st_size for p in (ROOT / "weights").iterdir()), 12e6)


if __name__ == "__main__":
    unittest.main()
