"""Beards, hair, and who counts as a person: rules of the teacher, without its perception models."""

import unittest

import numpy as np

from training.looks.layers import Array
from training.looks.people import hair, pen, pixels, regions
from training.looks.luma import luma
from training.looks.people.features import growth, stubble, wrinkles
from training.looks.people.features.beard import Signs
from training.looks.perception.masks import BACKGROUND, BODY, CLOTH


def disc(size: int, radius: float) -> Array:
    return pen.cover((size, size), pen.ellipse(np.full(2, size / 2 - 0.5), radius, radius, count=200))


class Strokes(unittest.TestCase):
    def test_a_stroke_leaves_out_where_its_profile_is_zero(self) -> None:
        zero: Array = np.zeros((32, 32), np.float32)
        canvas = pen.Canvas(
            np.ones((32, 32, 3), np.float32), zero.copy(), np.zeros((32, 32, 3), np.float32), zero.copy()
        )
        canvas.stroke(
            np.array([[2, 16], [16, 16], [30, 16]], np.float32), 3, np.zeros(3, np.float32), profile=lambda t: t > 0.5
        )
        self.assertEqual(float(canvas.line[:, :14].max()), 0)
        self.assertGreater(float(canvas.line[16, 22]), 0.9)


class Hair(unittest.TestCase):
    def test_grey_and_white_hair_is_white_while_blond_and_dark_hair_is_not(self) -> None:
        cover: Array = np.ones((12, 12), np.float32)

        def whiteness(*colour: float) -> float:
            return hair.whiteness(np.broadcast_to(np.array(colour, np.float32), (12, 12, 3)), cover, skin=0.6)

        self.assertGreater(whiteness(0.8, 0.78, 0.75), 0.9)
        self.assertGreater(whiteness(0.52, 0.5, 0.5), 0.3)
        self.assertEqual(whiteness(0.75, 0.6, 0.35), 0)
        self.assertEqual(whiteness(0.2, 0.18, 0.17), 0)
        self.assertEqual(hair.whiteness(np.ones((12, 12, 3), np.float32), 0 * cover, skin=0.6), 0)

    def test_the_rim_of_hair_does_not_shine_with_what_lies_behind_it(self) -> None:
        mask = disc(128, 45)
        photo = pixels.mix(np.ones((128, 128, 3), np.float32), np.full(3, 0.2, np.float32), pixels.blur(mask, 2.0))
        blank: Array = np.zeros((128, 128), np.float32)
        canvas = pen.Canvas(photo.copy(), blank.copy(), photo * 0, blank.copy())
        hair.paint_hair(canvas, photo, photo, mask, 120.0)
        rim = (disc(128, 43) - disc(128, 40)) > 0.9
        self.assertLess(float(canvas.colour[rim].max()), float(canvas.colour[64, 64].mean()) + 0.1)


class Presence(unittest.TestCase):
    def test_without_a_face_only_what_is_dressed_is_a_person(self) -> None:
        for part, least, most in ((BODY, 0.0, 0.0), (CLOTH, 0.9, 1.0)):
            classes: Array = np.zeros((40, 40, 6), np.float32)
            classes[..., BACKGROUND] = 1
            classes[10:30, 10:20] = np.eye(6, dtype=np.float32)[BODY]
            classes[10:30, 20:30] = np.eye(6, dtype=np.float32)[part]
            self.assertTrue(least <= regions._present(classes, False) <= most, part)
            self.assertEqual(regions._present(classes, True), 1)


class Beards(unittest.TestCase):
    def grown(self, *sides: growth.Side, yaw: float = 0.0) -> float:
        return growth._grown(list(sides), yaw, 1.0, (1.4, 1.8), (0.03, 0.07), (0.36, 0.5), (0.04, 0.065), 0.25)

    def test_hair_on_both_sides_of_a_face_is_a_beard_and_a_shadow_or_a_gleam_on_one_is_none(self) -> None:
        bare, stubble = growth.Side(0.05, 0.0, 0.9), growth.Side(0.1, 0.0, 3.0)
        black, white, gleam = growth.Side(0.7, 0.0, 1.0), growth.Side(-0.2, 0.09, 0.8), growth.Side(0.1, 0.08, 0.9)
        for kind in (stubble, black, white):
            self.assertGreater(self.grown(kind, kind), 0.9)
            self.assertEqual(self.grown(kind, bare), 0)
            self.assertGreater(self.grown(kind, bare, yaw=0.6), 0.9)  # the far side cannot be seen
        self.assertEqual(self.grown(bare, gleam), 0)

    def test_a_moustache_is_white_where_one_side_surely_is_and_the_other_rather(self) -> None:
        def moustache(*sides: growth.Side) -> float:
            return growth._grown(list(sides), 0.0, 1.0, (1.7, 2.5), (0.03, 0.09), (0.2, 0.34), (0.025, 0.05), 0.12)

        white, paler = growth.Side(-0.05, 0.13, 0.5), growth.Side(0.0, 0.04, 0.6)
        self.assertGreater(moustache(white, paler), 0.9)
        self.assertEqual(moustache(white, growth.Side(0.0, 0.01, 0.6)), 0)
        self.assertEqual(moustache(growth.Side(0.0, 0.06, 0.2), growth.Side(0.0, 0.06, 0.2)), 0)  # a gleam on both
        self.assertGreater(moustache(growth.Side(0.24, 0.08, 1.9), growth.Side(0.2, 0.1, 4.0)), 0.9)  # in shadow

    def test_thin_grey_hair_never_lies_on_dark_skin_as_a_pale_layer(self) -> None:
        zero: Array = np.zeros((48, 48), np.float32)
        skin = np.broadcast_to(np.array([0.42, 0.28, 0.22], np.float32), (48, 48, 3)).copy()
        photo = np.full_like(skin, 0.27)
        seen = Signs(zero + 0.1, zero + 0.06, zero, zero)
        canvas = pen.Canvas(skin.copy(), zero.copy(), skin * 0, zero.copy())
        stubble.paint_stubble(canvas, photo, photo, disc(48, 16), seen, 200.0, light=0.31)
        chin = canvas.colour[24, 24]
        self.assertLess(float(luma(chin)), float(luma(skin[24, 24])))
        self.assertGreater(float(chin[0] - chin[2]), 0.05)  # it keeps some of the skin's hue


class Wrinkles(unittest.TestCase):
    def test_several_lines_across_a_forehead_are_wrinkles_and_one_alone_may_be_a_shadow(self) -> None:
        line: Array = np.zeros((100, 200), np.float32)
        self.assertEqual(wrinkles.several(line, 200.0), 0)
        line[20, 40:160] = 1
        self.assertEqual(wrinkles.several(line, 200.0), 0)
        line[30, 60:120] = 1
        self.assertEqual(wrinkles.several(line, 200.0), 1)


if __name__ == "__main__":
    unittest.main()
