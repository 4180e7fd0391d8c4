import numpy as np
import pytest

from engine.core.errors import CancelledError
from engine.studies.metric_timing import TITLES, MetricTiming, Timing, made_up_features, slope

SMALL = MetricTiming(largest=2000, features=8, queries=50, repeats=1)


def timing(metric, references, microseconds):
    return Timing(metric, references, microseconds, 0.0, 0.0)


@pytest.mark.parametrize("power", [0.0, 0.5, 1.0])
def test_the_slope_is_the_power_of_the_references(power):
    timings = [timing("KNN", n, 3.0 * n**power) for n in (500, 1000, 5000)]
    assert slope(timings, "KNN") == pytest.approx(power, abs=1e-9)


def test_one_size_has_no_slope():
    with pytest.raises(ValueError, match="two sizes"):
        slope([timing("KNN", 500, 1.0)], "KNN")


def test_every_metric_is_timed_at_every_size():
    found = SMALL()
    assert [(each.metric, each.references) for each in found] == [
        (title, size) for size in (1000, 2000) for title in TITLES
    ]
    assert all(each.microseconds > 0 for each in found)


def test_exact_search_computes_every_distance_and_occupancy_none():
    found = {(each.metric, each.references): each.distances for each in SMALL()}
    assert found["KNN", 2000] == 2000
    assert found["LSH-only", 2000] == 0
    assert 0 <= found["LSH+KNN", 2000] < 2000


def test_the_work_stops_when_it_is_asked_to():
    told = []

    def stop(share, message):
        told.append(message)
        if len(told) > 3:
            raise CancelledError("stopped")

    with pytest.raises(CancelledError):
        SMALL(report=stop)


def test_progress_never_goes_back():
    shares = []
    SMALL(report=lambda share, _: shares.append(share))
    assert all(0 <= each <= 1 for each in shares)


def test_made_up_features_repeat_with_their_seed():
    assert np.array_equal(made_up_features(9, 4, seed=1), made_up_features(9, 4, seed=1))
    assert made_up_features(9, 4, seed=1).shape == (9, 4)
