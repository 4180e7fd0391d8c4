import itertools

import numpy as np
import pytest

from engine.studies.generator_classes import (
    SeenPictures,
    effective_classes,
    pairwise_distance,
    trade_off,
)


def seen(confidence=0.9, classes=10, samples=200, spread=1.0, seed=0):
    rng = np.random.default_rng(seed)
    return SeenPictures(
        confidences=np.clip(rng.normal(confidence, 0.02, samples), 0, 1),
        labels=np.arange(samples) % classes,
        features=spread * rng.standard_normal((samples, 12)),
        classes=10,
    )


def test_even_classes_count_fully_and_a_single_one_counts_one():
    assert effective_classes(np.full(10, 0.1)) == pytest.approx(10.0)
    assert effective_classes(np.eye(10)[3]) == pytest.approx(1.0)
    assert seen(classes=4).effective_classes == pytest.approx(4.0)


def test_the_pairwise_distance_is_that_of_all_pairs():
    features = np.random.default_rng(1).standard_normal((20, 5))
    squared = [((a - b) ** 2).sum() for a, b in itertools.combinations(features, 2)]
    assert pairwise_distance(features) == pytest.approx(np.sqrt(np.mean(squared)))


def test_the_bootstrap_of_the_spread_is_that_of_resampled_rows():
    from engine.studies.generator_classes import _drawn_spreads

    here = seen(samples=30)
    picks = np.random.default_rng(2).integers(0, 30, (4, 30))
    plain = [pairwise_distance(here.features[pick]) for pick in picks]
    np.testing.assert_allclose(_drawn_spreads(here, picks), plain)


def test_equal_pictures_change_nothing():
    found = trade_off(seen(), seen())
    assert found.agreement == 1.0
    assert (found.confidence.low, found.confidence.high) == (0.0, 0.0)
    assert found.quality_kept
    assert not found.variety_lost
    assert not found.quality_lost


def test_fewer_classes_are_a_loss_of_variety_with_quality_kept():
    found = trade_off(seen(), seen(classes=3))
    assert found.variety_lost
    assert found.quality_kept
    assert found.effective_classes.high < 0.0


def test_closer_pictures_are_a_loss_of_variety():
    found = trade_off(seen(), seen(spread=0.5))
    assert found.spread.compressed == pytest.approx(found.spread.full / 2)
    assert found.variety_lost


def test_proxies_of_variety_that_disagree_say_nothing():
    found = trade_off(seen(), seen(classes=3, spread=1.5))
    assert found.effective_classes.high < 0.0 < found.spread.low
    assert not found.variety_lost


def test_a_fall_of_confidence_is_a_loss_of_quality():
    found = trade_off(seen(), seen(confidence=0.6))
    assert found.quality_lost
    assert not found.quality_kept


def test_sets_of_other_latents_are_refused():
    with pytest.raises(ValueError, match="same latents"):
        trade_off(seen(samples=10), seen(samples=12))
