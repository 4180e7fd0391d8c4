import numpy as np
import pytest

from engine.discovery.similarity import TransferFlow, bootstrap_flow, class_distances
from engine.discovery.similarity.bootstrap import resampled_value
from engine.discovery.similarity.reference import plain_transfer_flow


@pytest.mark.parametrize("kernel", ["gaussian", "laplacian"])
@pytest.mark.parametrize("kept_bytes", [0, 1 << 28])
def test_a_resample_equals_the_definition_on_the_drawn_rows(
    recipe, kernel, kept_bytes, monkeypatch
):
    monkeypatch.setattr(class_distances, "KEPT_BYTES", kept_bytes)
    features, labels = recipe(0, 4, [6, 9, 1, 12], 3, 0.5)
    drawn = np.random.default_rng(3).integers(28, size=28)
    drawn = np.where(labels[drawn] == 2, 0, drawn)
    distances = TransferFlow(kernel=kernel).distances(features, labels)
    counts = np.bincount(drawn, minlength=28).astype(float)
    value = resampled_value(distances, tuple(counts[each] for each in distances.samples.rows))
    plain = plain_transfer_flow(features[drawn], labels[drawn], kernel=kernel).sum()
    assert value == pytest.approx(plain, rel=1e-9)


def test_a_resample_measures_no_distance_anew(recipe, monkeypatch):
    distances = TransferFlow().distances(*recipe(0, 3, 10, 4, 1))
    measured = []
    plain = class_distances.ClassDistances._measured
    monkeypatch.setattr(
        class_distances.ClassDistances,
        "_measured",
        lambda *given: measured.append(1) or plain(*given),
    )
    bootstrap_flow(distances, draws=5)
    assert len(measured) == 6  # blocks of three classes, each with itself and with the later ones


def test_the_interval_holds_the_value_and_narrows_with_more_samples(recipe):
    few, many = (
        bootstrap_flow(TransferFlow().distances(*recipe(0, 3, n, 4, 1)), draws=20)
        for n in (10, 80)
    )
    assert few.low < few.value < few.high
    assert many.high - many.low < few.high - few.low
    assert few.mean > few.value


def test_the_standard_error_is_the_published_one(recipe):
    found = bootstrap_flow(TransferFlow().distances(*recipe(0, 2, 8, 3, 1)), draws=10)
    assert found.standard_error == pytest.approx(np.std(found.values, ddof=1) / 10**0.5)


def test_one_seed_gives_one_interval(recipe):
    distances = TransferFlow().distances(*recipe(0, 2, 8, 3, 1))
    one, same, other = (bootstrap_flow(distances, draws=3, seed=s) for s in (1, 1, 2))
    assert (one.values == same.values).all()
    assert (one.values != other.values).any()


@pytest.mark.parametrize(("draws", "level"), [(1, 0.9), (5, 0.0), (5, 1.0)])
def test_draws_that_make_no_interval_are_refused(recipe, draws, level):
    with pytest.raises(ValueError, match="at least two draws"):
        bootstrap_flow(TransferFlow().distances(*recipe(0, 2, 8, 3, 1)), draws=draws, level=level)
