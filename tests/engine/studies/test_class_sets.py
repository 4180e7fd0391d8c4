import dataclasses

import numpy as np
import pytest

from engine.discovery.agreement import agreement
from engine.discovery.similarity import TransferFlow
from engine.discovery.splits import ClassSets
from engine.studies.class_sets import ClassSetStudy, checked_sets, labeled_matrix
from engine.studies.intent_features import intent_benchmark, intent_features

LABELED = tuple(f"banking/{each}" for each in ("transfer", "balance", "pay_bill"))
UNLABELED = ("travel/travel_alert", "banking/routing", "banking/freeze_account")


@pytest.fixture(scope="module")
def found():
    return ClassSetStudy()(ClassSets(LABELED, UNLABELED))


def test_the_features_hold_thirty_requests_of_each_of_150_intents():
    data = intent_features()
    assert np.bincount(data.labels).tolist() == [30] * 150
    assert len(data.tree.children[data.tree.root]) == 10
    assert np.linalg.norm(data.features, axis=1) == pytest.approx(np.ones(4500), abs=2e-3)


def test_the_card_says_what_k_means_finds_in_these_features():
    from engine.discovery.clustering import KMeans

    data = intent_features()
    rows = data.rows(intent_benchmark(data.tree).unlabeled["U1"])
    clusters = KMeans()(data.features[rows], 15)
    right = agreement(data.names(rows), clusters).accuracy
    assert right == pytest.approx(data.score["kmeans_accuracy_U1"], abs=0.03)


def test_the_benchmark_has_sixty_labeled_and_fifteen_unlabeled_intents():
    made = intent_benchmark(intent_features().tree, split=2)
    assert {len(each) for each in made.labeled.values()} == {60}
    assert {len(each) for each in made.unlabeled.values()} == {15}


def test_flow_is_the_published_formula_on_the_vectors_as_they_are(found):
    flow = TransferFlow()(found.plain.features, found.names)
    assert found.plain.flow.value == pytest.approx(flow.value)
    whole = len(found.rows)
    weight = 30 * 30 / (whole * (whole - 1))
    assert (found.plain.matrix * weight).sum() == pytest.approx(flow.value)


def test_rows_of_the_matrix_stand_in_the_order_of_the_tree(found):
    data = intent_features()
    ordered = found.sets.unlabeled
    assert sorted(ordered, key=data.tree.leaves.index) == list(ordered)
    pair = np.isin(found.names, ordered[:2])
    alone = TransferFlow()(found.plain.features[pair], found.names[pair])
    assert found.plain.matrix[0, 1] == pytest.approx(alone.matrix[0, 1])


def test_accuracy_is_the_share_of_samples_discovered_as_what_they_are(found):
    for seen in (found.plain, found.learned):
        assert seen.accuracy == pytest.approx((seen.discovered == found.names).mean())
        low, high = seen.accuracy_interval
        assert low <= seen.accuracy <= high


def test_other_labels_give_another_representation_but_leave_the_plain_one(found):
    other = ClassSetStudy()(ClassSets(("travel/timezone", "travel/car_rental"), UNLABELED))
    assert other.plain.flow.value == found.plain.flow.value
    assert other.learned.flow.value != found.learned.flow.value


def test_the_nearest_labeled_class_shares_the_domain_of_two_in_three(found):
    # Wu-Palmer: 2 * 2 / (3 + 3) inside a domain, 2 * 1 / (3 + 3) across domains
    assert found.nearest_in_tree == pytest.approx((2 / 3 + 2 / 3 + 1 / 3) / 3)


def test_advice_compares_pseudo_flow_with_pseudo_flow(found):
    assert found.advice.use_labels == (found.learned.pseudo > found.plain.pseudo)


def test_real_classes_lie_beyond_the_band_of_shuffled_labels(found):
    null = found.plain.null
    assert null.observed > null.band()[1]
    assert null.p_value == pytest.approx(1 / 101)


def test_the_labeled_matrix_finds_a_request_of_the_same_domain_nearest(found):
    labeled = (*found.sets.labeled, "travel/timezone")
    matrix = labeled_matrix("gaussian", labeled, found.sets.unlabeled)
    assert matrix.shape == (3, 4)
    routing = found.sets.unlabeled.index("banking/routing")
    assert matrix[routing].argmax() == 3


@pytest.mark.parametrize(
    ("labeled", "unlabeled", "message"),
    [
        (("banking/transfer",), UNLABELED, "at least two labeled"),
        (("banking/nothing", "banking/transfer"), UNLABELED, "choose them in the tree"),
        (None, UNLABELED, "at most 120 labeled"),
    ],
)
def test_sets_that_cannot_be_compared_are_refused(labeled, unlabeled, message):
    data = intent_features()
    if labeled is None:
        labeled = tuple(each for each in data.tree.leaves if each not in unlabeled)
    with pytest.raises(ValueError, match=message):
        checked_sets(data, ClassSets(labeled, unlabeled))


def test_settings_are_checked():
    with pytest.raises(ValueError, match="kernel"):
        dataclasses.replace(ClassSetStudy(), kernel="cubic")
