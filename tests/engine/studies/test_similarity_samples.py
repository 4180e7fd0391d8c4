import numpy as np
import pytest

from engine.core.errors import CancelledError
from engine.studies.similarity_samples import SampleCurveStudy


def drawn(classes, count, width, apart, seed=0):
    draw = np.random.default_rng(seed)
    middles = draw.standard_normal((classes, width)) * apart
    rows = [middle + draw.standard_normal((count, width)) for middle in middles]
    return np.concatenate(rows), np.repeat(np.arange(classes), count)


def test_equal_classes_score_what_the_sheet_of_known_values_says():
    """Four classes without any difference in 16 numbers: .236 at 20 samples each, .097 at 50."""
    curve = SampleCurveStudy(draws=6, shuffles=40)(*drawn(4, 50, 16, 0.0))
    at = dict(zip(curve.counts.tolist(), curve.published.mean(axis=1), strict=True))
    assert at[20] == pytest.approx(0.236, rel=0.12)
    shuffled = dict(zip(curve.counts.tolist(), curve.shuffled.mean(axis=1), strict=True))
    assert shuffled[20] == pytest.approx(0.236, rel=0.12)
    assert shuffled[50] == pytest.approx(0.097, rel=0.12)


def test_shuffled_labels_fall_about_as_one_over_the_samples():
    curve = SampleCurveStudy(draws=1, shuffles=40)(*drawn(5, 120, 8, 1.0))
    power = np.polyfit(np.log(curve.counts[3:]), np.log(curve.shuffled.mean(axis=1)[3:]), 1)[0]
    assert power == pytest.approx(-1, abs=0.1)


def test_the_published_value_falls_with_samples_and_the_unbiased_one_stays():
    curve = SampleCurveStudy(draws=8, shuffles=5)(*drawn(6, 80, 16, 0.5))
    published, unbiased = curve.published.mean(axis=1), curve.unbiased.mean(axis=1)
    assert (np.diff(published) < 0).all()
    assert published[0] > 2 * published[-1]
    assert unbiased[1:] == pytest.approx(np.full(len(unbiased) - 1, unbiased[-1]), rel=0.25)


def test_the_curve_ends_at_the_samples_of_the_smallest_class():
    features, labels = drawn(3, 17, 4, 1.0)
    assert SampleCurveStudy(draws=1, shuffles=2)(features, labels).counts.tolist() == [
        2, 3, 5, 8, 12, 17,
    ]  # fmt: skip


def test_a_class_of_one_sample_is_refused():
    with pytest.raises(ValueError, match="the smallest with 1"):
        SampleCurveStudy()(np.eye(3), np.array([0, 0, 1]))


def test_stop_ends_the_curve():
    def stop(fraction, message):
        raise CancelledError("stopped")

    with pytest.raises(CancelledError):
        SampleCurveStudy()(*drawn(3, 5, 4, 1.0), report=stop)
