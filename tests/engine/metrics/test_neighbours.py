"""Nearest lists against a full sort, in every size of block."""

import numpy as np
import pytest

from engine.metrics import neighbours as module
from engine.metrics.ball_verdict import ball_verdict
from engine.metrics.neighbours import nearest, neighbour_radii, smallest
from engine.metrics.precision_recall import ExactNeighbours


@pytest.mark.parametrize("columns", [3, 40, 129, 1000, 4097])
@pytest.mark.parametrize("count", [1, 3])
def test_smallest_equals_a_full_sort(columns, count):
    block = np.random.default_rng(columns).normal(size=(50, columns))
    values, where = smallest(block, count)
    assert np.array_equal(values, np.sort(block, axis=1)[:, :count])
    assert np.array_equal(where, np.argsort(block, axis=1)[:, :count])


def test_nearest_equals_a_plain_search_across_blocks(monkeypatch):
    monkeypatch.setattr(module, "CHUNK", 64)
    rng = np.random.default_rng(0)
    samples, references = rng.normal(size=(150, 6)), rng.normal(size=(900, 6))
    plain = np.linalg.norm(samples[:, None] - references, axis=2)
    found = nearest(samples, references, count=4)
    assert np.array_equal(found.indices, np.argsort(plain, axis=1)[:, :4])
    assert found.distances == pytest.approx(np.sort(plain, axis=1)[:, :4], abs=1e-12)


def test_radii_leave_the_sample_itself_out():
    rng = np.random.default_rng(1)
    samples = rng.normal(size=(300, 5))
    plain = np.sort(np.linalg.norm(samples[:, None] - samples, axis=2), axis=1)
    assert neighbour_radii(samples, neighbours=(1, 4)) == pytest.approx(
        plain[:, [1, 4]], abs=1e-12
    )


def test_blocks_stay_bounded_however_many_references_there_are():
    rows, block = next(module.squared_distances(np.zeros((2000, 1)), np.zeros((400_000, 1))))
    assert block.size <= module.BLOCK_ELEMENTS
    assert rows.stop < 100


def test_too_few_references_are_refused():
    with pytest.raises(ValueError, match="references must hold at least 5"):
        nearest(np.zeros((2, 2)), np.zeros((4, 2)), count=5)


def test_verdicts_on_single_samples_equal_the_masks():
    rng = np.random.default_rng(2)
    real, generated = rng.normal(size=(200, 8)), 1.2 * rng.normal(size=(150, 8))
    found = ExactNeighbours(neighbours=3)(real, generated)
    for row in range(150):
        verdict = ball_verdict(generated[row], real, found.real_radii)
        assert verdict.accepted == found.generated_accepted[row]
        assert verdict.ball == found.accepting_ball[row]
        assert (verdict.distance <= verdict.radius) == verdict.accepted
    for row in range(0, 200, 10):
        verdict = ball_verdict(real[row], generated, found.generated_radii)
        assert verdict.accepted == found.real_covered[row]
        assert np.all(np.diff(verdict.nearest_distances) >= 0)


def test_a_verdict_on_another_number_of_features_is_refused():
    with pytest.raises(ValueError, match="must fit together"):
        ball_verdict(np.zeros(3), np.zeros((4, 2)), np.zeros(4))
