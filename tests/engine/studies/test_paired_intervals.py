"""Intervals of a comparison on the same examples."""

import numpy as np
import pytest

from engine.language.examples import Examples
from engine.language.tasks import task_named
from engine.studies.paired_intervals import paired_intervals


def examples_of(labels):
    return Examples(task_named("sst2"), tuple("abc" for _ in labels), None, labels, "made up")


def logits_for(classes):
    return np.eye(2)[classes]


def test_a_model_against_itself_has_no_difference():
    labels = np.random.default_rng(0).integers(0, 2, 200)
    logits = np.random.default_rng(1).normal(size=(200, 2))
    found = paired_intervals(examples_of(labels), logits, logits)
    assert (found.difference_low, found.difference_high) == (0.0, 0.0)
    assert (found.retained_low, found.retained_high) == (1.0, 1.0)


def test_the_interval_of_a_difference_matches_the_normal_approximation():
    generator = np.random.default_rng(0)
    labels = generator.integers(0, 2, 800)
    full = np.where(generator.random(800) < 0.1, 1 - labels, labels)
    other = np.where(generator.random(800) < 0.2, 1 - full, full)
    found = paired_intervals(examples_of(labels), logits_for(other), logits_for(full))
    gain = (other == labels).astype(float) - (full == labels)
    half = 1.96 * gain.std() / np.sqrt(800)
    assert found.difference_low == pytest.approx(gain.mean() - half, abs=0.003)
    assert found.difference_high == pytest.approx(gain.mean() + half, abs=0.003)


def test_nothing_is_retained_of_a_score_that_may_be_zero():
    labels = np.array([0, 1] * 20)
    wrong = logits_for(1 - labels)
    found = paired_intervals(examples_of(labels), wrong, wrong)
    assert np.isnan(found.retained_low)
    assert np.isnan(found.retained_high)
