import numpy as np
import pytest

from engine.discovery.samples import grouped
from engine.discovery.similarity import PermutationNull, TransferFlow, permutation_null
from engine.discovery.similarity.class_distances import ClassDistances


def shared_by_definition(features, labels):
    squares = np.square(features[:, None] - features).sum(-1)
    whole = len(features)
    scale = squares.sum() / (whole * (whole - 1)) / 4
    values = sum(np.exp(-squares / (scale * 2**level)) for level in range(5))
    flow = 0
    for one in np.unique(labels):
        for other in np.unique(labels):
            here, there = labels == one, labels == other
            weight = here.sum() * there.sum() / (whole * (whole - 1))
            own = values[here][:, here].mean() + values[there][:, there].mean()
            flow += weight * (own - 2 * values[here][:, there].mean()) * (one != other)
    return flow


@pytest.mark.parametrize("tile", [1, 60, 1 << 24])
def test_the_shared_scale_equals_its_definition(recipe, tile, monkeypatch):
    monkeypatch.setattr(permutation_null, "TILE", tile)
    features, labels = recipe(1, 3, [4, 9, 7], 3, 0.7)
    observed = PermutationNull(shuffles=1)(TransferFlow(), features, labels).observed
    assert observed == pytest.approx(shared_by_definition(features, labels), rel=1e-10)


def test_the_shared_scale_tells_what_the_pair_scale_tells_of_the_null(recipe):
    features, labels = recipe(0, 4, 20, 16, 0.1)
    shared, pair = (
        PermutationNull(shuffles=30, scale=s)(TransferFlow(), features, labels)
        for s in ("shared", "pair")
    )
    assert shared.mean == pytest.approx(pair.mean, rel=0.02)
    np.testing.assert_allclose(shared.values, pair.values, rtol=0.1)


def test_the_pair_scale_observes_the_published_value(recipe):
    features, labels = recipe(0, 3, 10, 4, 1)
    null = PermutationNull(shuffles=2, scale="pair")(TransferFlow(), features, labels)
    assert null.observed == pytest.approx(TransferFlow()(features, labels).value)


def test_different_classes_stand_out_and_equal_ones_do_not(recipe):
    apart = PermutationNull(shuffles=49)(TransferFlow(), *recipe(0, 3, 15, 4, 2))
    assert apart.p_value == 1 / 50
    alike = PermutationNull(shuffles=49)(TransferFlow(), *recipe(0, 3, 15, 4, 0))
    assert alike.p_value > 0.05
    low, high = alike.band()
    assert low < alike.observed < high


def test_the_excess_hardly_depends_on_the_samples_per_class(recipe):
    few, many = (
        PermutationNull(shuffles=20)(TransferFlow(), *recipe(0, 4, n, 16, 0)) for n in (10, 60)
    )
    assert few.mean > 4 * many.mean
    assert abs(few.excess) < 0.05
    assert abs(many.excess) < 0.02


def test_the_laplacian_kernel_has_a_null_too(recipe):
    method = TransferFlow(kernel="laplacian")
    null = PermutationNull(shuffles=9)(method, *recipe(0, 3, 10, 4, 2))
    assert null.p_value == 0.1


def test_samples_pooled_as_one_class_keep_their_order(recipe):
    features, _ = recipe(0, 2, 5, 3, 1)
    pooled = ClassDistances(grouped(features, np.zeros(10)), "gaussian")
    wanted = np.square(features[:, None] - features).sum(-1)
    np.testing.assert_allclose(
        pooled.tile(0, 0, slice(None), slice(None)), wanted, rtol=1e-9, atol=1e-12
    )


@pytest.mark.parametrize("settings", [{"shuffles": 0}, {"scale": "both"}])
def test_settings_that_make_no_null_are_refused(settings):
    with pytest.raises(ValueError, match=next(iter(settings))):
        PermutationNull(**settings)
