import numpy as np
import pytest

from engine.metrics.precision_recall import ExactNeighbours
from engine.studies.coverage_map import (
    STATES,
    class_recall,
    coverage_map,
    paired_difference,
    unpaired_difference,
)


def test_every_real_sample_has_one_state_and_recall_follows_from_them():
    generator = np.random.default_rng(0)
    labels = generator.integers(0, 10, 500)
    full, compressed = generator.random((2, 500)) < 0.6
    found = coverage_map(labels, full, compressed)
    share = {name: (found.state == place).mean() for place, name in enumerate(STATES)}
    assert share["covered"] + share["lost"] == pytest.approx(full.mean())
    assert share["covered"] + share["gained"] == pytest.approx(compressed.mean())
    assert found.lost_share == share["lost"]
    assert found.gained_share == share["gained"]
    mean = (found.full.recall * found.full.count).sum() / 500
    assert mean == pytest.approx(full.mean())


def test_the_interval_of_a_class_is_wilsons():
    # 8 of 10: worked by hand from the published formula, (0.490, 0.943)
    found = class_recall(np.zeros(10, np.int64), np.arange(10) < 8, 1)
    assert found.low[0] == pytest.approx(0.4902, abs=1e-4)
    assert found.high[0] == pytest.approx(0.9433, abs=1e-4)


def test_an_interval_stays_within_0_and_1_and_an_empty_class_has_none():
    labels = np.array([0, 0, 1, 1])
    found = class_recall(labels, labels == 1, 3)
    assert found.low[0] == pytest.approx(0, abs=1e-12)
    assert found.high[1] == pytest.approx(1, abs=1e-12)
    assert np.isnan(found.recall[2])
    assert np.isnan(found.low[2])


def test_a_generator_that_repeats_one_class_loses_the_others():
    generator = np.random.default_rng(3)
    middles = 20.0 * np.eye(4)
    labels = np.repeat(np.arange(4), 100)
    real = middles[labels] + generator.normal(size=(400, 4))
    full = middles[labels] + generator.normal(size=(400, 4))
    collapsed = middles[0] + generator.normal(size=(400, 4))
    metric = ExactNeighbours(neighbours=3)
    masks = [metric(real, each).real_covered for each in (full, collapsed)]
    found = coverage_map(labels, *masks, classes=4)
    assert found.full.recall.min() > 0.8
    assert found.compressed.recall[0] > 0.8
    assert (found.compressed.recall[1:] == 0).all()


def test_a_change_on_the_same_samples_has_the_interval_of_pairs():
    # 30 of 100 lost, 10 gained: mean -0.2, variance 0.4 - 0.04
    before = np.arange(100) < 50
    after = (np.arange(100) < 20) | (np.arange(100) >= 90)
    found = paired_difference(before, after)
    assert found.value == pytest.approx(-0.2)
    assert found.high - found.value == pytest.approx(1.96 * np.sqrt(0.36 / 100), abs=1e-4)


def test_a_paired_interval_is_narrower_where_most_samples_keep_their_state():
    before = np.arange(1000) < 500
    after = np.arange(1000) < 450
    paired = paired_difference(before, after)
    unpaired = unpaired_difference(0.5, 0.45, 1000)
    assert paired.value == pytest.approx(unpaired.value)
    assert paired.high - paired.low < (unpaired.high - unpaired.low) / 2


def test_the_paired_interval_holds_the_true_change_about_19_times_in_20():
    generator = np.random.default_rng(7)
    hits = 0
    for _ in range(400):
        before = generator.random(300) < 0.7
        after = before & (generator.random(300) < 0.8)
        found = paired_difference(before, after)
        hits += found.low <= -0.14 <= found.high
    assert 0.92 <= hits / 400 <= 0.98
