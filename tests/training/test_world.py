"""The background painter's parts on drawn test pictures. Run: python3 -m unittest discover -s tests/training"""

import unittest

import numpy as np

from training.looks.world import ops, paint_world, regions
from training.looks.world.clusters import clusters, without_grain
from training.looks.world.facets import daubs, harden
from training.looks.layers import Array
from training.looks.luma import luma
from training.looks.world.grade import grade
from training.looks.world.lines import WIDTH, segments, strokes, texture
from training.looks.world.sky import cloud_beside, risen, snap

RNG = np.random.default_rng(1)


def boards(h: int = 120, w: int = 160) -> Array:
    """A light wall with a dark door, slightly noisy."""
    picture = np.full((h, w, 3), 0.75, np.float32)
    picture[30:100, 60:110] = (0.3, 0.2, 0.15)
    return np.clip(picture + RNG.normal(0, 0.01, picture.shape), 0, 1).astype(np.float32)


class Ops(unittest.TestCase):
    def test_masked_blur_takes_nothing_from_outside(self) -> None:
        picture = np.zeros((60, 80), np.float32)
        picture[:, :40] = 0.8
        mask = np.zeros_like(picture)
        mask[:, :30] = 1
        self.assertLess(np.abs(ops.masked_blur(picture, mask, 6) - 0.8).max(), 0.01)

    def test_average_along_stripes_keeps_them_and_across_does_not(self) -> None:
        x = np.arange(80, dtype=np.float32)
        stripes = np.tile(np.sin(x / 3), (60, 1)).astype(np.float32)
        down = np.zeros((60, 80, 2), np.float32)
        down[..., 1] = 1
        self.assertLess(np.abs(ops.along(stripes, down, 6) - stripes)[10:-10, 10:-10].max(), 1e-3)
        self.assertLess(np.abs(ops.along(stripes, down[..., ::-1], 6))[10:-10, 10:-10].max(), 0.75)

    def test_tangent_runs_along_the_edge(self) -> None:
        flow = ops.tangent(ops.tensor(boards(), 2.0))
        self.assertGreater(abs(float(flow[65, 60, 1])), 0.95)
        self.assertGreater(abs(float(flow[30, 85, 0])), 0.95)


class Facets(unittest.TestCase):
    def test_daubs_calm_noise_and_keep_a_border_where_it_is(self) -> None:
        picture = boards()
        picture = np.clip(picture + RNG.normal(0, 0.05, picture.shape), 0, 1).astype(np.float32)
        out = daubs(picture, 3.0)
        self.assertLess(out[45:85, 70:100].std(0).mean(), 0.4 * picture[45:85, 70:100].std(0).mean())
        dark = luma(out)[65] < 0.48
        self.assertLessEqual(abs(int(np.flatnonzero(dark)[0]) - 60), 1)

    def test_harden_makes_a_soft_border_steeper_and_leaves_calm_areas(self) -> None:
        soft = ops.blur(boards(), 3.0)
        hard = harden(soft, 1.5, 5)
        steep = [float(np.abs(np.diff(luma(p)[65])).max()) for p in (soft, hard)]
        self.assertGreater(steep[1], 1.5 * steep[0])
        self.assertLess(np.abs(hard - soft)[:, 10:40].max(), 0.02)


class Lines(unittest.TestCase):
    def test_one_thin_line_on_each_side_at_any_size(self) -> None:
        for k in (1, 3):
            picture = np.repeat(np.repeat(boards(), k, 0), k, 1)
            line = strokes(picture, np.zeros(picture.shape[:2], np.float32), 120.0 * k).line
            row = line[60 * k : 70 * k].mean(0)
            ink = float(row[50 * k : 75 * k].sum())
            self.assertGreater(ink, 0.5)
            self.assertLess(ink, 1.9 * WIDTH)
            self.assertLess(float(row[5 * k : 45 * k].max()), 0.05)

    def test_a_crack_is_a_crease_and_specks_and_calm_walls_are_not(self) -> None:
        wall = np.full((120, 160, 3), 0.75, np.float32)
        wall[60:62, 30:50] = 0.3
        wall[20:24:2, 100:140:10] = 0.6
        crease = strokes(wall, np.zeros(wall.shape[:2], np.float32), 400.0).crease
        self.assertGreater(float(crease[58:64, 34:46].max(0).min()), 0.4)
        crease[54:68, 24:56] = 0
        self.assertLess(float(crease.max()), 0.05)

    def test_straight_edges_are_found(self) -> None:
        self.assertGreaterEqual(len(segments(luma(boards()), 40.0)), 4)

    def test_gravel_is_texture_and_letters_on_a_wall_are_not(self) -> None:
        pebbles: Array = ops.blur(RNG.random((160, 160, 1)).astype(np.float32), 1.0)
        grey: Array = np.clip((pebbles - 0.5) * 2 + 0.5, 0.05, 1).astype(np.float32)
        gravel: Array = np.repeat(grey[..., None], 3, 2)
        wall = np.full((160, 160, 3), 0.8, np.float32)
        wall[76:84, 40:120:6] = 0.1
        self.assertGreater(float(texture(gravel, 160.0)[60:100, 60:100].mean()), 0.6)
        self.assertLess(float(texture(wall, 160.0)[76:84, 60:100].mean()), 0.3)


class Regions(unittest.TestCase):
    def test_facades_are_told_from_gravel(self) -> None:
        wall = np.full((160, 160, 3), 0.8, np.float32)
        for y in range(20, 140, 10):
            for x in range(20, 140, 8):
                wall[y : y + 5, x : x + 4] = 0.2
        gravel = ops.blur(RNG.random((160, 160, 3)).astype(np.float32), 1.2)
        self.assertGreater(float(regions.built(wall, 160.0)[60:100, 60:100].mean()), 0.8)
        self.assertLess(float(regions.built(gravel, 160.0)[60:100, 60:100].mean()), 0.3)

    def test_ripples_are_layered_and_masts_are_not(self) -> None:
        rows = np.sin(np.arange(160) / 2)[:, None, None] * 0.2 + 0.5
        water = (rows * np.ones((160, 160, 3))).astype(np.float32)
        self.assertGreater(float(regions.layered(water, 160.0)[40:120, 40:120].min()), 0.9)
        masts = np.ascontiguousarray(water.transpose(1, 0, 2))
        self.assertLess(float(regions.layered(masts, 160.0)[40:120, 40:120].max()), 0.1)


def pebbles(sigma: float = 1.0) -> Array:
    """Stones a few times as wide as sigma."""
    grey: Array = np.clip(
        (ops.blur(RNG.random((120, 160)).astype(np.float32), sigma) - 0.5) * 1.4 * sigma + 0.5, 0.1, 1
    )
    return np.repeat(grey[..., None], 3, 2)


class Clusters(unittest.TestCase):
    def test_texture_becomes_flat_tones_with_steep_borders(self) -> None:
        picture = pebbles(3.0)
        painted = clusters(picture, 300.0)
        flat, steep = [], []
        for image in (picture, painted):
            slope = np.hypot(*ops.gradient(ops.log_luma(image)))
            flat.append(float((slope < 0.01).mean()))
            steep.append(float(np.percentile(slope, 98) / ops.log_luma(image).std()))
        self.assertGreater(flat[1], 2 * flat[0])
        self.assertGreater(steep[1], steep[0])

    def test_clusters_depend_on_their_surroundings_alone(self) -> None:
        picture = pebbles()
        other = picture.copy()
        other[:, 120:] = 0.5
        self.assertLess(float(np.abs(clusters(picture, 120.0) - clusters(other, 120.0))[:, :60].max()), 1e-4)

    def test_grain_goes_and_stones_stay(self) -> None:
        picture = pebbles()
        picture[:, :80] = np.clip(0.5 + RNG.normal(0, 0.008, (120, 80, 1)), 0, 1)
        calm = np.full_like(picture, 0.5)
        out = without_grain(picture, calm, 120.0)
        np.testing.assert_allclose(out[:, 8:60], 0.5, atol=1e-3)
        np.testing.assert_allclose(out[:, 100:150], picture[:, 100:150], atol=1e-3)


class Colour(unittest.TestCase):
    def test_grade_lifts_and_leaves_no_black(self) -> None:
        grey = np.repeat(np.linspace(0, 1, 64, dtype=np.float32)[None, :, None], 3, -1)
        y = luma(grade(grey))[0]
        self.assertGreater(float(y.min()), 0.06)
        self.assertTrue(bool((np.diff(y) > -1e-3).all()))
        self.assertGreater(float(y[24]), float(grey[0, 24, 0]))

    def test_crisp_border_is_thin_whatever_the_slope(self) -> None:
        for slope in (0.02, 0.2):
            value = np.tile((np.arange(80, dtype=np.float32) - 40) * slope, (8, 1))
            k = ops.crisp(value, 0.0)[4]
            self.assertLessEqual(int(((k > 0.02) & (k < 0.98)).sum()), 6)
            self.assertEqual((float(k[10]), float(k[70])), (0.0, 1.0))


class Sky(unittest.TestCase):
    def test_snap_moves_a_coarse_mask_onto_the_border(self) -> None:
        picture = boards()
        coarse = np.zeros(picture.shape[:2], np.float32)
        coarse[26:104, 56:114] = 1
        coarse = ops.blur(coarse, 3.0)
        found = snap(coarse, picture, 8) > 0.5
        truth = np.zeros_like(found)
        truth[30:100, 60:110] = True
        self.assertLess(float((found ^ truth).mean()), 0.03)

    def test_a_tower_against_the_sky_is_land_and_a_cloud_is_not(self) -> None:
        picture = np.full((150, 200, 3), (0.6, 0.75, 0.95), np.float32)
        picture[110:] = (0.3, 0.4, 0.2)
        picture[40:110, 60:80] = (0.5, 0.48, 0.45)
        cloud = np.exp(-(((np.mgrid[:150, :200][1] - 150) / 20) ** 2 + ((np.mgrid[:150, :200][0] - 40) / 12) ** 2))
        picture *= (1 - 0.3 * cloud[..., None]).astype(np.float32)
        guess = np.ones(picture.shape[:2], np.float32)
        guess[108:] = 0
        found = risen(picture, guess)
        self.assertGreater(float(found[50:100, 64:76].mean()), 0.95)
        self.assertLess(float(found[20:60, 120:180].max()), 0.05)


class SkyBorder(unittest.TestCase):
    def test_a_light_cloud_left_out_of_the_mask_is_no_land_and_a_dark_hill_is(self) -> None:
        air = np.zeros((100, 160), np.float32)
        air[:50] = 1
        perhaps = np.zeros_like(air)
        perhaps[:60, :80] = 1
        for land, sure in ((0.9, 1.0), (0.2, 0.0)):
            picture = np.full((100, 160, 3), 0.5, np.float32)
            picture[50:] = land
            beside = cloud_beside(picture, air, perhaps, 100.0)
            self.assertAlmostEqual(float(beside[49:51, 20:60].mean()), sure, places=2)
            self.assertEqual(float(beside[49:51, 110:].max()), 0.0)


class Whole(unittest.TestCase):
    def test_layers_fit_together_and_repeat(self) -> None:
        picture = boards(96, 128)
        nobody = np.zeros(picture.shape[:2], np.float32)
        one, two = paint_world(picture, nobody), paint_world(picture, nobody)
        for name in ("colour", "ink", "photo"):
            layer = getattr(one, name)
            self.assertEqual((layer.shape, layer.dtype), (picture.shape, np.dtype(np.float32)))
            self.assertTrue(0 <= float(layer.min()) and float(layer.max()) <= 1)
        for name in ("line", "shade", "flow", "colour"):
            np.testing.assert_array_equal(getattr(one, name), getattr(two, name))
        self.assertLessEqual(float(one.line.max()), 1)
        self.assertTrue(set(one.masks) >= {"sky", "cloud", "foliage", "water"})


if __name__ == "__main__":
    unittest.main()
