import numpy as np
import pytest

from engine.discovery.similarity import LabeledToUnlabeled, TransferFlow, class_probabilities
from engine.discovery.similarity.reference import plain_discrepancy


@pytest.mark.parametrize("kernel", ["gaussian", "laplacian"])
def test_each_entry_is_the_discrepancy_of_a_labeled_and_an_unlabeled_class(recipe, kernel):
    labeled, unlabeled = recipe(0, 3, 9, 4, 1), recipe(1, 2, 12, 4, 1)
    found = LabeledToUnlabeled(kernel=kernel)(labeled, unlabeled)
    assert found.matrix.shape == (3, 2)
    here, there = labeled[0][labeled[1] == 2], unlabeled[0][unlabeled[1] == 1]
    plain = plain_discrepancy(here, there, kernel=kernel).sum()
    assert found.matrix[2, 1] == pytest.approx(plain, rel=1e-10)


def test_the_same_label_in_both_sets_means_two_classes(recipe):
    features, labels = recipe(0, 2, 30, 4, 3)
    found = LabeledToUnlabeled()((features, labels), (features[:40], labels[:40]))
    assert found.nearest == (0, 1)
    assert found.matrix[0, 0] == pytest.approx(0, abs=1e-12)


def test_widths_that_differ_are_named(recipe):
    with pytest.raises(ValueError, match="same number of features, got 4 and 3"):
        LabeledToUnlabeled()(recipe(0, 2, 5, 4, 1), recipe(0, 2, 5, 3, 1))


def test_transfer_flow_works_on_probabilities(recipe):
    features, labels = recipe(0, 3, 20, 3, 3)
    probabilities = class_probabilities(features)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1)
    assert TransferFlow()(probabilities, labels).value > 1
