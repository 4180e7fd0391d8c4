"""A comparison measured in other ways agrees with the comparison and with plain references."""

import numpy as np
import pytest

from engine.core.errors import CancelledError
from engine.discovery.agreement import agreement
from engine.discovery.clustering import CLUSTERINGS
from engine.discovery.representation import LabeledRepresentation
from engine.discovery.similarity.reference import plain_transfer_flow
from engine.discovery.splits import ClassSets
from engine.studies.class_features import class_features
from engine.studies.class_sets import ClassSetStudy
from engine.studies.other_ways import LEARNED, PLAIN, OtherWaysStudy

BENCHMARK = "clinc150_scratch"


@pytest.fixture(scope="module")
def found():
    leaves = class_features(BENCHMARK).tree.leaves
    return ClassSetStudy(benchmark=BENCHMARK)(ClassSets(leaves[:4], leaves[15:18]))


@pytest.fixture(scope="module")
def made(found):
    return OtherWaysStudy(benchmark=BENCHMARK, epochs=1)(found)


def test_versions_of_transfer_flow_are_those_of_the_definition(found, made):
    flows = made.flows.set_index("version")
    for title, seen in ((LEARNED, found.learned), (PLAIN, found.plain)):
        wanted = plain_transfer_flow(seen.features, found.names)
        assert flows.loc["as published", title] == pytest.approx(wanted.sum(), rel=1e-6)
        parts = flows.loc[flows.index.str.startswith("of it"), title]
        np.testing.assert_allclose(parts, wanted, rtol=1e-5)
        other = plain_transfer_flow(seen.features, found.names, kernel="laplacian").sum()
        assert flows.loc["laplacian kernel", title] == pytest.approx(other, rel=1e-6)
        assert flows.loc["unbiased (U-statistic)", title] < wanted.sum()


def test_class_probabilities_are_those_of_an_encoder_of_the_labeled_set(found, made):
    data = class_features(BENCHMARK)
    rows = data.rows(found.sets.labeled)
    encoder = LabeledRepresentation()(data.features[rows], data.names(rows))
    raised = np.exp(np.float64(encoder.logits(data.features[found.rows])))
    wanted = plain_transfer_flow(raised / raised.sum(axis=1, keepdims=True), found.names).sum()
    row = made.flows.set_index("version").loc["on class probabilities"]
    assert row[LEARNED] == pytest.approx(wanted, rel=1e-5)
    assert np.isnan(row[PLAIN])


def test_every_clustering_discovers_in_both_representations_and_uno_with_and_without_labels(
    found, made
):
    rows = made.discoveries.set_index(["method", "features"])
    assert len(rows) == 2 * len(CLUSTERINGS) + 2
    agreed = agreement(found.names, found.learned.discovered)
    assert rows.loc[("k-means", LEARNED), "accuracy"] == pytest.approx(agreed.accuracy)
    assert rows.loc[("k-means", LEARNED), "rand_index"] == pytest.approx(agreed.rand_index)
    assert {"UNO, labels used", "UNO, no labels"} <= set(made.discoveries["method"])


def test_two_measures_count_the_classes_of_both_representations(made):
    assert len({each.measure for each in made.counts}) == 4
    assert all(each.best in each.candidates for each in made.counts)


def test_a_stop_ends_it(found):
    def stop(share, message):
        if share > 0.4:
            raise CancelledError("stopped")

    with pytest.raises(CancelledError):
        OtherWaysStudy(benchmark=BENCHMARK, epochs=1)(found, report=stop)
