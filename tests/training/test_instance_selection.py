"""The most typical pictures of each class are those of highest Gaussian density."""

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from training.instance_selection import RIDGE, log_likelihood, typical


def test_likelihood_orders_samples_as_scipys_normal_density() -> None:
    random = np.random.default_rng(3)
    features = random.normal(size=(300, 5)) @ random.normal(size=(5, 5))
    covariance = np.cov(features.T)
    covariance += RIDGE * np.trace(covariance) / 5 * np.eye(5)
    density = multivariate_normal(features.mean(axis=0), covariance).logpdf(features)
    ours = log_likelihood(features)
    np.testing.assert_allclose(ours - ours[0], density - density[0], rtol=1e-6, atol=1e-8)


def test_each_class_keeps_its_share_and_loses_its_outliers() -> None:
    random = np.random.default_rng(0)
    features = random.normal(size=(200, 3))
    labels = np.repeat([0, 1], 100)
    features[labels == 1] += 50.0
    features[7] = 30.0
    features[107] = -30.0
    kept = typical(features, labels, 0.5)
    assert (kept[:100].sum(), kept[100:].sum()) == (50, 50)
    assert not kept[7]
    assert not kept[107]


def test_features_that_never_fire_do_not_break_the_density() -> None:
    features = np.zeros((20, 4))
    features[:, 0] = np.arange(20)
    assert np.isfinite(log_likelihood(features)).all()


@pytest.mark.parametrize("share", [0.0, 1.5, float("nan")])
def test_a_share_outside_its_range_is_refused(share: float) -> None:
    with pytest.raises(ValueError, match="share must be"):
        typical(np.zeros((4, 2)), np.zeros(4, dtype=np.int64), share)


def test_missing_labels_are_refused() -> None:
    with pytest.raises(ValueError, match="labels must be 4"):
        typical(np.zeros((4, 2)), np.zeros(3, dtype=np.int64), 0.5)
