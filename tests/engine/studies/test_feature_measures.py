"""Every metric of two sets against its own function; clear answers for unfit sets."""

import dataclasses

import numpy as np
import pytest

from engine.core.errors import CancelledError
from engine.metrics.frechet import frechet_distance
from engine.metrics.intervals import SeedSpread, seed_spread
from engine.metrics.kernel_distance import kernel_distance
from engine.metrics.lsh_neighbours import LshNeighbours
from engine.metrics.lsh_occupancy import LshOccupancy
from engine.metrics.precision_recall import knn_precision_recall
from engine.studies.feature_checks import warnings_of
from engine.studies.feature_distances import NO_INTERVAL, measured_distances
from engine.studies.feature_measures import ReportSettings, measure_features
from engine.studies.sample_set import OWN_FEATURES, SampleSet

DRAW = np.random.default_rng(3)
REAL = DRAW.normal(size=(300, 6))
GENERATED = DRAW.normal(size=(250, 6)) * 0.7


def sample_set(features, title="set", extractor=OWN_FEATURES):
    digest = f"{abs(hash((title, features.tobytes()))):064x}"[:64]
    return SampleSet(title, features, np.arange(len(features)), extractor, digest)


@pytest.fixture(scope="module")
def found():
    return measure_features(sample_set(REAL), sample_set(GENERATED), ReportSettings(seeds=3))


def by_name(found):
    return {each.metric: each for each in found.measures}


def test_the_numbers_are_those_of_the_metrics(found):
    named = by_name(found)
    for exact in knn_precision_recall(REAL, GENERATED, neighbours=(3, 5)):
        for kind in ("precision", "recall", "density", "coverage"):
            name = f"KNN {kind}, {exact.neighbours} neighbours"
            assert named[name].value == pytest.approx(getattr(exact, kind), abs=1e-12)
    assert named[f"FID ({OWN_FEATURES})"].value == frechet_distance(REAL, GENERATED)
    assert named[f"KID ({OWN_FEATURES})"].value == kernel_distance(REAL, GENERATED)


@pytest.mark.parametrize("method", [LshNeighbours(), LshOccupancy()])
def test_hashed_metrics_carry_the_spread_of_their_seeds(found, method):
    spread = seed_spread(method, REAL, GENERATED, seeds=(0, 1, 2))
    for name in ("precision", "recall"):
        measure = by_name(found)[f"{method.title} {name}"]
        mean, low, high, deviation = measure.spread
        assert measure.value == pytest.approx(mean)
        assert mean == pytest.approx(getattr(spread, name))
        assert (low, high) == (min(getattr(spread, f"{name}s")), max(getattr(spread, f"{name}s")))
        assert deviation == pytest.approx(getattr(spread, f"{name}_deviation"))


def test_every_interval_holds_its_number(found):
    intervals = [each for each in found.measures if each.interval is not None]
    assert len(intervals) == 14
    for each in intervals:
        assert each.interval.low <= each.value <= each.interval.high, each.metric


def test_the_kernel_interval_of_equal_distributions_holds_zero():
    kernel = measured_distances(REAL[:150], REAL[150:])[1]
    assert kernel.interval.low < 0 < kernel.interval.high


def test_the_frechet_interval_narrows_with_more_samples():
    widths = []
    for count in (200, 3200):
        pair = (DRAW.normal(size=(count, 4)), DRAW.normal(size=(count, 4)) + 1)
        interval = measured_distances(*pair)[0].interval
        assert interval.low < 4 + 0.3 < interval.high + 0.6  # |shift|^2 is 4
        widths.append(interval.high - interval.low)
    assert 2 < widths[0] / widths[1] < 10  # 4 in the limit


def test_distances_of_few_samples_have_no_interval():
    assert [each.basis for each in measured_distances(REAL[:20], GENERATED[:20])] == [
        NO_INTERVAL
    ] * 2


def test_more_samples_than_asked_for_are_drawn_and_that_is_noted():
    whole = sample_set(REAL), sample_set(GENERATED)
    found = measure_features(*whole, ReportSettings(samples=100, seeds=1))
    assert (found.real.size, found.generated.size) == (100, 100)
    assert "100 of 300 samples were drawn" in found.real.notes[-1]
    assert np.array_equal(found.real.features, REAL[found.real.rows])


REFUSED = {
    "other features": (REAL, GENERATED[:, :4], r"got 6 \(.*\) and 4 \(.*; describe both"),
    "one sample": (REAL, GENERATED[:1], "generated must have at least 6 samples .* got 1 sample;"),
    "too few for five neighbours": (REAL[:5], GENERATED, "real must have at least 6 .* got 5"),
    "constant real features": (np.ones((50, 6)), GENERATED, "got 50 equal rows; check"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_sets_that_cannot_be_compared_are_refused_with_a_next_step(name):
    real, generated, message = REFUSED[name]
    with pytest.raises(ValueError, match=message):
        measure_features(sample_set(real), sample_set(generated))


def test_a_collapsed_generator_gets_its_report_and_a_warning():
    found = measure_features(
        sample_set(REAL), sample_set(np.zeros((50, 6))), ReportSettings(seeds=1)
    )
    assert by_name(found)["KNN precision, 3 neighbours"].value == 1.0
    assert "collapsed" in found.warnings[0]


@pytest.mark.parametrize(
    ("real", "generated", "word"),
    [
        (REAL[:30], GENERATED[:30], "rough below 100"),
        (REAL, GENERATED, "differ in size"),
        (REAL[:6], GENERATED[:6], "No more samples (6) than features (6)"),
        (np.hstack([REAL, np.ones((300, 2))]), np.hstack([GENERATED] * 2)[:, :8], "2 of 8"),
        (np.repeat(REAL[:100], 2, axis=0), GENERATED[:200], "100 real rows repeat"),
        (REAL[:200], np.concatenate([REAL[:10], GENERATED[:190]]), "10 generated rows equal"),
    ],
)
def test_what_a_reader_must_know_is_said(real, generated, word):
    found = measure_features(sample_set(real), sample_set(generated), ReportSettings(seeds=1))
    assert any(word in each for each in found.warnings)


def test_a_hashed_number_that_depends_on_its_seed_is_said_and_a_steady_one_is_not():
    pair = sample_set(REAL), sample_set(GENERATED)
    steady = SeedSpread((0, 1), (0.50, 0.59), (0.3, 0.3))
    unsteady = SeedSpread((0, 1), (0.50, 0.61), (0.3, 0.3))
    said = warnings_of(*pair, {"one": steady, "two": unsteady})
    assert [each for each in said if "random hash" in each] == [
        "two precision depends on the random hash: 0.50 to 0.61 over 2 seeds. More samples of "
        "both sets steady it."
    ]


def test_the_same_file_twice_and_unproved_features_are_said():
    same = sample_set(REAL)
    found = measure_features(same, same, ReportSettings(seeds=1))
    assert "Real and generated are the same file." in found.warnings
    named = dataclasses.replace(same, extractor="LeNet-84 features", sha256="1" * 64)
    found = measure_features(named, same, ReportSettings(seeds=1))
    assert any("taken for LeNet-84 features" in each for each in found.warnings)


def test_measuring_stops_when_the_visitor_says_so():
    def stop(share, _message):
        if share > 0.5:
            raise CancelledError("stopped")

    with pytest.raises(CancelledError):
        measure_features(sample_set(REAL), sample_set(GENERATED), report=stop)


def test_progress_never_runs_back():
    shares = []
    settings = ReportSettings(seeds=2)
    measure_features(
        sample_set(REAL), sample_set(GENERATED), settings,
        report=lambda share, _: shares.append(share),
    )  # fmt: skip
    assert shares == sorted(shares)
    assert shares[-1] <= 1
