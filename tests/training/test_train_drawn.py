"""Several drawn styles trained side by side: which processes are started, and what is told of one that fails."""

from __future__ import annotations

import sys
import tempfile
import unittest
from pathlib import Path

from training.learn import train_drawn


class TrainDrawnTest(unittest.TestCase):
    def test_a_style_has_size_s_unless_sizes_are_named(self) -> None:
        self.assertEqual(train_drawn.read_work("comic"), ("comic", ["S"]))
        self.assertEqual(train_drawn.read_work("anime:XS,M"), ("anime", ["XS", "M"]))

    def test_unknown_styles_and_sizes_are_errors(self) -> None:
        for text in ("hokusai", "anime:L", "anime:s"):
            with self.assertRaisesRegex(ValueError, text.split(":")[0]):
                train_drawn.read_work(text)

    def test_training_goes_on_from_the_weights_of_each_size(self) -> None:
        command = train_drawn.train_command("anime", ["S", "M"], train_drawn.WEIGHTS, Path("run"), 60, 4, ["gain=0.4"])
        at = command.index("--start")
        self.assertEqual(
            [Path(f).name for f in command[at + 1 : at + 3]], ["anime-s.safetensors", "anime-m.safetensors"]
        )
        self.assertEqual(command[-1], "gain=0.4")

    def test_a_size_without_weights_is_an_error(self) -> None:
        with self.assertRaisesRegex(FileNotFoundError, "pencil-m.safetensors"):
            train_drawn.train_command("pencil", ["M"], train_drawn.WEIGHTS, Path("run"), 60, 4, [])

    def test_pairs_are_drawn_in_the_styles_that_learn(self) -> None:
        command = train_drawn.draw_command([Path("faces")], Path("run"), 30, 2, ["anime", "comic", "comic"])
        self.assertEqual(command[command.index("--styles") + 1 :], ["comic", "--", "faces"])
        self.assertNotIn("--styles", train_drawn.draw_command([Path("faces")], Path("run"), 30, 2, ["anime"]))

    def test_every_process_has_a_log_and_a_status(self) -> None:
        programs = {"good": "print('learnt')", "bad": "raise SystemExit('no pairs')"}
        with tempfile.TemporaryDirectory() as folder:
            log = Path(folder) / "log"
            ended = train_drawn.run({name: [sys.executable, "-c", code] for name, code in programs.items()}, log)
            self.assertEqual(ended, {"good": 0, "bad": 1})
            self.assertEqual(train_drawn.last_line(log / "good.log"), "learnt")
            self.assertEqual(train_drawn.last_line(log / "bad.log"), "no pairs")


if __name__ == "__main__":
    unittest.main()
