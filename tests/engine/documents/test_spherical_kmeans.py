import numpy as np
import pytest

from engine.documents.spherical_kmeans import SphericalKMeans, assigned, unit


def bundles(count=200):
    random = np.random.default_rng(0)
    truth = np.repeat(np.arange(3), count)
    rows = np.eye(8)[truth] + 0.1 * random.standard_normal((3 * count, 8))
    return (rows * random.uniform(0.1, 9, (len(rows), 1))).astype(np.float32), truth


def test_directions_are_found_whatever_their_strength():
    rows, truth = bundles()
    labels = assigned(rows, SphericalKMeans(clusters=3)(rows))
    for group in range(3):
        assert len(np.unique(labels[truth == group])) == 1
    assert len(np.unique(labels)) == 3


def test_centres_have_length_one_and_follow_the_seed():
    rows, _ = bundles()
    one, two = SphericalKMeans(clusters=5)(rows), SphericalKMeans(clusters=5)(rows)
    assert np.linalg.norm(one, axis=1) == pytest.approx(np.ones(5), abs=1e-5)
    assert (one == two).all()


def test_a_feature_and_its_multiple_share_a_cluster():
    rows, _ = bundles(5)
    centres = unit(np.random.default_rng(1).standard_normal((6, 8)))
    assert (assigned(rows, centres) == assigned(7 * rows, 3 * centres)).all()


def test_more_clusters_than_features_are_refused():
    with pytest.raises(ValueError, match="take more samples"):
        SphericalKMeans(clusters=10)(np.ones((4, 2), np.float32))
