import itertools

import numpy as np
import pytest
from sklearn import metrics

from engine.discovery.agreement import agreement


def best_relabeling(labels, clusters, names):
    """Accuracy of the best of all ways to name the clusters."""
    return max(
        np.mean(np.array(naming)[clusters] == labels)
        for naming in itertools.permutations(range(names))
    )


def test_the_assignment_is_the_best_of_all_namings():
    draw = np.random.default_rng(0)
    for _ in range(5):
        labels, clusters = draw.integers(5, size=40), draw.integers(5, size=40)
        found = agreement(labels, clusters).accuracy
        assert found == pytest.approx(best_relabeling(labels, clusters, 5))


@pytest.mark.parametrize("clusters", [1, 3, 9])
def test_both_information_measures_equal_those_of_scikit_learn(clusters):
    draw = np.random.default_rng(clusters)
    labels, made = draw.integers(4, size=60), draw.integers(clusters, size=60)
    found = agreement(labels, made)
    wanted = metrics.normalized_mutual_info_score(labels, made)
    assert found.mutual_information == pytest.approx(wanted, abs=1e-12)
    assert found.rand_index == pytest.approx(metrics.adjusted_rand_score(labels, made))


def test_another_numbering_is_full_agreement():
    found = agreement(np.array(["a", "a", "b", "c"]), np.array([9, 9, 2, 5]))
    assert (found.accuracy, found.rand_index) == (1, 1)
    assert found.mutual_information == pytest.approx(1)
    assert found.class_accuracy.tolist() == [1, 1, 1]


def test_surplus_clusters_stand_for_no_class():
    found = agreement(np.array([0, 0, 0, 1]), np.array([0, 0, 1, 2]))
    assert found.accuracy == 0.75
    assert found.assigned.tolist() == [0, -1, 1]
    assert found.class_accuracy.tolist() == [pytest.approx(2 / 3), 1]


def test_classes_without_a_cluster_count_as_wrong():
    found = agreement(np.array([0, 0, 1, 2]), np.zeros(4, int))
    assert found.accuracy == 0.5
    assert found.class_accuracy.tolist() == [1, 0, 0]


def test_one_class_in_one_cluster_agrees():
    found = agreement(np.zeros(3, int), np.ones(3, int))
    assert (found.accuracy, found.mutual_information, found.rand_index) == (1, 1, 1)


@pytest.mark.parametrize(
    ("labels", "clusters"), [(np.array([]), np.array([])), (np.zeros(3), np.zeros(2))]
)
def test_samples_without_a_cluster_are_refused(labels, clusters):
    with pytest.raises(ValueError, match="samples"):
        agreement(labels, clusters)
