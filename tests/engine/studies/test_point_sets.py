import numpy as np
import pytest

from engine.core.errors import NotFoundError
from engine.studies.point_sets import CENTRES, HALF_WIDTH, SETS, moved, point_set


def nearest_mode(points):
    return np.linalg.norm(points[:, None] - CENTRES, axis=2).argmin(axis=1)


@pytest.mark.parametrize("name", SETS)
def test_every_set_lies_in_the_plane_and_repeats_with_its_seed(name):
    points, again = point_set(name, seed=3), point_set(name, seed=3)
    for side, same in ((points.real, again.real), (points.generated, again.generated)):
        assert np.abs(side).max() <= HALF_WIDTH
        assert np.array_equal(side, same)
    assert not np.array_equal(points.real, point_set(name, seed=4).real)


def test_a_dropped_mode_is_never_generated():
    points = point_set("mode dropped")
    assert set(nearest_mode(points.real)) == {0, 1, 2, 3, 4}
    assert set(nearest_mode(points.generated)) == {0, 1, 2}


def test_outliers_lie_beyond_every_mode():
    far = np.linalg.norm(point_set("generated outliers").generated[:4], axis=1)
    near = np.linalg.norm(point_set("mode dropped").generated, axis=1)
    assert far.min() > 1.5 * near.max()


def test_shrunk_points_keep_the_modes_and_lose_the_spread():
    points = point_set("shrunk", count=1000)
    offsets = points.generated - CENTRES[np.arange(1000) % 5]
    real_offsets = points.real - CENTRES[np.arange(1000) % 5]
    assert offsets.std() == pytest.approx(real_offsets.std() / 4, rel=0.1)


def test_a_moved_point_moves_alone_and_stays_in_the_plane():
    points = point_set("shrunk")
    after = moved(points, {("real", 2): (1.0, 99.0)})
    assert after.real[2].tolist() == [1.0, HALF_WIDTH]
    assert np.array_equal(np.delete(after.real, 2, 0), np.delete(points.real, 2, 0))
    assert np.array_equal(after.generated, points.generated)
    assert points.real[2, 1] != HALF_WIDTH


@pytest.mark.parametrize(
    "move",
    [{("real", 120): (0, 0)}, {("fake", 0): (0, 0)}, {("real", 0): (0, np.nan)},
     {("real", 0): (1, 2, 3)}, {("generated", -1): (0, 0)}],
)  # fmt: skip
def test_a_move_to_nowhere_is_refused(move):
    with pytest.raises(ValueError, match="must"):
        moved(point_set("shrunk"), move)


def test_an_unknown_set_names_those_that_exist():
    with pytest.raises(NotFoundError, match="mode dropped"):
        point_set("spiral")


def test_too_few_points_are_refused():
    with pytest.raises(ValueError, match="between 10 and 2000"):
        point_set("shrunk", count=3)
