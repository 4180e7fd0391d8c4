import numpy as np
import pytest
from scipy import ndimage

from engine.documents.geometry import area, clipped, densified, length, random_warp

SQUARE = np.array(((0.0, 0), (10, 0), (10, 10), (0, 10)))


@pytest.mark.parametrize("seed", range(6))
def test_a_point_comes_back_from_the_photograph_to_its_place_on_the_sheet(seed):
    warp = random_warp((700, 1024), 1.0, seed)
    points = np.random.default_rng(seed).uniform((0, 0), (700, 1024), (400, 2))
    assert np.abs(warp.flat(warp.warped(points)) - points).max() < 1e-5


def test_pixels_and_points_take_the_same_way():
    warp = random_warp((120, 160), 1.0, 3)
    flat = np.zeros((160, 120))
    flat[70:73, 40:43] = 1  # its middle is the point (41.5, 71.5)
    y, x = np.mgrid[0:160, 0:120] + 0.5
    at = warp.flat(np.stack((x, y), axis=-1))
    seen = ndimage.map_coordinates(flat, (at[..., 1] - 0.5, at[..., 0] - 0.5), order=1)
    middle = np.array((np.average(x, weights=seen), np.average(y, weights=seen)))
    assert np.abs(middle - warp.warped(np.array(((41.5, 71.5),)))[0]).max() < 0.1


def test_no_strength_moves_nothing():
    assert random_warp((50, 50), 0.0, 1).warped(SQUARE).tolist() == SQUARE.tolist()


def test_more_points_change_neither_area_nor_length():
    dense = densified(SQUARE, 1.7, closed=True)
    assert len(dense) == 24
    assert area(dense) == pytest.approx(100)
    assert length(densified(SQUARE, 3.0, closed=False)) == pytest.approx(30)


def test_a_polygon_is_cut_at_the_edge_of_the_window():
    assert area(clipped(SQUARE - 4, (100, 100), closed=True)) == pytest.approx(36)
    assert area(clipped(SQUARE - 4, (3, 100), closed=True)) == pytest.approx(18)
    assert len(clipped(SQUARE + 200, (100, 100), closed=True)) == 0


def test_a_baseline_is_cut_at_the_edge_of_the_window():
    cut = clipped(np.array(((-5.0, 5), (20, 5))), (10, 10), closed=False)
    assert cut.tolist() == [[0, 5], [10, 5]]
