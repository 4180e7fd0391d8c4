"""The exact metrics against the prdc package, and their answers where it has none."""

import contextlib
import io

import numpy as np
import pytest
from prdc import compute_prdc

from engine.metrics.precision_recall import ExactNeighbours, knn_precision_recall

NAMES = ("precision", "recall", "density", "coverage")


def peer(real, generated, neighbours):
    with contextlib.redirect_stdout(io.StringIO()):
        return compute_prdc(real, generated, neighbours)


def clustered(rng, count, spread=1.0, classes=10, features=64):
    centres = np.random.default_rng(99).normal(size=(10, features)) * 3
    return centres[rng.integers(classes, size=count)] + spread * rng.normal(size=(count, features))


def manifold(rng, count):
    ways = np.random.default_rng(98).normal(size=(12, 40))
    return np.tanh(rng.normal(size=(count, 12)) @ ways)


PAIRS = {
    "same": lambda rng: (rng.normal(size=(700, 32)), rng.normal(size=(700, 32))),
    "fewer generated": lambda rng: (rng.normal(size=(1300, 8)), rng.normal(size=(150, 8))),
    "fewer real": lambda rng: (rng.normal(size=(90, 16)), rng.normal(size=(1100, 16))),
    "shrunk": lambda rng: (clustered(rng, 500), clustered(rng, 600, spread=0.5)),
    "spread": lambda rng: (clustered(rng, 500), clustered(rng, 400, spread=1.6)),
    "modes dropped": lambda rng: (clustered(rng, 500), clustered(rng, 500, classes=3)),
    "shifted": lambda rng: (rng.normal(size=(400, 20)), rng.normal(size=(400, 20)) + 0.5),
    "manifold": lambda rng: (manifold(rng, 800), manifold(rng, 500)),
    "outliers": lambda rng: (
        clustered(rng, 500),
        np.concatenate([clustered(rng, 480), 20 * rng.normal(size=(20, 64))]),
    ),
    "one feature": lambda rng: (rng.normal(size=(300, 1)), rng.normal(size=(200, 1))),
}


@pytest.mark.parametrize("name", PAIRS)
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_all_four_equal_prdc_in_double_precision(name, seed):
    real, generated = PAIRS[name](np.random.default_rng(seed))
    for found in knn_precision_recall(real, generated, neighbours=(1, 3, 5)):
        expected = peer(real, generated, found.neighbours)
        for each in NAMES:
            assert getattr(found, each) == pytest.approx(expected[each], abs=1e-9), each


def test_published_example_of_two_equal_gaussians():
    rng = np.random.default_rng(0)
    real, generated = rng.normal(size=(2000, 64)), rng.normal(size=(2000, 64))
    three, five = knn_precision_recall(real, generated)
    assert [getattr(three, n) for n in NAMES] == pytest.approx([0.6085, 0.6155, 0.978, 0.876])
    assert [getattr(five, n) for n in NAMES] == pytest.approx([0.712, 0.7085, 0.9712, 0.963])


def test_single_precision_stays_near_double():
    rng = np.random.default_rng(5)
    real, generated = manifold(rng, 900), manifold(rng, 900)
    exact = knn_precision_recall(real, generated, precision="float64")
    fast = knn_precision_recall(real, generated, precision="float32")
    for one, other in zip(exact, fast, strict=True):
        for each in NAMES:
            assert getattr(one, each) == pytest.approx(getattr(other, each), abs=2e-3)
    assert fast[0].real_radii.dtype == np.float32


@pytest.mark.parametrize("seed", range(12))
def test_ties_count_as_inside_on_a_lattice(seed):
    rng = np.random.default_rng(seed)
    real = rng.integers(0, 3, size=(60, 3)).astype(float)
    generated = rng.integers(0, 4, size=(50, 3)).astype(float)
    (found,) = knn_precision_recall(real, generated, neighbours=(2,))
    between = np.linalg.norm(real[:, None] - generated, axis=2)
    own = np.linalg.norm(real[:, None] - real, axis=2)
    other = np.linalg.norm(generated[:, None] - generated, axis=2)
    real_radii, generated_radii = np.sort(own)[:, 2], np.sort(other)[:, 2]
    inside = between <= real_radii[:, None]
    assert found.precision == pytest.approx(inside.any(axis=0).mean())
    assert found.recall == pytest.approx((between <= generated_radii).any(axis=1).mean())
    assert found.density == pytest.approx(inside.sum() / (2 * 50))
    assert found.coverage == pytest.approx((between.min(axis=1) <= real_radii).mean())


@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_a_copied_point_lies_on_the_edge_of_its_neighbours_ball(kind):
    rng = np.random.default_rng(3)
    real = (rng.normal(size=(300, 40)) + 100).astype(kind)
    (found,) = knn_precision_recall(real, real.copy(), neighbours=(1,))
    # every point lies in its own ball and on the edge of the ball of whomever it is nearest to
    assert found.precision == found.recall == found.coverage == 1.0
    assert found.density == pytest.approx(2.0)


def test_coincident_points_cover_each_other():
    points = np.full((20, 7), 0.1)
    (found,) = knn_precision_recall(points, points, neighbours=(3,))
    assert (found.precision, found.recall, found.coverage) == (1.0, 1.0, 1.0)


def test_a_constant_set_accepts_only_its_own_point():
    generated = np.random.default_rng(0).normal(size=(30, 4))
    generated[7] = 0.25
    (found,) = knn_precision_recall(np.full((20, 4), 0.25), generated, neighbours=(3,))
    assert np.flatnonzero(found.generated_accepted).tolist() == [7]


def test_a_far_common_offset_changes_nothing():
    rng = np.random.default_rng(8)
    real, generated = clustered(rng, 400), clustered(rng, 400)
    near = knn_precision_recall(real, generated)
    far = knn_precision_recall(real + 1e6, generated + 1e6)
    assert [n.precision for n in near] == [f.precision for f in far]


def test_swapped_sets_swap_precision_and_recall():
    rng = np.random.default_rng(4)
    real, generated = clustered(rng, 300), clustered(rng, 500, classes=2)
    (one,) = knn_precision_recall(real, generated, neighbours=(3,))
    (other,) = knn_precision_recall(generated, real, neighbours=(3,))
    assert one.precision > 0.5 > one.recall  # a collapsed generator is precise, not diverse
    assert (one.precision, one.recall) == (other.recall, other.precision)


def test_masks_average_to_the_metrics_and_the_ball_explains_them():
    rng = np.random.default_rng(6)
    real, generated = clustered(rng, 400), clustered(rng, 300, spread=1.3)
    found = ExactNeighbours(neighbours=3)(real, generated)
    assert found.generated_accepted.mean() == found.precision
    assert found.real_covered.mean() == found.recall
    assert found.real_reached.mean() == found.coverage
    distances = np.linalg.norm(generated - real[found.accepting_ball], axis=1)
    inside = distances <= found.real_radii[found.accepting_ball]
    assert np.array_equal(inside, found.generated_accepted)


def test_every_real_sample_is_a_candidate_of_every_generated_one():
    rng = np.random.default_rng(7)
    found = ExactNeighbours()(rng.normal(size=(77, 3)), rng.normal(size=(33, 3)))
    assert found.operations.candidates == 77


def test_progress_is_told_and_may_stop_the_work():
    rng = np.random.default_rng(7)
    told = []
    ExactNeighbours()(
        rng.normal(size=(77, 3)), rng.normal(size=(33, 3)), report=lambda d, m: told.append(d)
    )
    assert told == sorted(told)
    assert told[-1] == 1.0


GOOD = np.random.default_rng(0).normal(size=(10, 3))


@pytest.mark.parametrize(
    ("real", "generated", "says"),
    [
        (GOOD[:3], GOOD, "real must hold at least 4 samples .* got 3"),
        (GOOD, GOOD[:1], "generated must hold at least 4 samples .* got 1"),
        (GOOD, np.empty((0, 3)), "generated must hold at least 4"),
        (np.empty((10, 0)), GOOD, "at least one feature"),
        (GOOD[:, 0], GOOD, r"real must have the shape \(samples, features\), got \(10,\)"),
        (GOOD, GOOD[:, :2], "same number of features, got 3 and 2"),
        (np.where(GOOD > 1, np.nan, GOOD), GOOD, "real must be finite, row"),
        (GOOD, np.where(GOOD > 1, np.inf, GOOD), "generated must be finite, row"),
        (GOOD.astype(str), GOOD, "must hold numbers"),
        (GOOD * 1e200, GOOD, "scale the features"),
    ],
)
def test_what_cannot_be_compared_is_refused_with_a_reason(real, generated, says):
    with pytest.raises(ValueError, match=says):
        knn_precision_recall(real, generated, neighbours=(3,))


@pytest.mark.parametrize("neighbours", [(), (0,), (3, -1)])
def test_a_ball_needs_a_positive_number_of_neighbours(neighbours):
    with pytest.raises(ValueError, match="neighbours must be whole numbers"):
        knn_precision_recall(GOOD, GOOD, neighbours=neighbours)
