import numpy as np
import pytest
from scipy import stats

from engine.discovery.rank_correlation import rank_correlation


def test_both_correlations_equal_those_of_scipy_with_ties():
    draw = np.random.default_rng(0)
    first = draw.integers(6, size=30).astype(float)
    second = first + draw.normal(size=30).round()
    found = rank_correlation(first, second)
    assert found.spearman == pytest.approx(stats.spearmanr(first, second).statistic)
    assert found.pearson == pytest.approx(stats.pearsonr(first, second).statistic)
    assert found.low < found.spearman < found.high


def test_cells_that_share_a_seed_widen_the_interval():
    draw = np.random.default_rng(1)
    seeds = np.repeat(np.arange(5), 8)
    shift = draw.normal(size=5)[seeds]
    first, second = shift + draw.normal(size=40) / 9, shift + draw.normal(size=40) / 9
    alone = rank_correlation(first, second)
    together = rank_correlation(first, second, seeds)
    assert (together.groups, alone.groups) == (5, 40)
    assert together.high - together.low > alone.high - alone.low


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        ([1.0, 2.0], [1.0, 2.0], "three finite cells"),
        ([1.0, 2.0, np.nan], [1.0, 2.0, 3.0], "three finite cells"),
        ([1.0, 1.0, 1.0], [1.0, 2.0, 3.0], "must vary"),
    ],
)
def test_cells_that_cannot_be_ranked_are_refused(first, second, told):
    with pytest.raises(ValueError, match=told):
        rank_correlation(np.array(first), np.array(second))
