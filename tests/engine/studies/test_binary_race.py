"""The race and the comparison of small networks, on tiny data and constructed tables."""

import math

import numpy as np
import pandas as pd
import pytest
import torch

from engine.compact.small import SmallAsymmNet, equal_work
from engine.core.errors import CancelledError
from engine.core.random import torch_generator
from engine.studies.binary_race import BINARY, FLOAT, BinaryRace, Digits, digits
from engine.studies.binary_scores import ORDERS, Order, check_order, wilson_interval
from engine.studies.binary_variants import SIDE, variant_named, variants
from engine.studies.recorded_race import race_arrays, race_from


@pytest.fixture(scope="module")
def tiny():
    labels = torch.arange(60) % 10
    images = torch.randn(60, 1, 8, 8, generator=torch_generator(0))
    return Digits(images, labels, images[:20], labels[:20])


def test_digits_are_split_without_overlap():
    data = digits()
    assert (len(data.train), len(data.test)) == (1347, 450)
    assert data.train.min() == -1
    assert data.train.max() == 1
    assert data.test_labels.bincount().min() > 20


def test_both_networks_take_turns_and_can_be_watched(tiny):
    seen, shares = [], []
    race = BinaryRace(epochs=2, width=4)
    result = race(lambda share, _: shares.append(share), watch=seen.append, data=tiny)
    turns = [(lap.network, lap.epoch) for lap in result.laps]
    assert turns == [(BINARY, 1), (FLOAT, 1), (BINARY, 2), (FLOAT, 2)]
    assert [len(each.laps) for each in seen] == [1, 2, 3, 4]
    assert shares == sorted(shares)
    assert 0 <= shares[0] <= shares[-1] < 1
    assert len(result.histograms) == 3
    assert all(each.counts.sum() == result.binary_weights for each in result.histograms)
    assert result.last(FLOAT).flips == 0
    assert result.last(BINARY).flips > 0


def test_both_networks_have_the_same_parameters():
    race = BinaryRace()
    counts = {
        binary: sum(x.numel() for x in race.description(binary=binary).build().parameters())
        for binary in (True, False)
    }
    assert counts[True] == counts[False]


def test_a_race_stops_when_it_is_told(tiny):
    def report(share, message):
        if share > 0.5:
            raise CancelledError("stop")

    with pytest.raises(CancelledError):
        BinaryRace(epochs=3, width=4)(report, data=tiny)


def test_a_recorded_race_comes_back_as_it_was(tiny):
    result = BinaryRace(epochs=1, width=4)(data=tiny)
    again = race_from(race_arrays(result))
    assert again.laps == result.laps
    assert again.binary_weights == result.binary_weights
    for first, second in zip(again.histograms, result.histograms, strict=True):
        assert np.array_equal(first.counts, second.counts)


def test_wilsons_interval_contains_the_shares_that_the_score_test_keeps():
    right, count, z = 37, 100, 1.959963984540054
    for end in wilson_interval(right, count):
        gap = abs(right / count - end) / math.sqrt(end * (1 - end) / count)
        assert gap == pytest.approx(z)
    assert wilson_interval(0, 10)[0] == 0
    assert wilson_interval(10, 10)[1] == 1


@pytest.mark.parametrize("asymmetry", [1, 2])
def test_asymmetric_variants_have_the_multiply_adds_of_the_inverted_residual(asymmetry):
    reference = SmallAsymmNet(asymmetry=0)
    matched = equal_work(reference, asymmetry)
    wanted = reference.multiply_adds(SIDE)
    assert matched.multiply_adds(SIDE) == pytest.approx(wanted, rel=0.01)
    assert matched.blocks()[0].middle_channels > reference.blocks()[0].middle_channels


@pytest.mark.parametrize(("asymmetry", "expansion"), [(0, 3.0), (2, 3.1), (1, 1.0)])
def test_the_closed_form_of_the_multiply_adds_is_what_the_cost_model_counts(asymmetry, expansion):
    network = SmallAsymmNet(asymmetry=asymmetry, expansion=expansion, width=8)
    assert network.multiply_adds(SIDE) == network.cost(SIDE).multiply_adds


def test_every_order_names_two_variants():
    known = {each.key for each in variants()}
    assert {key for order in ORDERS for key in (order.better, order.worse)} <= known
    assert len(known) == len(variants())
    with pytest.raises(Exception, match="no variant named"):
        variant_named("nothing")


def rows(**accuracies):
    return pd.DataFrame(
        [
            {"key": key, "seed": seed, "accuracy": value, "test_images": 10_000}
            for key, values in accuracies.items()
            for seed, value in enumerate(values)
        ]
    )


@pytest.mark.parametrize(
    ("first", "second", "verdict"),
    [
        ([0.60], [0.55], "holds"),
        ([0.55], [0.60], "does not hold"),
        ([0.55], [0.551], "undecided"),
        ([0.60, 0.50], [0.55, 0.54], "undecided"),  # the seeds disagree
        ([0.60, 0.61], [0.55], "holds"),  # only the seed that both have counts
    ],
)
def test_an_order_is_read_off_its_interval(first, second, verdict):
    order = Order("2106.06991", "first is better", "a", "b")
    assert check_order(rows(a=first, b=second), order).verdict == verdict


def test_the_interval_of_one_seed_is_that_of_two_shares():
    order = Order("2106.06991", "first is better", "a", "b")
    found = check_order(rows(a=[0.6], b=[0.5]), order)
    spread = 1.959963984540054 * math.sqrt((0.24 + 0.25) / 10_000)
    assert (found.low, found.high) == pytest.approx((0.1 - spread, 0.1 + spread))
    assert found.seeds == 1


def test_an_order_without_runs_is_not_measured():
    order = Order("2106.06991", "first is better", "a", "b")
    assert check_order(rows(a=[0.6]), order).verdict == "not measured"
