import numpy as np
import pytest

from engine.studies.stored_histogram import grid_levels, store_histogram
from engine.studies.synthetic_weights import SHAPES, SyntheticWeight


def rounded(weight, clip, bits):
    """The plain reference: every weight on its own, in float64."""
    scale = (2 ** (bits - 1) - 1) / clip
    codes = np.clip(np.round(weight.astype(np.float64) * scale), -(2 ** (bits - 1)), None)
    return np.minimum(codes, 2 ** (bits - 1) - 1) / scale


@pytest.mark.parametrize("shape", SHAPES)
def test_the_error_from_the_bins_is_within_a_thousandth_of_the_exact_one(shape):
    weight = SyntheticWeight(shape=shape)()
    histogram = store_histogram(weight)
    for bits in range(2, 9):
        for ratio in (1.0, 0.6, 0.2, 0.05, 0.02):
            clip = histogram.maximum * ratio
            exact = np.mean((weight - rounded(weight, clip, bits)) ** 2)
            found = histogram.mean_squared_error(grid_levels(np.array(clip), bits))
            assert found == pytest.approx(exact, rel=1e-3)


def test_every_weight_is_counted_on_exactly_one_level():
    weight = SyntheticWeight(shape="laplace", rows=40, columns=50)()
    histogram = store_histogram(weight)
    counts, sums = histogram.on_levels(grid_levels(np.array(histogram.maximum / 3), 3))
    assert counts.sum() == pytest.approx(2000)
    assert sums.sum() == pytest.approx(float(weight.astype(np.float64).sum()))


def test_moments_are_those_of_the_weights():
    weight = np.array([[1.0, 2.0], [3.0, 6.0]], dtype=np.float32)
    histogram = store_histogram(weight)
    assert histogram.mean == 3.0
    assert histogram.maximum == 6.0
    assert histogram.deviation == pytest.approx(np.std(weight, ddof=1))
    assert histogram.mean_deviation == 1.5
    assert histogram.kurtosis == pytest.approx(np.mean((weight - 3) ** 4) / np.var(weight) ** 2)


def test_a_matrix_of_equal_weights_has_no_error_on_a_level_that_it_hits():
    histogram = store_histogram(np.full((4, 4), 0.5, dtype=np.float32))
    assert histogram.mean_squared_error(grid_levels(np.array(0.5), 3)) == pytest.approx(0.0)


@pytest.mark.parametrize(
    "weight", [np.array([[np.nan, 1.0]]), np.array([[np.inf]]), np.zeros((0, 3))]
)
def test_a_matrix_without_finite_numbers_is_refused(weight):
    with pytest.raises(ValueError, match="must hold finite numbers"):
        store_histogram(weight)
