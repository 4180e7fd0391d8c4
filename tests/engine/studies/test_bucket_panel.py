import numpy as np
import pytest

from engine.metrics.lsh import draw_hashing
from engine.metrics.lsh_neighbours import LshNeighbours
from engine.metrics.lsh_occupancy import LshOccupancy
from engine.studies.ball_panel import ball_panel
from engine.studies.bucket_cells import cell_corners, point_cells
from engine.studies.bucket_panel import accepted_area, bucket_panel
from engine.studies.point_sets import HALF_WIDTH, PointSet, point_set

METHODS = (
    LshOccupancy(tables=8, hash_bits=3),
    LshNeighbours(hash_bits=2),
    LshNeighbours(),
    LshOccupancy(family="srp", tables=8, hash_bits=4),
    LshNeighbours(family="srp", hash_bits=3),
)


def inside(corners, point):
    """Whether a convex outline, in either direction, holds a point."""
    sides = np.roll(corners, -1, axis=0) - corners
    to = point - corners
    turns = sides[:, 0] * to[:, 1] - sides[:, 1] * to[:, 0]
    return (turns >= -1e-9).all() or (turns <= 1e-9).all()


@pytest.mark.parametrize("family", ["e2lsh", "srp"])
def test_a_cell_is_where_the_code_stays_the_same(family):
    draws = np.random.default_rng(0)
    hashing = draw_hashing(family, np.array([0.4, -1.0]), tables=4, hash_bits=3, seed=1)
    point, others = np.array([1.0, 2.0]), draws.uniform(-HALF_WIDTH, HALF_WIDTH, (4000, 2))
    codes = hashing.codes(hashing.project(others), 3.0)
    own = hashing.codes(hashing.project(point[None]), 3.0)
    for table in range(4):
        corners = cell_corners(hashing, point, table, 3.0)
        same = codes[table] == own[table]
        assert same.any()
        assert [inside(corners, each) for each in others[same]] == [True] * same.sum()
        assert not any(inside(corners, each) for each in others[~same])


def test_the_members_of_a_bucket_lie_in_its_outline():
    points = point_set("same distribution")
    hashing = draw_hashing("e2lsh", np.zeros(2), tables=3, hash_bits=2, seed=0)
    for cell in point_cells(hashing, points.generated[0], points.real, 1.5):
        for member in cell.members:
            assert inside(cell.corners, points.real[member])


@pytest.mark.parametrize("method", METHODS, ids=lambda each: f"{each.title} {each.family}")
@pytest.mark.parametrize("judged", ["generated", "real"])
def test_the_picture_says_of_every_point_what_the_metric_says(method, judged):
    panel = bucket_panel(point_set("mode dropped", seed=2), judged, method)
    assert np.array_equal(panel.accepts(panel.judged_points), panel.accepted)
    assert panel.accepted.mean() == pytest.approx(panel.score)


@pytest.mark.parametrize("method", METHODS[:1] + METHODS[3:4], ids=["e2lsh", "srp"])
def test_the_cells_shown_decide_a_point(method):
    panel = bucket_panel(point_set("generated outliers"), "real", method)
    for index in range(0, 120, 7):
        full = np.mean([panel.occupied(cell) for cell in panel.cells(index)])
        assert (full >= method.share) == panel.accepted[index]


def test_the_area_is_the_verdict_on_its_squares():
    panel = bucket_panel(point_set("shrunk"), "generated", METHODS[0])
    area = accepted_area(panel, steps=14)
    corner = panel.accepts(np.array([[-6.5, -6.5], [0.5, 2.5]]))
    assert [area[0, 0], area[9, 7]] == corner.tolist()


def test_far_outliers_open_the_balls_and_not_the_buckets():
    points = point_set("generated outliers")
    clean = PointSet(points.real, points.generated[4:])
    balls = [ball_panel(each, "real").score for each in (clean, points)]
    buckets = [bucket_panel(each, "real", METHODS[0]).score for each in (clean, points)]
    mates = [bucket_panel(each, "real", METHODS[1]).score for each in (clean, points)]
    assert balls[1] - balls[0] > 0.25
    assert abs(buckets[1] - buckets[0]) < 0.05
    assert abs(mates[1] - mates[0]) < 0.05


def test_an_accepted_point_lies_in_the_ball_that_the_verdict_names():
    points = point_set("same distribution")
    panel = ball_panel(points, "generated")
    for index in range(0, 120, 9):
        verdict = panel.verdict(index)
        assert verdict.accepted == panel.accepted[index]
        far = np.linalg.norm(points.generated[index] - points.real[verdict.ball])
        assert (far <= panel.radii[verdict.ball]) == verdict.accepted


@pytest.mark.parametrize("index", [-1, 120])
def test_a_point_that_is_not_there_has_no_verdict(index):
    points = point_set("shrunk")
    with pytest.raises(ValueError, match="one of 120 points"):
        ball_panel(points, "real").verdict(index)
    with pytest.raises(ValueError, match="one of 120 points"):
        bucket_panel(points, "real", METHODS[0]).cells(index)


@pytest.mark.parametrize("judged", ["generated", "real"])
def test_the_best_bucket_mate_decides_for_balls_inside_buckets(judged):
    panel = bucket_panel(point_set("generated outliers"), judged, METHODS[1])
    for index in range(0, 120, 5):
        mate = panel.best_mate(index)
        assert panel.accepted[index] == (mate is not None and mate[1] <= mate[2])


def test_a_metric_without_balls_has_no_best_mate():
    assert bucket_panel(point_set("shrunk"), "real", METHODS[0]).best_mate(0) is None
