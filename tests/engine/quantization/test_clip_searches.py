"""MMSE, KL, percentile and N-std against published clips and plain searches."""

import numpy as np
import pytest
import torch

from engine.quantization import (
    KullbackLeibler,
    LinearQuantization,
    MinimumMeanSquaredError,
    Percentile,
    StandardDeviations,
)
from engine.quantization.binned import histograms
from engine.quantization.divergence import divergences, half_widths
from engine.quantization.error import weight_errors
from engine.quantization.published_divergence import exact_divergences
from engine.quantization.reference import least_divergent_clip
from engine.studies.synthetic_weights import SHAPES, SyntheticWeight

# known values of the quantization sheet: method, tensor, bits, clip, mean squared error
KNOWN = [
    (MinimumMeanSquaredError, "gauss", 2, 0.049351158738136294, 0.00025492604916779456),
    (MinimumMeanSquaredError, "gauss", 8, 0.15510364174842833, 1.2948738808052478e-07),
    (MinimumMeanSquaredError, "laplace", 3, 0.1080440193414688, 0.0001336532787101388),
    (MinimumMeanSquaredError, "laplace", 6, 0.2304939079284668, 5.178302349109046e-06),
    (KullbackLeibler, "gauss", 2, 0.17625413835048676, 0.0014560561399044791),
    (KullbackLeibler, "gauss", 3, 0.13540403544902802, 0.00016972816104140014),
    (KullbackLeibler, "gauss", 8, 0.15899847447872162, 1.3282707113753345e-07),
    (KullbackLeibler, "laplace", 2, 0.15362903475761414, 0.001089892903883891),
    (KullbackLeibler, "laplace", 4, 0.21119490265846252, 7.461670902940752e-05),
    (KullbackLeibler, "laplace", 6, 0.31337442994117737, 8.45724298716145e-06),
]
PERCENTILES = [
    (99.0, "gauss", 0.10317486032843587),
    (99.9, "laplace", 0.20800232730806265),
    (99.99, "gauss", 0.15729523392021602),
]


@pytest.mark.parametrize(("method", "name", "bits", "clip", "error"), KNOWN)
def test_clip_and_error_are_the_published_ones(method, name, bits, clip, error, known_tensors):
    weight = known_tensors[name]
    result = method(bits=bits)(weight)
    assert float(result.clip) == pytest.approx(clip, rel=1e-6)
    measured = weight_errors(weight, result.weight).mean_squared_error
    assert measured == pytest.approx(error, rel=1e-4)


@pytest.mark.parametrize(("percentile", "name", "clip"), PERCENTILES)
def test_the_percentile_is_the_published_one(percentile, name, clip, known_tensors):
    result = Percentile(percentile=percentile)(known_tensors[name])
    assert float(result.clip) == pytest.approx(clip, rel=1e-6)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("bits", [2, 4, 8])
def test_the_fast_divergence_search_finds_the_plain_one(shape, bits):
    weight = torch.from_numpy(SyntheticWeight(shape, rows=64, columns=128, seed=3)())
    assert float(KullbackLeibler(bits=bits)(weight).clip) == pytest.approx(
        least_divergent_clip(weight.numpy(), bits), rel=1e-9
    )


def test_divergences_from_prefix_sums_are_those_of_each_window():
    weight = torch.from_numpy(SyntheticWeight("laplace", rows=64, columns=128)())
    largest = weight.abs().max().numpy()[None]
    counts, _ = histograms(weight.numpy().reshape(1, -1), 1001, -largest, largest)
    fast = divergences(counts, 4)[0]
    slow = [float(exact_divergences(counts, int(width), 4)[0]) for width in half_widths(4)]
    np.testing.assert_allclose(fast, slow, rtol=2e-4, atol=2e-5)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("blocks", [1, 9])
def test_bins_hold_what_numpy_counts(shape, blocks):
    values = (
        torch.from_numpy(SyntheticWeight(shape, rows=9, columns=300)()).numpy().reshape(blocks, -1)
    )
    low, high = values.min(axis=1), values.max(axis=1)
    counts, edges = histograms(values, 201, low, high)
    for index, block in enumerate(values):
        expected, borders = np.histogram(block, bins=201)
        assert (counts[index] == expected).all()
        assert (edges[index] == borders).all()


def test_bins_narrower_than_float32_resolves_still_count_everything():
    values = np.float32(1e6) + np.arange(8, dtype=np.float32).reshape(1, 8)
    counts, _ = histograms(values, 201, values.min(axis=1), values.max(axis=1))
    assert counts.sum() == 8
    assert (counts > 0).sum() == 8


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("bits", [2, 4, 8])
def test_the_search_that_may_leave_weights_unclipped_never_loses_to_no_clip(shape, bits):
    weight = torch.from_numpy(SyntheticWeight(shape, rows=64, columns=128)())
    found = MinimumMeanSquaredError(bits=bits)(weight)
    linear = LinearQuantization(bits=bits)(weight)
    errors = [weight_errors(weight, each.weight) for each in (found, linear)]
    assert errors[0].mean_squared_error <= errors[1].mean_squared_error


def test_weights_on_both_ends_only_are_left_unclipped_when_that_is_allowed():
    weight = torch.tensor([[-1.0, 1.0] * 40])
    assert float(MinimumMeanSquaredError()(weight).clip) == 1.0
    assert float(MinimumMeanSquaredError(no_clip=False)(weight).clip) == pytest.approx(0.99)


@pytest.mark.parametrize(
    "method", [MinimumMeanSquaredError, KullbackLeibler, Percentile, StandardDeviations]
)
def test_a_row_has_the_clip_that_it_has_alone(method):
    weight = torch.from_numpy(SyntheticWeight("heavy_tails", rows=7, columns=150)())
    together = method(granularity="row")(weight).clip
    alone = torch.cat([method()(row[None]).clip for row in weight])
    torch.testing.assert_close(together, alone, rtol=1e-7, atol=0.0)


def test_deviations_add_the_mean_and_stop_at_the_largest_weight():
    values = np.random.default_rng(0).normal(0.5, 0.1, (8, 500)).astype("f4")
    weight = torch.from_numpy(values)
    expected = abs(values.mean(dtype="f8")) + 2.0 * values.std(dtype="f8", ddof=1)
    assert float(StandardDeviations(deviations=2.0)(weight).clip) == pytest.approx(expected, 1e-6)
    assert float(StandardDeviations(deviations=8.0)(weight).clip) == values.max()


def test_a_percentile_of_zero_leaves_a_sparse_row_unclipped():
    weight = torch.zeros(1, 100)
    weight[0, 7] = 5.0
    assert float(Percentile(percentile=90.0)(weight).weight[0, 7]) == 5.0
