import dataclasses

import numpy as np
import pytest
import torch
from torch import nn

from engine.core.errors import CancelledError
from engine.language.batches import Pieces, by_length
from engine.language.evaluation import bootstrap_interval, run_network, score
from engine.language.tasks import task_named


class Echo(nn.Module):
    """Answers the sum of the word pieces and their number, and remembers its batches' shapes."""

    def __init__(self):
        super().__init__()
        self.shapes = []

    def forward(self, input_ids, attention_mask, token_type_ids):
        self.shapes.append(tuple(input_ids.shape))
        columns = [(input_ids * attention_mask).sum(1), attention_mask.sum(1)]
        return torch.stack(columns, 1).float()


def pieces(count=70) -> Pieces:
    generator = np.random.default_rng(0)
    ids = [generator.integers(1, 99, generator.integers(2, 40)).tolist() for _ in range(count)]
    return Pieces(ids, [[0] * len(each) for each in ids], padding=0)


def test_logits_come_back_in_the_order_of_the_examples():
    made = pieces()
    expected = [[sum(each), len(each)] for each in made.ids]
    assert run_network(Echo(), made, batch_size=8).tolist() == expected


def test_batches_of_like_length_hold_less_padding_than_mixed_ones():
    made, network = pieces(), Echo()
    run_network(network, made, batch_size=8)
    cells = sum(rows * columns for rows, columns in network.shapes)
    mixed = [made.lengths[start : start + 8] for start in range(0, 70, 8)]
    assert cells < 0.8 * sum(len(each) * max(each) for each in mixed)


def test_every_example_is_in_one_batch():
    batches = by_length(np.array([5, 1, 3, 3, 9]), 2)
    assert batches == [[1, 2], [3, 0], [4]]


def test_a_stopped_job_ends_the_prediction():
    def stop(fraction, message):
        if fraction > 0:
            raise CancelledError("stopped")

    network = Echo()
    with pytest.raises(CancelledError):
        run_network(network, pieces(), batch_size=8, report=stop)
    assert len(network.shapes) == 1


def test_right_answers_score_one():
    logits = np.array([[2.0, 1.0], [0.0, 3.0]])
    assert score(task_named("mrpc"), logits, np.array([0, 1])) == {"f1": 1.0, "accuracy": 1.0}


def test_a_score_is_ranked_without_any_threshold():
    logits = np.array([[0.1], [0.2], [0.9]])
    found = score(task_named("stsb"), logits, np.array([1.0, 2.0, 3.0]))
    assert found["spearman"] == pytest.approx(1.0)
    assert found["pearson"] < 1.0


def test_a_score_of_no_example_is_refused():
    with pytest.raises(ValueError, match="at least one; got 0 and 0"):
        score(task_named("sst2"), np.zeros((0, 2)), np.zeros(0, np.int64))


def test_the_bootstrap_interval_matches_the_binomial_one():
    right = np.arange(400) % 10 != 0  # 90 % of 400: standard error sqrt(.9 * .1 / 400) = .015
    logits = np.stack([~right, right], 1).astype(np.float64)
    found = bootstrap_interval(task_named("sst2"), logits, np.ones(400, np.int64), draws=2000)
    assert found.low == pytest.approx(0.9 - 1.96 * 0.015, abs=0.006)
    assert found.high == pytest.approx(0.9 + 1.96 * 0.015, abs=0.006)


def test_the_same_seed_gives_the_same_interval():
    logits = np.random.default_rng(0).normal(size=(50, 1))
    labels = np.random.default_rng(1).normal(size=50)
    task = dataclasses.replace(task_named("stsb"), metrics=("pearson",), primary_metric="pearson")
    first = bootstrap_interval(task, logits, labels, draws=50, seed=3)
    assert first == bootstrap_interval(task, logits, labels, draws=50, seed=3)
    assert first != bootstrap_interval(task, logits, labels, draws=50, seed=4)


@pytest.mark.parametrize("bad", [{"draws": 0}, {"level": 1.0}])
def test_an_interval_out_of_range_is_refused(bad):
    with pytest.raises(ValueError, match="draws must be 1 or more"):
        bootstrap_interval(task_named("sst2"), np.zeros((3, 2)), np.zeros(3, np.int64), **bad)
