"""What the hashed metrics must do on sets whose answer is known beforehand."""

import dataclasses

import numpy as np
import pytest

from engine.metrics.lsh_neighbours import LshNeighbours
from engine.metrics.lsh_occupancy import LshOccupancy
from engine.metrics.precision_recall import ExactNeighbours

METHODS = (LshNeighbours(), LshOccupancy())
COUNT = 2000


def gauss(rng, spread=1.0):
    return (spread * rng.normal(size=(COUNT, 64))).astype(np.float32)


def classes(rng, spread=1.0, used=10, apart=3.0):
    centres = np.random.default_rng(99).normal(size=(10, 64)) * apart
    points = centres[rng.integers(used, size=COUNT)] + spread * rng.normal(size=(COUNT, 64))
    return points.astype(np.float32)


def class_manifolds(rng, spread=1.0):
    shape = np.random.default_rng(31)
    centres, ways = 2 * shape.normal(size=(10, 64)), shape.normal(size=(10, 8, 64)) / np.sqrt(8)
    label = rng.integers(10, size=COUNT)
    inner = spread * rng.normal(size=(COUNT, 8))
    points = centres[label] + np.einsum("nq,nqd->nd", inner, ways[label])
    return (points + 0.05 * rng.normal(size=(COUNT, 64))).astype(np.float32)


def manifold(rng):
    shape = np.random.default_rng(5)
    ways, into = shape.normal(size=(48, 512)) / 7, shape.normal(size=(512, 512)) / 23
    return (np.tanh(rng.normal(size=(COUNT, 48)) @ ways) @ into).astype(np.float32)


CLEAN = {
    "equal gaussians": (gauss, gauss),
    "shrunk": (gauss, lambda rng: gauss(rng, 0.8)),
    "spread": (gauss, lambda rng: gauss(rng, 1.2)),
    "classes": (classes, classes),
    "shrunk classes": (classes, lambda rng: classes(rng, 0.7)),
    "dropped classes": (classes, lambda rng: classes(rng, used=4)),
    "shifted classes": (classes, lambda rng: classes(rng) + np.float32(0.3)),
    "near classes": (lambda rng: classes(rng, apart=1), lambda rng: classes(rng, apart=1)),
    "collapsed": (classes, lambda rng: classes(rng, 0.05, used=1)),
    "class manifolds": (class_manifolds, class_manifolds),
    "shrunk class manifolds": (class_manifolds, lambda rng: class_manifolds(rng, 0.7)),
    "manifold in 512": (manifold, manifold),
}


def draw(name):
    real, generated = CLEAN[name]
    return real(np.random.default_rng(0)), generated(np.random.default_rng(1))


@pytest.mark.parametrize("name", CLEAN)
def test_lsh_with_neighbours_follows_the_exact_metric_on_clean_sets(name):
    real, generated = draw(name)
    exact, hashed = ExactNeighbours()(real, generated), LshNeighbours()(real, generated)
    assert hashed.precision == pytest.approx(exact.precision, abs=0.1)
    assert hashed.recall == pytest.approx(exact.recall, abs=0.1)


def outliers(rng, count, scale=10.0):
    return (scale * rng.normal(size=(count, 64))).astype(np.float32)


@pytest.mark.parametrize("share", [0.01, 0.1])
def test_outliers_among_the_generated_mislead_recall_by_exact_neighbours_only(share):
    real, generated = draw("dropped classes")
    spoiled = generated.copy()
    spoiled[: int(share * COUNT)] = outliers(np.random.default_rng(2), int(share * COUNT))

    def change(method):
        return method(real, spoiled).recall - method(real, generated).recall

    assert change(ExactNeighbours()) >= 0.25
    for method in METHODS:
        assert abs(change(method)) <= 0.05


@pytest.mark.parametrize("share", [0.01, 0.1])
def test_outliers_among_the_real_do_not_let_noise_pass(share):
    real = classes(np.random.default_rng(0))
    real[: int(share * COUNT)] = outliers(np.random.default_rng(3), int(share * COUNT), 30.0)
    noise = (8 * np.random.default_rng(4).uniform(-1, 1, size=(COUNT, 64))).astype(np.float32)
    assert ExactNeighbours()(real, noise).precision > 0.3
    for method in METHODS:
        found = method(real, noise)
        assert found.precision <= 0.02
        assert found.recall <= 0.02  # noise covers nothing either; exact neighbours say it does
    assert ExactNeighbours()(real, noise).recall > 0.8


@pytest.mark.parametrize("name", ["equal gaussians", "classes", "dropped classes"])
@pytest.mark.parametrize("method", METHODS, ids=lambda each: each.title)
def test_the_seed_of_the_hashes_matters_little(method, name):
    real, generated = draw(name)
    found = [dataclasses.replace(method, seed=seed)(real, generated) for seed in range(6)]
    assert np.std([each.precision for each in found]) <= 0.02
    assert np.std([each.recall for each in found]) <= 0.02


def test_occupancy_keeps_the_order_of_the_cases():
    def recall(name):
        return LshOccupancy()(*draw(name)).recall

    assert recall("classes") > recall("shrunk classes") > recall("dropped classes")
    assert recall("dropped classes") > recall("collapsed")


def test_signs_follow_the_outliers_that_cells_ignore():
    real, generated = draw("dropped classes")
    spoiled = generated.copy()
    spoiled[:200] = outliers(np.random.default_rng(2), 200)
    signs = LshOccupancy(family="srp")
    assert signs(real, spoiled).recall - signs(real, generated).recall > 0.25


@pytest.mark.parametrize("method", METHODS, ids=lambda each: each.title)
def test_same_seed_same_answer_and_inputs_are_left_alone(method):
    real, generated = draw("classes")
    kept = real.copy(), generated.copy()
    one, other = method(real, generated), method(real, generated)
    assert np.array_equal(one.generated_accepted, other.generated_accepted)
    assert np.array_equal(one.real_covered, other.real_covered)
    assert np.array_equal(real, kept[0])
    assert np.array_equal(generated, kept[1])


@pytest.mark.parametrize("method", METHODS, ids=lambda each: each.title)
def test_swapped_roles_on_equal_sets_are_told_apart(method):
    real, generated = draw("dropped classes")
    found = method(real, generated)
    assert found.precision > found.recall + 0.2
    assert found.generated_accepted.mean() == found.precision
    assert found.real_covered.mean() == found.recall


@pytest.mark.parametrize("method", METHODS, ids=lambda each: each.title)
@pytest.mark.parametrize("family", ["e2lsh", "srp"])
def test_a_set_accepts_itself_and_coincident_points(method, family):
    method = dataclasses.replace(method, family=family)
    points = gauss(np.random.default_rng(0))[:300]
    assert method(points, points).precision > 0.95
    same = np.full((50, 3), 0.5)
    assert method(same, same).precision == 1.0
    assert method(same, same).recall == 1.0


GOOD = np.random.default_rng(0).normal(size=(10, 3))


@pytest.mark.parametrize("method", METHODS, ids=lambda each: each.title)
@pytest.mark.parametrize(
    ("real", "generated", "says"),
    [
        (GOOD[:3], GOOD, "real must hold at least 4 samples"),
        (GOOD, GOOD[:0], "generated must hold at least 4 samples"),
        (GOOD[:, 0], GOOD, "must have the shape"),
        (GOOD, GOOD[:, :2], "same number of features"),
        (np.where(GOOD > 1, np.nan, GOOD), GOOD, "real must be finite"),
    ],
)
def test_what_cannot_be_compared_is_refused_with_a_reason(method, real, generated, says):
    with pytest.raises(ValueError, match=says):
        method(real, generated)
