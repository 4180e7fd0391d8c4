import numpy as np
import pytest

from engine.discovery.agreement import agreement
from engine.discovery.clustering import CLUSTERINGS, Clustering, GaussianMixture


def all_subclasses(cls):
    return {sub for each in cls.__subclasses__() for sub in (each, *all_subclasses(each))}


def test_every_clustering_is_registered():
    assert all_subclasses(Clustering) == set(CLUSTERINGS)


@pytest.mark.parametrize("method", CLUSTERINGS)
def test_clouds_far_apart_are_found(method, recipe):
    features, labels = recipe(0, 4, 20, 6, 8)
    before = features.copy()
    assert agreement(labels, method()(features, 4)).accuracy == 1
    assert (features == before).all()


@pytest.mark.parametrize("method", CLUSTERINGS)
def test_one_seed_gives_one_clustering(method, recipe):
    features, _ = recipe(0, 4, 15, 6, 0.3)
    assert (method(seed=3)(features, 4) == method(seed=3)(features, 4)).all()


@pytest.mark.parametrize("method", CLUSTERINGS)
def test_more_clusters_than_distinct_samples_are_refused(method):
    with pytest.raises(ValueError, match="the 2 distinct samples, got 3"):
        method()(np.array([[0.0], [0.0], [1.0], [1.0]]), 3)


def test_one_cluster_holds_everything(recipe):
    features, _ = recipe(0, 2, 5, 3, 1)
    assert not CLUSTERINGS[0]()(features, 1).any()


def test_a_mixture_does_not_depend_on_the_scale(recipe):
    features, _ = recipe(0, 3, 30, 3, 6)
    large, small = GaussianMixture()(features, 3), GaussianMixture()(features * 2.0**-13, 3)
    assert agreement(large, small).accuracy == 1
