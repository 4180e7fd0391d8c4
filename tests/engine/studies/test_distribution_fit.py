import numpy as np
import pytest
from scipy import stats

from engine.studies.distribution_fit import cumulative, fit_distributions, quantile
from engine.studies.stored_histogram import store_histogram
from engine.studies.synthetic_weights import SyntheticWeight


def fits(shape):
    return fit_distributions(store_histogram(SyntheticWeight(shape=shape)()))


@pytest.mark.parametrize(("name", "family"), [("gauss", stats.norm), ("laplace", stats.laplace)])
def test_the_closed_forms_are_those_of_scipy(name, family):
    x = np.linspace(-4, 4, 41)
    probability = np.linspace(0.01, 0.99, 41)
    assert cumulative(name, x) == pytest.approx(family.cdf(x))
    assert quantile(name, probability) == pytest.approx(family.ppf(probability))


@pytest.mark.parametrize("shape", ["gauss", "laplace"])
def test_a_distribution_is_recognized_and_the_other_one_flagged(shape):
    gauss, laplace = fits(shape)
    right, wrong = (gauss, laplace) if shape == "gauss" else (laplace, gauss)
    assert not right.broken
    assert wrong.broken


@pytest.mark.parametrize("shape", ["heavy_tails", "outlier_columns"])
def test_tails_that_neither_distribution_has_break_both_assumptions(shape):
    assert all(fit.broken for fit in fits(shape))


def test_the_distance_is_the_kolmogorov_smirnov_statistic():
    weight = SyntheticWeight(shape="laplace")()
    found, _ = fit_distributions(store_histogram(weight))
    plain = weight.astype(np.float64).ravel()
    fitted = stats.norm(plain.mean(), plain.std(ddof=1))
    assert found.distance == pytest.approx(stats.kstest(plain, fitted.cdf).statistic, abs=1e-3)


def test_equal_weights_have_a_fit_without_a_warning():
    gauss, _ = fit_distributions(store_histogram(np.ones((4, 4))))
    assert gauss.broken
