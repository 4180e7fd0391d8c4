"""Linear quantization against published numbers, hand arithmetic and its own promises."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from engine.quantization import LinearQuantization
from engine.quantization.error import weight_errors
from engine.quantization.linear import quantize_into

weights = arrays(
    np.float32,
    st.tuples(st.integers(1, 5), st.integers(1, 70)),
    elements=st.floats(-1e4, 1e4, width=32),
)

# from the known values of the quantization sheet (made with the published code), whose recipe is
# in conftest.py; the error is the mean over all elements in float64
KNOWN = [
    ("gauss", (2, "tensor", True, "full"), 0.0014560561399044791),
    ("gauss", (4, "tensor", True, "full"), 5.2788869741379276e-05),
    ("gauss", (8, "tensor", True, "full"), 1.6067192519110685e-07),
    ("laplace", (3, "tensor", True, "full"), 0.0008102153172192796),
    ("laplace", (6, "tensor", True, "full"), 1.1195016860519122e-05),
    ("gauss", (3, "tensor", False, "full"), 0.00020136451492345456),
    ("laplace", (4, "tensor", False, "full"), 0.0001694311377306722),
    ("gauss", (4, "row", False, "full"), 2.4614505349777563e-05),
    ("laplace", (2, "row", False, "full"), 0.0009035021752577874),
    ("gauss", (2, "row", True, "restricted"), 0.0011876834832034023),
    ("laplace", (8, "row", True, "restricted"), 2.5243805248281585e-07),
]


@pytest.mark.parametrize(("name", "settings", "error"), KNOWN)
def test_the_error_is_the_published_one(name, settings, error, known_tensors):
    names = ("bits", "granularity", "symmetric", "levels")
    method = LinearQuantization(**dict(zip(names, settings, strict=True)))
    weight = known_tensors[name]
    measured = weight_errors(weight, method(weight).weight).mean_squared_error
    assert measured == pytest.approx(error, rel=1e-4)


def test_codes_follow_the_arithmetic_done_by_hand():
    # step = 3.5 / 7 = 0.5; 0.75 / 0.5 = 1.5 rounds to the even 2, 1.25 / 0.5 = 2.5 to 2
    result = LinearQuantization(bits=4)(torch.tensor([[3.5, 0.75, 1.25, -3.5]]))
    assert result.codes.tolist() == [[7, 2, 2, -7]]
    assert result.weight.tolist() == [[3.5, 1.0, 1.0, -3.5]]


def test_an_asymmetric_grid_reaches_both_ends_of_a_range_away_from_zero():
    weight = torch.tensor([[1.0, 2.0, 3.0]])
    result = LinearQuantization(bits=2, symmetric=False)(weight)
    assert result.weight.tolist() == weight.tolist()  # levels 0, 1, 2, 3
    assert result.step.tolist() == [1.0]


@pytest.mark.parametrize("granularity", ["tensor", "row", "group64", "group128"])
@pytest.mark.parametrize("symmetric", [True, False])
@settings(max_examples=25, deadline=None)
@given(values=weights, bits=st.integers(2, 8))
def test_rounding_stays_within_half_a_step(granularity, symmetric, values, bits):
    weight = torch.from_numpy(values)
    result = LinearQuantization(bits=bits, granularity=granularity, symmetric=symmetric)(weight)
    largest_step = float(result.step.max())
    limit = 0.5 * largest_step * (1 + 1e-5) + 1e-6 * float(weight.abs().max())
    assert float((weight - result.weight).abs().max()) <= limit


@settings(max_examples=25, deadline=None)
@given(values=weights, bits=st.integers(2, 8))
def test_quantizing_twice_changes_nothing(values, bits):
    method = LinearQuantization(bits=bits, granularity="row")
    once = method(torch.from_numpy(values))
    twice = method(once.weight)
    assert torch.equal(once.codes, twice.codes)


@settings(max_examples=25, deadline=None)
@given(values=weights, bits=st.integers(2, 8))
def test_a_weight_is_exactly_its_code_times_its_step(values, bits):
    result = LinearQuantization(bits=bits, granularity="row", symmetric=False)(
        torch.from_numpy(values)
    )
    rebuilt = (result.codes + result.offset[:, None]).float() * result.step[:, None]
    assert torch.equal(rebuilt, result.weight)


def test_a_row_is_quantized_as_if_it_stood_alone():
    weight = torch.randn(6, 150, generator=torch.Generator().manual_seed(0))
    together = LinearQuantization(granularity="row")(weight)
    for index, row in enumerate(weight):
        alone = LinearQuantization()(row[None])
        assert torch.equal(together.weight[index], alone.weight[0])


def test_groups_cover_a_row_that_they_do_not_divide():
    weight = torch.randn(3, 150, generator=torch.Generator().manual_seed(0))
    result = LinearQuantization(granularity="group64")(weight)
    assert result.step.shape == (9,)
    last = LinearQuantization(granularity="row")(weight[:, 128:].contiguous())
    assert torch.equal(result.weight[:, 128:], last.weight)
    assert torch.equal(result.step.reshape(3, 3)[:, 2], last.step)


def test_a_convolution_keeps_its_shape():
    weight = torch.randn(4, 3, 5, 5, generator=torch.Generator().manual_seed(0))
    result = LinearQuantization(granularity="row")(weight)
    assert result.weight.shape == weight.shape
    assert result.codes.shape == weight.shape


def test_half_precision_comes_back_as_float32():
    assert (
        LinearQuantization()(torch.ones(2, 2, dtype=torch.float16)).weight.dtype == torch.float32
    )


def test_the_buffer_path_gives_the_same_weights(known_tensors):
    for bits in (2, 5, 8):
        weight = known_tensors["laplace"]
        out = torch.empty_like(weight)
        step = quantize_into(weight, out, bits=bits)
        result = LinearQuantization(bits=bits)(weight)
        assert torch.equal(out, result.weight)
        assert step == float(result.step)


def test_the_buffer_path_may_work_in_place():
    weight = torch.randn(40, 50, generator=torch.Generator().manual_seed(0))
    expected = LinearQuantization(bits=3)(weight).weight
    quantize_into(weight, weight, bits=3)
    assert torch.equal(weight, expected)


def test_the_buffer_path_refuses_a_buffer_that_does_not_fit():
    with pytest.raises(ValueError, match="empty_like"):
        quantize_into(torch.ones(2, 3), torch.ones(3, 2), bits=4)
    with pytest.raises(ValueError, match="contiguous"):
        quantize_into(torch.ones(4, 3).T, torch.ones(3, 4), bits=4)
    with pytest.raises(ValueError, match="finite"):
        quantize_into(torch.full((2, 2), torch.nan), torch.ones(2, 2), bits=4)
