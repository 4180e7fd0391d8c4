import math

import numpy as np
import pandas as pd
import pytest

from engine.studies.set_benchmarks import SET_BENCHMARKS
from engine.studies.similarity_cells import KMEANS, with_names
from engine.studies.similarity_order import level_means, mean_interval, similarity_findings


def cells(accuracy, *, levels=("high", "medium", "low"), sets=5):
    rows = [
        {
            "split": split, "labeled": level, "unlabeled": "U1", "level": level, "seed": seed,
            "flow": 3.0 - place + 0.01 * split + 0.001 * seed, "pseudo_flow": 2.0,
            "plain_pseudo_flow": 1.0, "accuracy": accuracy[place] + 0.002 * split + 0.0001 * seed,
            "plain_accuracy": 0.75, "plain_flow": 1.0, "tree_similarity": 0.5,
        }
        for split in range(sets)
        for place, level in enumerate(levels)
        for seed in (0, 1)
    ]  # fmt: skip
    return with_names(pd.DataFrame(rows), SET_BENCHMARKS[0])


def test_the_order_is_counted_for_each_measure_by_itself():
    rows = level_means(cells([0.9, 0.7, 0.8]), KMEANS)
    assert rows["flow holds"].tolist() == [True] * 5
    assert rows["accuracy holds"].tolist() == [False] * 5
    assert rows.loc[0, "flow high"] == pytest.approx(3.0005)


def test_a_benchmark_without_a_medium_level_is_ordered_by_the_two_it_has():
    rows = level_means(cells([0.9, 0.7], levels=("high", "low")), KMEANS)
    assert rows["accuracy holds"].all()
    assert rows["flow medium"].isna().all()


def test_equal_order_has_a_rank_correlation_of_one_and_counts_labels_that_help():
    (found,) = similarity_findings(cells([0.9, 0.8, 0.7]), judge=KMEANS)
    assert found.correlation.spearman == 1
    assert (found.sets, found.flow, found.accuracy) == (5, 5, 5)
    assert (found.cells, found.helped, found.right) == (30, 20, 20)


def test_few_unlabeled_sets_give_no_interval():
    (found,) = similarity_findings(cells([0.9, 0.8, 0.7], sets=2), judge=KMEANS)
    assert found.too_few
    assert "too few" in found.interval
    assert math.isnan(mean_interval(np.ones(4), np.array(["a", "a", "b", "b"])).low)


def test_the_interval_draws_whole_sets_and_weighs_each_once():
    values = np.array([1.0, 1.0, 1.0, 5.0, 3.0, 3.0])
    sets = np.array(["a", "a", "a", "b", "c", "d"])
    found = mean_interval(values, sets)
    assert found.mean == pytest.approx(3.0)
    assert 1 <= found.low < 3 < found.high <= 5
    assert found.groups == 4


def test_benchmarks_are_never_pooled():
    one, other = cells([0.9, 0.8, 0.7]), cells([0.7, 0.8, 0.9])
    other = with_names(other.drop(columns=["benchmark", "set", "cell"]), SET_BENCHMARKS[1])
    found = similarity_findings(pd.concat([one, other], ignore_index=True), judge=KMEANS)
    assert found[0].correlation.spearman == 1
    assert found[1].correlation.spearman < 0
