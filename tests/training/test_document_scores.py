import numpy as np
import pytest

from training.document_scores import near_share, nearest


def test_a_copy_has_distance_zero_and_others_the_plain_distance():
    random = np.random.default_rng(0)
    known = random.integers(0, 256, (4500, 1, 4, 4), np.uint8)
    queries = random.integers(0, 256, (5, 1, 4, 4), np.uint8)
    queries[0] = known[4321]
    plain = [
        np.sqrt(((known.astype(float) - each.astype(float)) ** 2).mean(axis=(1, 2, 3))).min()
        for each in queries
    ]
    assert nearest(queries, known) == pytest.approx(plain, abs=1e-3)
    assert nearest(queries, known)[0] == 0


def test_by_chance_one_in_twenty_is_near_and_copies_all_are():
    real = np.arange(1000.0)
    assert near_share(real, real) == pytest.approx(0.05, abs=0.002)
    assert near_share(np.zeros(10), real) == 1
