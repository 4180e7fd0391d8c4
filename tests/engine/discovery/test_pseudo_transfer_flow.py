import numpy as np
import pytest

from engine.discovery.clustering import CLUSTERINGS, Agglomerative
from engine.discovery.similarity import TransferFlow, label_advice, pseudo_transfer_flow


@pytest.mark.parametrize("clustering", CLUSTERINGS)
def test_clear_clusters_give_the_flow_of_the_true_labels(clustering, recipe):
    features, labels = recipe(0, 3, 20, 5, 8)
    found = pseudo_transfer_flow(features, 3, clustering=clustering())
    assert found.value == pytest.approx(TransferFlow()(features, labels).value)


def test_clusters_lie_further_apart_than_mixed_classes(recipe):
    features, labels = recipe(0, 4, 30, 5, 0.3)
    assert pseudo_transfer_flow(features, 4).value > TransferFlow()(features, labels).value


def test_the_kernel_is_the_methods(recipe):
    features, labels = recipe(0, 3, 10, 5, 8)
    method = TransferFlow(kernel="laplacian")
    found = pseudo_transfer_flow(features, 3, method=method, clustering=Agglomerative())
    assert found.value == pytest.approx(method(features, labels).value)


def test_the_advice_follows_the_representation_that_keeps_clusters_apart(recipe):
    near, _ = recipe(0, 3, 20, 5, 0.1)
    far, _ = recipe(0, 3, 20, 5, 5)
    assert label_advice(far, near, 3).use_labels
    advice = label_advice(near, far, 3)
    assert not advice.use_labels
    assert advice.margin == pytest.approx(advice.without_labels - advice.with_labels)


def test_one_class_is_refused(recipe):
    with pytest.raises(ValueError, match="at least two classes, got 1"):
        pseudo_transfer_flow(recipe(0, 2, 5, 3, 1)[0], 1)


def test_different_samples_are_refused():
    with pytest.raises(ValueError, match="same samples, got 3 and 4"):
        label_advice(np.ones((3, 1)), np.ones((4, 1)), 2)
