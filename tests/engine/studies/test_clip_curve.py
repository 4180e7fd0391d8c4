import numpy as np
import pytest

from engine.studies.clip_curve import analytic_optimum, clip_curve
from engine.studies.distribution_fit import fit_distributions, nearer_fit
from engine.studies.stored_histogram import store_histogram
from engine.studies.synthetic_weights import SyntheticWeight


def stored(shape):
    return store_histogram(SyntheticWeight(shape=shape)())


@pytest.mark.parametrize("shape", ["gauss", "laplace"])
@pytest.mark.parametrize("bits", [2, 4, 8])
def test_the_marked_optimum_is_the_lowest_point_of_the_analytic_sum(shape, bits):
    histogram = stored(shape)
    curve = clip_curve(histogram, nearer_fit(histogram), bits=bits)
    lowest = curve.clips[curve.analytic.argmin()]
    assert curve.analytic_clip == pytest.approx(min(lowest, histogram.maximum), rel=0.05)


@pytest.mark.parametrize("shape", ["gauss", "laplace"])
def test_on_its_own_distribution_the_formula_finds_nearly_the_best_clip(shape):
    histogram = stored(shape)
    curve = clip_curve(histogram, nearer_fit(histogram), bits=5)
    assert 1.0 <= curve.regret < 1.1


def test_the_textbook_clip_costs_many_times_the_best_one_on_outlier_columns_at_eight_bits():
    histogram = stored("outlier_columns")
    gauss, _ = fit_distributions(histogram)
    assert clip_curve(histogram, gauss, bits=8).regret > 3


def test_the_last_point_of_the_curve_clips_nothing():
    histogram = stored("gauss")
    curve = clip_curve(histogram, nearer_fit(histogram), bits=3)
    assert curve.clips[-1] == pytest.approx(histogram.maximum)
    assert curve.error_unclipped == curve.measured[-1]


def test_the_optimum_never_lies_beyond_the_largest_weight():
    histogram = store_histogram(np.array([[-1.0, 1.0]]))
    fit = nearer_fit(histogram)
    assert analytic_optimum(fit, 8) > 1.0
    assert clip_curve(histogram, fit, bits=8).analytic_clip == 1.0


def test_zeros_have_no_curve():
    histogram = store_histogram(np.zeros((3, 3)))
    with pytest.raises(ValueError, match="not zero"):
        clip_curve(histogram, nearer_fit(histogram), bits=4)
