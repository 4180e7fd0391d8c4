"""Realism against a plain loop."""

import numpy as np
import pytest

from engine.metrics.precision_recall import ExactNeighbours
from engine.metrics.realism import realism_scores


def test_equals_a_plain_loop_over_the_smaller_half_of_the_balls():
    rng = np.random.default_rng(0)
    real, generated = rng.normal(size=(101, 4)), rng.normal(size=(60, 4))
    radii = np.sort(np.linalg.norm(real[:, None] - real, axis=2), axis=1)[:, 3]
    trusted = radii <= np.median(radii)
    expected = [
        max(
            r / (np.linalg.norm(x - y) + 1e-5)
            for x, r in zip(real[trusted], radii[trusted], strict=True)
        )
        for y in generated
    ]
    assert realism_scores(real, generated) == pytest.approx(np.array(expected), rel=1e-9)


def test_a_score_above_one_lies_inside_the_manifold():
    rng = np.random.default_rng(1)
    real, generated = rng.normal(size=(300, 6)), rng.normal(size=(200, 6))
    accepted = ExactNeighbours()(real, generated).generated_accepted
    assert np.all(accepted[realism_scores(real, generated) > 1])


def test_farther_from_the_data_is_less_real():
    real = np.random.default_rng(2).normal(size=(200, 3))
    scores = realism_scores(real, np.array([[0.0, 0, 0], [3, 0, 0], [9, 0, 0]]))
    assert np.all(np.diff(scores) < 0)
