"""The Frechet distance against scipy's matrix root and closed forms."""

import numpy as np
import pytest
from scipy.linalg import sqrtm

from engine.metrics.frechet import frechet_distance


def by_matrix_root(real, generated):
    shift = real.mean(axis=0) - generated.mean(axis=0)
    first, second = np.cov(real, rowvar=False), np.cov(generated, rowvar=False)
    root = np.real(sqrtm(first @ second))
    return shift @ shift + np.trace(first) + np.trace(second) - 2 * np.trace(root)


def test_published_example_of_two_equal_gaussians():
    rng = np.random.default_rng(0)
    real, generated = rng.normal(size=(2000, 64)), rng.normal(size=(2000, 64))
    assert frechet_distance(real, generated) == pytest.approx(1.068872285, rel=1e-9)


@pytest.mark.parametrize("seed", range(4))
def test_equals_the_matrix_root_on_correlated_sets_of_unequal_size(seed):
    rng = np.random.default_rng(seed)
    real = rng.normal(size=(500, 20)) @ rng.normal(size=(20, 20))
    generated = rng.normal(size=(300, 20)) @ rng.normal(size=(20, 20)) + 1
    expected = by_matrix_root(real, generated)
    assert frechet_distance(real, generated) == pytest.approx(expected, rel=1e-9)


def test_one_feature_has_the_textbook_form():
    rng = np.random.default_rng(2)
    real, generated = rng.normal(size=(400, 1)), 3 * rng.normal(size=(300, 1)) + 2
    expected = (real.mean() - generated.mean()) ** 2 + (
        real.std(ddof=1) - generated.std(ddof=1)
    ) ** 2
    assert frechet_distance(real, generated) == pytest.approx(expected, rel=1e-12)


def test_fewer_samples_than_features_stay_exact():
    rng = np.random.default_rng(3)
    real, generated = rng.normal(size=(30, 200)), rng.normal(size=(40, 200))
    turn = np.linalg.qr(rng.normal(size=(200, 200)))[0]
    assert frechet_distance(real, real) == pytest.approx(0, abs=1e-10)
    assert frechet_distance(real @ turn, generated @ turn) == pytest.approx(
        frechet_distance(real, generated), rel=1e-12
    )


def test_features_in_a_plane_measure_as_the_plane_does():
    rng = np.random.default_rng(4)
    real, generated = (
        rng.normal(size=(300, 5)),
        rng.normal(size=(300, 5)) @ rng.normal(size=(5, 5)),
    )
    into = np.linalg.qr(rng.normal(size=(128, 5)))[0].T
    assert frechet_distance(real @ into, generated @ into) == pytest.approx(
        frechet_distance(real, generated), rel=1e-11
    )


def test_constant_features_leave_the_distance_of_the_means_and_spreads():
    rng = np.random.default_rng(5)
    real = rng.normal(size=(50, 3))
    constant = np.full((40, 3), 2.0)
    expected = np.sum((real.mean(axis=0) - 2) ** 2) + real.var(axis=0, ddof=1).sum()
    assert frechet_distance(real, constant) == pytest.approx(expected, rel=1e-12)
    assert frechet_distance(constant, constant) == 0


def test_one_sample_has_no_covariance():
    with pytest.raises(ValueError, match="at least 2 samples"):
        frechet_distance(np.zeros((1, 3)), np.zeros((5, 3)))
