"""Intervals against closed forms."""

import numpy as np
import pytest
from scipy.stats import binom

from engine.metrics.intervals import bootstrap_interval, seed_spread
from engine.metrics.lsh_neighbours import LshNeighbours
from engine.metrics.lsh_occupancy import LshOccupancy


@pytest.mark.parametrize("share", [0.1, 0.6, 1.0])
def test_the_interval_of_a_mask_has_binomial_quantiles(share):
    mask = np.arange(400) < 400 * share
    found = bootstrap_interval(mask, draws=20_000)
    expected = binom.ppf([0.025, 0.975], 400, share) / 400
    assert (found.low, found.high) == pytest.approx(tuple(expected), abs=0.006)


def test_the_interval_of_scores_has_the_width_of_the_standard_error():
    scores = np.random.default_rng(0).normal(size=900)
    found = bootstrap_interval(scores, draws=4000, level=0.9)
    assert found.high - found.low == pytest.approx(2 * 1.645 * scores.std() / 30, rel=0.06)
    assert found.low < scores.mean() < found.high


def test_same_seed_same_interval():
    mask = np.arange(50) < 20
    assert bootstrap_interval(mask, seed=3) == bootstrap_interval(mask, seed=3)


@pytest.mark.parametrize(
    ("values", "draws", "level"),
    [(np.zeros(0), 10, 0.9), (np.ones(3), 0, 0.9), (np.ones(3), 10, 1.0)],
)
def test_what_makes_no_interval_is_refused(values, draws, level):
    with pytest.raises(ValueError, match="a bootstrap needs"):
        bootstrap_interval(values, draws=draws, level=level)


@pytest.mark.parametrize("method", [LshNeighbours(), LshOccupancy()])
def test_the_spread_holds_the_result_of_every_seed(method):
    rng = np.random.default_rng(0)
    real, generated = rng.normal(size=(300, 8)), rng.normal(size=(300, 8))
    told = []
    found = seed_spread(
        method, real, generated, seeds=(0, 1, 2), report=lambda done, message: told.append(done)
    )
    assert found.precisions[0] == method(real, generated).precision
    assert found.precision == pytest.approx(np.mean(found.precisions))
    assert found.recall_range.low == min(found.recalls)
    assert found.recall_deviation == pytest.approx(np.std(found.recalls, ddof=1))
    assert told == sorted(told)
    assert told[-1] == pytest.approx(1, abs=0.02)


def test_no_seeds_show_no_spread():
    with pytest.raises(ValueError, match="seeds must not be empty"):
        seed_spread(LshOccupancy(), np.zeros((9, 2)), np.zeros((9, 2)), seeds=())
