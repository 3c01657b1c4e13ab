"""People who look down or blink, and faces of any size."""

import unittest

import cv2
import numpy as np

from training.looks.layers import Array, Face
from training.looks.lids import lowered
from training.looks.people import pixels
from training.looks.people.features import beard
from training.looks.people.features.eyes import shut
from training.looks.people.mesh import EYES


def looking() -> Face:
    """A face of 100 x 100 pixels with two level eyes, 30 wide and 12 open, at half height."""
    points: Array = np.random.default_rng(1).uniform(5, 95, (478, 2)).astype(np.float32)
    points[10], points[152] = (50, 5), (50, 95)
    for eye, outer, inner in zip(EYES, (10, 90), (40, 60)):
        along = np.linspace(0, 1, len(eye.upper), dtype=np.float32)
        x, arch = outer + (inner - outer) * along, 6 * np.sin(np.pi * along)
        points[list(eye.lower)] = np.c_[x, 50 + arch]
        points[list(eye.upper)] = np.c_[x, 50 - arch]
    return Face(points, np.zeros(468, np.float32), 1.0)


class Lids(unittest.TestCase):
    def setUp(self) -> None:
        self.photo: Array = np.full((100, 100, 3), 0.6, np.float32)
        self.photo[44:57, 10:40], self.photo[43:45, 10:40] = 1, 0  # white of an eye, lashes above it

    def test_skin_covers_the_eye_and_the_lashes_come_along(self) -> None:
        picture, _ = lowered(self.photo, [looking()], 0.8)
        middle = picture[:, 25, 0]
        self.assertLess(float(np.abs(middle[44:51] - 0.6).max()), 0.1)
        self.assertLess(abs(int(np.argmin(middle)) - 53), 3)

    def test_eyes_of_a_face_close_together_unless_it_winks(self) -> None:
        self.assertEqual(shut([0.12, 0.21], 0.0), [False, False])
        self.assertEqual(shut([0.08, 0.11], 0.0), [True, True])
        self.assertEqual(shut([0.03, 0.35], 0.0), [True, False])
        self.assertEqual(shut([0.10, 0.44], 0.5), [True, True])

    def test_the_face_around_the_eyes_stays(self) -> None:
        picture, _ = lowered(self.photo, [looking()], 0.8)
        self.assertTrue(bool((picture[:25] == self.photo[:25]).all() and (picture[60:] == self.photo[60:]).all()))

    def test_the_lids_of_the_face_are_known(self) -> None:
        before = looking()
        _, [face] = lowered(self.photo, [before], 0.75)
        eye = EYES[0]
        self.assertAlmostEqual(float(face.points[eye.upper[4], 1]), 44 + 0.75 * 12, places=3)
        self.assertTrue(bool((face.points[list(eye.lower)] == before.points[list(eye.lower)]).all()))

    def test_without_a_face_nothing_changes(self) -> None:
        picture, faces = lowered(self.photo, [], 0.9)
        self.assertTrue(bool((picture == self.photo).all()))
        self.assertEqual(faces, [])


class UsualSize(unittest.TestCase):
    def test_an_enlarged_face_is_as_rough_and_as_sharp_as_it_was(self) -> None:
        photo = np.random.default_rng(3).uniform(0.3, 0.7, (80, 80, 3)).astype(np.float32)
        large = cv2.resize(photo, (400, 400), interpolation=cv2.INTER_CUBIC)
        rough, seen = beard.roughness(photo).mean(), beard.roughness(large).mean()
        self.assertLess(float(seen), 0.5 * float(rough))
        usual = pixels.at_usual_size(beard.roughness, large, 5 * pixels.USUAL_FACE)
        self.assertEqual(usual.shape, (400, 400))
        self.assertGreater(float(usual.mean()), 0.65 * float(rough))

    def test_a_small_face_is_measured_as_it_is(self) -> None:
        photo = np.random.default_rng(3).uniform(0, 1, (40, 40, 3)).astype(np.float32)
        found = pixels.at_usual_size(beard.roughness, photo, pixels.USUAL_FACE)
        self.assertTrue(bool((found == beard.roughness(photo)).all()))


if __name__ == "__main__":
    unittest.main()
