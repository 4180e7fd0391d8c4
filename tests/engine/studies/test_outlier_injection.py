import numpy as np
import pytest

from engine.core.errors import CancelledError
from engine.studies.outlier_injection import OutlierInjection, injected, outlier_scores

DRAWS = np.random.default_rng(7)
CENTRES = DRAWS.normal(0, 6, (10, 32))


def clustered(count, modes=10):
    draws = np.random.default_rng(count + modes)
    return CENTRES[np.arange(count) % modes] + draws.normal(0, 0.6, (count, 32))


def test_outliers_lie_beyond_every_sample_and_replace_a_share_of_them():
    clean = clustered(400)
    changed = OutlierInjection(percent=5.0, reach=3.0)(clean)
    rows = (changed != clean).any(axis=1)
    assert rows.sum() == 20
    mean = clean.mean(axis=0)
    farthest = np.linalg.norm(clean - mean, axis=1).max()
    far = np.linalg.norm(changed[rows] - mean, axis=1)
    assert far.min() >= 0.8 * 3 * farthest - 1e-9
    assert far.max() <= 1.2 * 3 * farthest + 1e-9


def test_no_outliers_leave_the_set_as_it_is():
    clean = clustered(50)
    assert np.array_equal(OutlierInjection(percent=0.0)(clean), clean)


def test_a_constant_set_survives():
    assert np.isfinite(OutlierInjection(percent=10.0)(np.ones((20, 3)))).all()


@pytest.mark.parametrize("side", ["real", "generated"])
def test_only_the_named_side_changes(side):
    real, generated = clustered(60), clustered(80)
    after = injected(real, generated, side, OutlierInjection(percent=10.0))
    assert np.array_equal(after[0], real) == (side == "generated")
    assert np.array_equal(after[1], generated) == (side == "real")


def test_a_third_side_is_refused():
    with pytest.raises(ValueError, match="real or generated"):
        injected(clustered(9), clustered(9), "fake", OutlierInjection())


def test_generated_outliers_raise_knn_recall_and_leave_the_hashed_ones():
    real, generated = clustered(500), clustered(500, modes=5)
    after = injected(real, generated, "generated", OutlierInjection(percent=10.0))
    before = outlier_scores(real, generated, percent=0.0, hash_seeds=(0, 1))
    with_them = outlier_scores(*after, percent=10.0, hash_seeds=(0, 1))
    gains = {a.metric: b.recall - a.recall for a, b in zip(before, with_them, strict=True)}
    assert gains["KNN"] > 0.25
    assert abs(gains["LSH+KNN"]) <= 0.05
    assert abs(gains["LSH-only"]) <= 0.05


def test_hash_seeds_span_the_interval_and_knn_has_none():
    scores = outlier_scores(clustered(200), clustered(200), percent=0.0, hash_seeds=(0, 1, 2))
    knn, *hashed = scores
    assert knn.recall_low == knn.recall == knn.recall_high
    for each in hashed:
        assert each.recall_low <= each.recall <= each.recall_high


def test_the_work_stops_when_it_is_asked_to():
    def stop(share, message):
        raise CancelledError("stopped")

    with pytest.raises(CancelledError):
        outlier_scores(clustered(100), clustered(100), percent=0.0, report=stop)
