"""Channel splitting against the plain reference, published numbers and its identity."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from engine.quantization import LinearQuantization, OutlierChannelSplitting
from engine.quantization.channel_splitting import split_into
from engine.quantization.error import weight_errors
from engine.quantization.folding import fold_columns
from engine.quantization.reference import outlier_channel_splitting, split_channels
from engine.quantization.splitting import (
    clip_after_halving,
    column_maxima,
    expand,
    split_columns,
    split_count,
)
from engine.studies.synthetic_weights import SHAPES, SyntheticWeight

FIRST_GAUSS = [314, 187, 207, 420, 531, 50, 339, 545]
FIRST_LAPLACE = [736, 378, 497, 394, 75, 758, 318, 651]
# known values of the quantization sheet: tensor, bits, share, splitting, rule, clip, merged error
KNOWN = [
    ("gauss", 2, 0.01, "naive", "none", 0.16009119153022766, 0.0013794139346969825),
    ("gauss", 2, 0.01, "grid_aware", "none", 0.16009119153022766, 0.0013761341670905757),
    ("gauss", 2, 0.02, "grid_aware", "none", 0.15835072100162506, 0.0013656967919840255),
    ("gauss", 2, 0.05, "grid_aware", "none", 0.15119904279708862, 0.0013187941406823708),
    ("gauss", 2, 0.02, "grid_aware", "mmse", 0.049351158738136294, 0.00025355028665837755),
    ("gauss", 2, 0.02, "grid_aware", "aciq", 0.055674627886272136, 0.00028771451224715187),
    ("laplace", 2, 0.01, "grid_aware", "none", 0.2921270728111267, 0.0016691203827862858),
    ("laplace", 2, 0.02, "naive", "none", 0.2810453176498413, 0.0016557773832551297),
    ("laplace", 2, 0.05, "grid_aware", "none", 0.2542094588279724, 0.0015829412124817224),
    ("laplace", 2, 0.02, "grid_aware", "mmse", 0.061224944293499, 0.00038654325022246627),
    ("laplace", 2, 0.02, "grid_aware", "aciq", 0.07009296119213104, 0.0004264504586291521),
]
small = arrays(
    np.float32,
    st.tuples(st.integers(1, 6), st.integers(1, 12)),
    elements=st.floats(-100, 100, width=32),
)


@pytest.mark.parametrize("known", KNOWN, ids=lambda known: "-".join(map(str, known[:5])))
def test_clip_columns_and_error_are_the_published_ones(known, known_tensors):
    name, bits, share, splitting, rule, clip, error = known
    method = OutlierChannelSplitting(
        bits=bits, expand_ratio=share, splitting=splitting, clip_rule=rule
    )
    result = method(known_tensors[name])
    first = FIRST_GAUSS if name == "gauss" else FIRST_LAPLACE
    assert list(result.split_columns[:8]) == first
    assert float(result.clip) == pytest.approx(clip, rel=1e-6)
    measured = weight_errors(known_tensors[name], result.weight).mean_squared_error
    assert measured == pytest.approx(error, rel=1e-4)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("bits", [2, 4, 8])
@pytest.mark.parametrize("share", [0.01, 0.05, 0.25])
@pytest.mark.parametrize("splitting", ["naive", "grid_aware"])
def test_the_fast_path_does_what_the_plain_reference_does(shape, bits, share, splitting):
    weight = torch.from_numpy(SyntheticWeight(shape, rows=40, columns=120, seed=4)())
    method = OutlierChannelSplitting(bits=bits, expand_ratio=share, splitting=splitting)
    result = method(weight)
    folded, columns, clip = outlier_channel_splitting(
        weight.numpy(), bits, share, grid_aware=splitting == "grid_aware"
    )
    assert list(result.split_columns) == columns
    assert float(result.clip) == clip
    errors = [
        weight_errors(weight, each).mean_squared_error
        for each in (result.weight, torch.from_numpy(folded))
    ]
    assert errors[0] == pytest.approx(errors[1], rel=1e-4)


@settings(max_examples=25, deadline=None)
@given(values=small, share=st.floats(0.0, 0.25), quarter=st.sampled_from([0.0, 0.125, 1.0]))
def test_split_columns_add_up_to_the_original(values, share, quarter):
    weight = torch.from_numpy(values)
    splits = split_count(weight.shape[1], share)
    if splits == 0:
        return
    split = split_columns(weight, column_maxima(weight), splits, quarter)
    folded = fold_columns(expand(weight, split), split.columns)
    assert float((folded - weight).abs().max()) <= 1e-6 * max(1.0, float(weight.abs().max()))


@settings(max_examples=25, deadline=None)
@given(values=small, share=st.floats(0.01, 0.25), quarter=st.sampled_from([0.0, 0.125, 1.0]))
def test_only_the_columns_with_the_largest_maxima_are_ever_picked(values, share, quarter):
    weight = torch.from_numpy(values)
    splits = split_count(weight.shape[1], share)
    split = split_columns(weight, column_maxima(weight), splits, quarter)
    expanded, origins = split_channels(values, splits, quarter)
    assert list(split.columns) == origins
    np.testing.assert_allclose(expand(weight, split).numpy(), expanded, rtol=1e-6, atol=1e-6)


def test_a_layer_with_repeated_inputs_computes_the_same():
    generator = torch.Generator().manual_seed(0)
    weight = torch.randn(20, 50, generator=generator, dtype=torch.float64)
    inputs = torch.randn(8, 50, generator=generator, dtype=torch.float64)
    split = split_columns(weight, column_maxima(weight), 10, 0.05)
    repeated = torch.cat([inputs, inputs[:, list(split.columns)]], dim=1)
    difference = repeated @ expand(weight, split).T - inputs @ weight.T
    assert float(difference.abs().max()) <= 1e-12


@pytest.mark.parametrize("bits", [3, 5, 8])
def test_grid_aware_halves_round_to_the_rounding_of_the_whole(bits):
    weight = torch.from_numpy(SyntheticWeight("gauss", rows=64, columns=100)())
    result = OutlierChannelSplitting(bits=bits, expand_ratio=0.05)(weight)
    once = sorted({c for c in result.split_columns if result.split_columns.count(c) == 1})
    whole = (weight[:, once].double() / float(result.step)).round()
    codes = fold_columns(result.codes.double(), result.split_columns)[:, once]
    high = 2 ** (bits - 1) - 1
    inside = whole.abs() < 2 * high  # halves beyond the grid are clamped
    assert float((codes - whole)[inside].abs().max()) == 0.0


def test_the_clip_never_rises_with_more_splits():
    maxima = column_maxima(
        torch.from_numpy(SyntheticWeight("heavy_tails", rows=20, columns=100)())
    )
    clips = [clip_after_halving(maxima, splits) for splits in range(40)]
    assert clips == sorted(clips, reverse=True)


def test_splitting_nothing_is_linear_quantization():
    weight = torch.from_numpy(SyntheticWeight("laplace", rows=20, columns=100)())
    for granularity in ("tensor", "row", "group64"):
        result = OutlierChannelSplitting(expand_ratio=0.0, granularity=granularity)(weight)
        linear = LinearQuantization(granularity=granularity)(weight)
        assert torch.equal(result.weight, linear.weight)
        assert result.split_columns == ()


@pytest.mark.parametrize("granularity", ["row", "group64", "group128"])
@pytest.mark.parametrize("rule", ["none", "aciq", "mmse", "kl", "percentile"])
def test_every_rule_works_with_a_step_for_each_row_or_group(granularity, rule):
    weight = torch.from_numpy(SyntheticWeight("outlier_columns", rows=6, columns=150)())
    method = OutlierChannelSplitting(
        bits=8, granularity=granularity, clip_rule=rule, expand_ratio=0.05
    )
    errors = weight_errors(weight, method(weight).weight)
    assert errors.signal_to_noise_db > 3.0


def test_a_row_alone_splits_as_within_its_own_grid():
    weight = torch.from_numpy(SyntheticWeight("laplace", rows=1, columns=100)())
    row = OutlierChannelSplitting(granularity="row")(weight)
    tensor = OutlierChannelSplitting(granularity="tensor")(weight)
    assert torch.equal(row.weight, tensor.weight)
    assert row.split_columns == tensor.split_columns


def test_input_channels_of_a_convolution_are_split_as_a_whole():
    weight = 0.01 * torch.randn(4, 6, 3, 3, generator=torch.Generator().manual_seed(0))
    weight[2, 5, 1, 1] = 9.0
    result = OutlierChannelSplitting(bits=8, expand_ratio=0.1)(weight)
    assert result.split_columns == (5,)
    assert result.codes.shape == (4, 7, 3, 3)
    assert float(result.clip) == 4.5


@pytest.mark.parametrize("shape", SHAPES)
def test_the_buffer_path_gives_the_same_weights(shape):
    weight = torch.from_numpy(SyntheticWeight(shape, rows=64, columns=200)())
    out = torch.empty_like(weight)
    for bits, share in ((2, 0.02), (4, 0.0), (8, 0.1)):
        columns = split_into(weight, out, bits=bits, expand_ratio=share)
        result = OutlierChannelSplitting(bits=bits, expand_ratio=share)(weight)
        assert columns == result.split_columns
        torch.testing.assert_close(out, result.weight, rtol=1e-6, atol=1e-7)


def test_the_buffer_path_refuses_weights_that_are_not_finite():
    weight = torch.ones(3, 4)
    weight[0, 0] = torch.nan
    with pytest.raises(ValueError, match="finite"):
        split_into(weight, torch.empty(3, 4), bits=4)
