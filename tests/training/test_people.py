"""The people half of the teacher: pure functions, no perception models."""

import struct
import tempfile
import unittest
from pathlib import Path

import cv2
import numpy as np
import torch

from training.looks import draw, pairs, styles
from training.looks.layers import Array, Face, Layers
from training.looks.people import grade, lines, pen, pixels, skin
from training.looks.people.features import eyes, mouth
from training.looks.people.mesh import FaceAxes
from training.looks.people.regions import Regions
from training.looks.styles import cel90s, paper
from training.looks.perception.crops import place_back, square
from training.looks.perception.flatbuffer import Table
from training.looks.perception.operators import OPERATORS, Call, pad_same


def disc(size: int, radius: float) -> Array:
    return pen.cover((size, size), pen.ellipse(np.full(2, size / 2 - 0.5), radius, radius, count=200))


def colour(r: float, g: float, b: float) -> Array:
    return np.array([r, g, b], np.float32)


class Perception(unittest.TestCase):
    def test_a_flatbuffer_table_gives_its_fields_and_defaults(self) -> None:
        data = struct.pack("<HHHH", 8, 12, 4, 0) + struct.pack("<ii", 8, 42)
        table = Table(data, 8)
        self.assertEqual(table.integer(0), 42)
        self.assertEqual(table.integer(1, default=7), 7)
        self.assertEqual(table.integers(2), [])

    def test_same_padding_keeps_what_is_odd_for_the_right_and_below(self) -> None:
        padded = pad_same(torch.ones(1, 1, 4, 5), (3, 3), (2, 2), (1, 1))
        self.assertEqual(tuple(padded.shape), (1, 1, 5, 7))
        self.assertEqual(float(padded[0, 0, -1].sum()), 0)

    def test_a_pointwise_convolution_is_the_general_one(self) -> None:
        torch.manual_seed(1)
        x, weight, bias = torch.rand(1, 6, 5, 4), torch.rand(3, 1, 1, 4), torch.rand(3)
        expected = torch.einsum("nhwc,ouvc->nhwo", x, weight) + bias
        found = OPERATORS["CONV_2D"](Call([x, weight, bias], None, b""))
        self.assertTrue(torch.allclose(found, expected, atol=1e-6))

    def test_a_square_comes_back_to_its_place(self) -> None:
        photo: Array = np.zeros((60, 80, 3), np.float32)
        photo[20:40, 30:60] = 1
        back = place_back(square(photo, 10, 5, 50, 100), 10, 5, 50, 60, 80)
        self.assertLess(float(np.abs(back - photo)[8:50, 14:56].mean()), 0.02)


class Drawing(unittest.TestCase):
    def test_coverage_has_the_area_of_the_shape(self) -> None:
        self.assertAlmostEqual(float(disc(64, 10).sum()), np.pi * 100, delta=12)

    def test_ink_adds_up_and_paint_covers_it(self) -> None:
        zero: Array = np.zeros((32, 32), np.float32)
        canvas = pen.Canvas(
            np.ones((32, 32, 3), np.float32), zero.copy(), np.zeros((32, 32, 3), np.float32), zero.copy()
        )
        canvas.stroke(
            np.array([[4, 16], [16, 16], [28, 16]], np.float32), 3, colour(0.2, 0, 0), profile=lambda t: t * 0 + 1
        )
        self.assertGreater(float(canvas.line[16, 10]), 0.99)
        self.assertAlmostEqual(float(canvas.ink[16, 10, 0]), 0.2, places=3)
        self.assertEqual(float(canvas.line[4, 10]), 0)
        canvas.fill(pen.ellipse(np.full(2, 16), 6, 6), colour(0, 1, 0), shade=1.0)
        self.assertLess(float(canvas.line[16, 16]), 0.01)
        self.assertAlmostEqual(float(canvas.shade[16, 16]), 1, places=2)

    def test_a_contour_is_as_thin_on_a_large_mask_as_on_a_small_one(self) -> None:
        for radius in (12, 50):
            line = lines.contour(disc(128, radius), 1.2)
            self.assertAlmostEqual(float(line.sum()) / (2 * np.pi * radius), 1.2, delta=0.35)

    def test_an_edge_between_tones_is_one_pixel_wide(self) -> None:
        ramp: Array = np.tile(np.linspace(0, 1, 64, dtype=np.float32), (64, 1))
        row = pixels.below(ramp, 0.5)[32]
        self.assertEqual(int(((row > 0.02) & (row < 0.98)).sum()), 2 if 0.02 < row[31] < 0.98 else 0)
        self.assertGreater(float(row[20]), 0.99)

    def test_tidy_drops_specks_and_keeps_forms(self) -> None:
        mask = disc(64, 12)
        mask[2:4, 2:4] = 1
        mask[32, 32] = 0
        self.assertLess(float(np.abs(pixels.tidy(mask, 16) - disc(64, 12)).max()), 1e-6)

    def test_strong_colours_stay_within_range_with_their_hue(self) -> None:
        lifted = grade.lift(colour(0.0, 0.75, 0.85)[None], 0.5)[0]
        self.assertTrue(bool((lifted >= 0).all() and (lifted <= 1).all()))
        self.assertLess(float(lifted[1]), float(lifted[2]) - 0.03)

    def test_irises_take_the_colours_of_eyes(self) -> None:
        pale, dark = colour(70, 14, 16), colour(40, 14, 18)
        self.assertGreater(eyes.cleaned_iris(colour(40, 0, -6), pale, 200)[2], 0.65)
        self.assertTrue(np.allclose(eyes.cleaned_iris(colour(9, 6, 5), dark, 300), eyes.BROWN, atol=0.02))
        self.assertTrue(np.allclose(eyes.cleaned_iris(colour(40, 0, -6), pale, 5), eyes.HAZEL, atol=0.1))


class Skin(unittest.TestCase):
    def test_skin_keeps_the_mean_colour_of_the_graded_photo_on_every_tone(self) -> None:
        light: Array = np.linspace(0.4, 1.1, 96, dtype=np.float32)[None, :, None]
        for tone in (colour(0.22, 0.13, 0.10), colour(0.55, 0.36, 0.27), colour(0.86, 0.68, 0.60)):
            photo = np.clip(np.ones((96, 96, 1), np.float32) * light * tone, 0, 1).astype(np.float32)
            mask = disc(96, 40)
            zero: Array = np.zeros((96, 96), np.float32)
            parts = Regions(mask, zero, mask, mask, zero, zero, zero, zero, np.zeros((96, 96, 6), np.float32))
            canvas = pen.Canvas(photo.copy(), zero.copy(), photo * 0, zero.copy())
            target = grade.graded(photo)
            skin.paint_skin(canvas, photo, target, parts, [])
            inside = mask > 0.9
            found, wanted = (grade.to_lab(p[inside].mean(0)[None]) for p in (canvas.colour, target))
            self.assertLess(float(np.linalg.norm(found - wanted)), 6)
            self.assertGreater(float(canvas.shade[inside].mean()), 0.05)


class Styles(unittest.TestCase):
    def layers(self) -> Layers:
        size = 96
        tone: Array = np.tile(np.linspace(0.1, 0.95, size, dtype=np.float32)[:, None, None], (1, size, 3))
        zero: Array = np.zeros((size, size), np.float32)
        line = zero.copy()
        line[:, 47:49] = 1
        flow: Array = np.tile(colour(1, 0, 0)[:2], (size, size, 1))
        return Layers(tone, tone * colour(1, 0.8, 0.7), line, tone * 0, zero, flow)

    def test_every_style_inks_lines_and_keeps_light_apart_from_dark(self) -> None:
        for name in styles.STYLES:
            with self.subTest(name):
                picture = styles.render(name, self.layers())
                self.assertTrue(bool(np.isfinite(picture).all() and picture.min() >= 0 and picture.max() <= 1))
                self.assertGreater(float(picture[80:, :40].mean()), float(picture[8:24, :40].mean()) + 0.15)
                self.assertGreater(float(picture[80:, :40].mean()), float(picture[80:, 47:49].mean()) + 0.2)

    def test_a_screen_prints_as_much_ink_as_the_tone_is_dark_and_stays_with_the_paper(self) -> None:
        threshold = paper.dots((240, 240), 6.0, 0.7)
        for darkness in (0.2, 0.5, 0.7):
            ink = paper.screened(np.full((240, 240), darkness, np.float32), threshold, 6.0)
            self.assertAlmostEqual(float(ink.mean()), darkness, delta=0.09)
        self.assertTrue(np.array_equal(threshold, paper.dots((240, 240), 6.0, 0.7)))


class Pairs(unittest.TestCase):
    def test_the_world_behind_people_takes_none_of_their_colour(self) -> None:
        photo: Array = np.full((96, 96, 3), 0.2, np.float32)
        person = disc(96, 25)
        photo[person > 0.5] = colour(1, 0, 0)
        self.assertLess(float(np.abs(draw.without_people(photo, person) - 0.2).max()), 0.03)

    def test_a_faint_guess_far_from_people_is_not_filled(self) -> None:
        photo = np.random.default_rng(3).random((96, 96, 3)).astype(np.float32)
        person = disc(96, 12)
        person[:, 80:] = 0.2
        filled = draw.without_people(photo, person)
        self.assertTrue(np.array_equal(filled[:, 84:], photo[:, 84:]))
        self.assertGreater(float(np.abs(filled - photo)[46:50, 46:50].mean()), 0.1)

    def test_weights_mark_faces_skin_and_lines(self) -> None:
        points: Array = np.random.default_rng(2).uniform(20, 60, (478, 2)).astype(np.float32)
        one: Array = np.ones((80, 80), np.float32)
        picture: Array = np.zeros((80, 80, 3), np.float32)
        layers = Layers(picture, picture, one * 0.5, picture, one, picture[..., :2], {"skin": one}, [])
        layers.faces.append(Face(points, np.zeros(468, np.float32), 1.0))
        found = draw.weights(layers)
        self.assertGreater(float(found[..., 0].max()), 0.9)
        self.assertEqual(float(found[2, 2, 0]), 0)
        layers.masks["beard"] = one
        self.assertAlmostEqual(float(draw.weights(layers)[2, 2, 0]), 0.65, places=3)
        self.assertTrue(bool((found[..., 1] == 1).all() and (found[..., 2] == 0.5).all()))
        self.assertGreater(float(found[..., 3].max()), 0.9)
        self.assertEqual(float(found[..., 0][found[..., 3] > 0.9].max()), 0)  # a mouth has a mark of its own

    def test_weights_mark_wires_of_the_photo_in_a_painted_sky_only(self) -> None:
        photo: Array = np.full((40, 40, 3), 0.8, np.float32)
        photo[:, 20] = 0.1
        left: Array = np.zeros((40, 40), np.float32)
        none: Array = np.zeros((40, 40), np.float32)
        left[:20] = 1
        found = draw.weights(Layers(photo, photo, none, photo, none, photo[..., :2], {"sky": left}, []))[..., 0]
        self.assertAlmostEqual(float(found[10, 20]), 0.4, places=3)
        self.assertEqual(float(found[10, 5]), 0)
        self.assertEqual(float(found[30, 20]), 0)

    def test_a_smile_is_drawn_with_higher_corners_and_a_level_mouth_as_it_is(self) -> None:
        along = np.linspace(-1, 1, 11, dtype=np.float32)
        axes = FaceAxes(colour(1, 0, 0)[:2], colour(0, 1, 0)[:2], 0.0, 90.0, 0.0)
        for sag, least, most in ((0.0, 0.0, 1e-4), (4.0, 1.5, 4.0)):
            line = np.c_[20 * along, sag * (1 - along**2)].astype(np.float32)
            raised = line - mouth.smiling(line, axes)
            self.assertTrue(least <= float(raised[0, 1]) <= most, (sag, raised[0]))
            self.assertEqual(float(raised[5, 1]), 0)

    def test_some_photos_are_turned_about_their_middle_before_they_are_drawn(self) -> None:
        with tempfile.TemporaryDirectory() as name:
            for i in range(30):
                Path(name, f"{i:02}.jpg").touch()
            tilts = [job.tilt for job in pairs.jobs([Path(name)], Path(name), 0.0, 1, 4)]
        self.assertTrue(0.15 < np.mean([tilt != 0 for tilt in tilts]) < 0.45)
        self.assertLessEqual(max(abs(tilt) for tilt in tilts), pairs.MOST_TILT)
        level = np.zeros((81, 81, 3), np.uint8)
        level[38:43, 5:76] = 255
        upright = np.ascontiguousarray(level.transpose(1, 0, 2))
        self.assertLess(np.abs(pairs.turned(level, 90) - upright.astype(np.float32)).mean(), 8)

    def test_the_line_of_a_nose_is_not_widened(self) -> None:
        line = np.zeros((40, 40), np.float32)
        line[20, 5:35] = 1
        blank = np.zeros((40, 40, 3), np.float32)
        layers = Layers(blank, blank, line, blank, 0 * line, blank[..., :2], {"nose": np.ones_like(line)})
        thin = cel90s.thin_nose(cel90s.bold(line, 1.0), layers)
        self.assertLess(float(thin[19].max()), 0.01)
        self.assertAlmostEqual(float(thin[20].max()), cel90s.NOSE, places=5)

    def test_pictures_are_cut_to_multiples_and_held_out_ones_left_out(self) -> None:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            for i in range(40):
                cv2.imwrite(str(folder / f"{i:02}.jpg"), np.full((50, 150, 3), 90, np.uint8))
            work = pairs.jobs([folder], folder / "out", 0.0, 1, 1)
            self.assertEqual(len(work), 38)
            self.assertNotIn(folder / "37.jpg", [job.photo for job in work])
            clip = cv2.VideoWriter(str(folder / "clip.mp4"), cv2.VideoWriter_fourcc(*"mp4v"), 10, (64, 48))
            for level in range(25):
                clip.write(np.full((48, 64, 3), 10 * level, np.uint8))
            clip.release()
            frames = [j for j in pairs.jobs([folder], folder / "out", 0.0, 1, 1) if j.photo.suffix == ".mp4"]
            self.assertEqual(len(frames), 2)
            for job in frames:
                self.assertAlmostEqual(
                    float(pairs.read_frame(job.photo, job.second).mean()), 100 * job.second, delta=14
                )
            photo = pairs.read_photo(work[0].photo)
            self.assertEqual(photo.shape, (384, 608, 3))
            pairs.write(folder / "a.png", photo)
            self.assertTrue(np.array_equal(cv2.imread(str(folder / "a.png"))[0, 0], np.round(photo[0, 0, ::-1] * 255)))
            with self.assertRaises(ValueError):
                pairs.read_photo(folder / "none.jpg")


if __name__ == "__main__":
    unittest.main()
