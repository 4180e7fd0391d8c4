import pandas as pd
import pytest

from engine.studies.class_sets import ClassSetStudy
from engine.studies.intent_cells import cell_order, intent_cells, start_spread
from engine.studies.intent_features import intent_benchmark, intent_features


def made(flows, accuracies):
    return pd.DataFrame(
        {"split": 0, "unlabeled": "U1", "level": ["high", "medium", "low"], "flow": flows,
         "accuracy": accuracies, "pseudo_flow": 2.0, "plain_pseudo_flow": 1.0,
         "plain_accuracy": 0.55}
    )  # fmt: skip


def test_the_order_is_counted_for_flow_and_for_accuracy_by_themselves():
    order = cell_order(made([3.0, 2.0, 1.0], [0.6, 0.5, 0.52]))
    assert (order.sets, order.flow, order.accuracy) == (1, 1, 0)


def test_advice_is_right_where_pseudo_flow_and_accuracy_agree():
    order = cell_order(made([3.0, 2.0, 1.0], [0.6, 0.5, 0.4]))
    assert (order.cells, order.labels_helped, order.advised_right) == (3, 1, 1)


def test_a_shipped_cell_is_what_the_study_measures():
    frame = intent_cells()
    row = frame[
        (frame["split"] == 1) & (frame["labeled"] == "L2") & (frame["unlabeled"] == "U1")
    ].iloc[0]
    sets = intent_benchmark(intent_features().tree, split=1).sets("L2", "U1")
    found = ClassSetStudy(seed=int(row["seed"]))(sets)
    assert found.learned.flow.value == pytest.approx(row["flow"], rel=0.02)
    assert found.learned.accuracy == pytest.approx(row["accuracy"], abs=0.04)


def test_another_start_of_kmeans_is_what_differs_between_seeds_of_one_set():
    frame = pd.DataFrame(
        {"split": [0, 0, 0, 1, 1], "unlabeled": "U1", "plain_accuracy": [0.8, 0.9, 0.8, 0.5, 0.55]}
    )
    assert start_spread(frame) == pytest.approx(0.1)
