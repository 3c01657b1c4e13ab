"""Frames of glasses: unbroken lines around both lenses, or none at all."""

import unittest

import cv2
import numpy as np

from training.looks.layers import Array, Face
from training.looks.people.features import frame_parts, frames, glasses
from training.looks.people.mesh import EYES, face_axes
from training.looks.people.pen import ellipse

SIZE = 240
MIDDLES = ((85, 104), (155, 104))


def face() -> Face:
    """-> a face from the front: its outline, nose, lids and brows."""
    points: Array = np.full((478, 2), SIZE / 2, np.float32)
    places = {10: (120, 40), 152: (120, 210), 168: (120, 94), 6: (120, 102), 2: (120, 150), 1: (120, 140)}
    places.update({234: (55, 110), 454: (185, 110)})
    for index, place in places.items():
        points[index] = place
    for eye, middle, side in zip(EYES, (88, 152), (-1, 1)):
        across = np.linspace(side * 14, -side * 14, 9)
        bow = 5 * np.sin(np.linspace(0, np.pi, 9))
        points[list(eye.upper)] = np.c_[middle + across, 100 - bow]
        points[list(eye.lower)] = np.c_[middle + across, 100 + bow]
        points[list(eye.brow_top)] = np.c_[middle + across[::2], np.full(5, 76)]
        points[list(eye.brow_bottom)] = np.c_[middle + across[::2], np.full(5, 82)]
    return Face(points, np.zeros(468, np.float32), 1.0)


def pictures(gap: bool) -> "tuple[Array, Array]":
    """-> a photo with thin frames, and the masks' guess of them. gap: whether a part of each is not seen."""
    photo: Array = np.full((SIZE, SIZE, 3), 0.6, np.float32)
    worn: Array = np.full((SIZE, SIZE), 0.02, np.float32)
    for middle in MIDDLES:
        start, end = (30, 360) if gap else (0, 360)
        cv2.ellipse(photo, middle, (26, 18), 0, start, end, (0.3, 0.25, 0.25), 1, cv2.LINE_AA)
        cv2.ellipse(worn, middle, (26, 18), 0, start, end, 0.5, 4, cv2.LINE_AA)
    cv2.line(photo, (111, 100), (129, 100), (0.3, 0.25, 0.25), 1, cv2.LINE_AA)
    cv2.line(worn, (111, 100), (129, 100), 0.5, 4, cv2.LINE_AA)
    return photo, cv2.GaussianBlur(worn, (0, 0), 1.5)


class Frames(unittest.TestCase):
    def test_a_frame_is_followed_and_its_gaps_are_closed(self) -> None:
        for gap in (False, True):
            photo, worn = pictures(gap)
            found = frames.fit(photo, worn, face(), face_axes(face()))
            self.assertGreater(float(found.seen.mean()), 0.6)
            for half, curve, middle in zip(found.halves, found.curves, MIDDLES):
                true = ellipse(np.array(middle, np.float32), 26, 18, count=400)
                away = np.hypot(*(half.place(curve)[:, None] - true[None]).transpose(2, 0, 1)).min(1)
                self.assertLess(float(away.max()), 3.5)
                self.assertLess(float(np.median(away)), 1.0)
            bridge = frame_parts.bridge(found)
            self.assertLess(float(np.abs(bridge[len(bridge) // 2] - (120, 100)).max()), 4)

    def test_nothing_is_seen_of_a_frame_where_nothing_is_worn(self) -> None:
        photo, worn = pictures(False)
        found = frames.fit(photo, np.full_like(worn, 0.02), face(), face_axes(face()))
        self.assertEqual(float(found.seen.max()), 0)

    def test_temples_are_drawn_where_they_are_seen(self) -> None:
        photo, worn = pictures(False)
        self.assertIsNone(frame_parts.temple(frames.fit(photo, worn, face(), face_axes(face())), 0))
        for picture, value in ((photo, (0.3, 0.25, 0.25)), (worn, 0.5)):
            cv2.line(picture, (59, 100), (36, 94), value, 2, cv2.LINE_AA)
        arm = frame_parts.temple(frames.fit(photo, worn, face(), face_axes(face())), 0)
        assert arm is not None
        self.assertLess(float(arm[:, 0].min()), 48)

    def test_a_thin_line_stays_thin_and_a_thick_one_thick(self) -> None:
        for width in (2, 6):
            photo: Array = np.full((SIZE, SIZE, 3), 0.6, np.float32)
            cv2.ellipse(photo, (120, 120), (40, 30), 0, 0, 360, (0.1, 0.1, 0.1), width, cv2.LINE_AA)
            wide, deep = frame_parts.thickness(photo, ellipse(np.full(2, 120.0), 40, 30, count=64), 200)
            self.assertLess(abs(float(np.median(wide)) - width), 1.2)
            self.assertGreater(float(deep.min()), 0.5)

    def test_a_closed_stroke_has_no_gap(self) -> None:
        curve = ellipse(np.full(2, 40.0), 25, 15, count=160)
        line = glasses.ring((80, 80), np.vstack([curve, curve[:1]]), np.full(161, 0.6))
        filled = cv2.floodFill((line > 0.2).astype(np.uint8), None, (0, 0), 1)[1]
        self.assertEqual(int(filled[40, 40]), 0)  # the ground outside does not reach the middle
        self.assertEqual(float(line[40, 40]), 0)


if __name__ == "__main__":
    unittest.main()
