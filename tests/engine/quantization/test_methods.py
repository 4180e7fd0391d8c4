"""What every quantizer promises, tried on every one in METHODS."""

import dataclasses

import pytest
import torch

from engine.core.errors import NotFoundError
from engine.core.params import parameters, settings_dict
from engine.quantization import METHODS, Method, method_named
from engine.quantization.base import ClipMethod
from engine.quantization.error import weight_errors
from engine.quantization.folding import fold_columns
from engine.quantization.grid import GRANULARITIES, block_count, dequantize
from engine.studies.synthetic_weights import SHAPES, SyntheticWeight

every_method = pytest.mark.parametrize("method", METHODS, ids=lambda each: each.title)
every_granularity = pytest.mark.parametrize("granularity", GRANULARITIES)


def every_subclass(base):
    for each in base.__subclasses__():
        yield each
        yield from every_subclass(each)


def test_no_method_was_forgotten_in_the_registry():
    written = {each for each in every_subclass(Method) if each is not ClipMethod}
    mine = {each for each in written if each.__module__.startswith("engine.")}
    forgotten = [each.__name__ for each in mine - set(METHODS)]
    assert not forgotten, f"add {forgotten} to METHODS"


def test_titles_differ_and_every_method_says_what_it_does():
    assert len({each.title for each in METHODS}) == len(METHODS)
    assert all(each.summary.endswith(".") for each in METHODS)


@every_method
def test_a_method_is_found_by_name_and_by_title(method):
    assert method_named(method.__name__) is method
    assert method_named(method.title) is method


def test_an_unknown_method_is_answered_with_those_there_are():
    with pytest.raises(NotFoundError, match=r"'GPTQ'.*LinearQuantization.*Aciq"):
        method_named("GPTQ")


@every_method
def test_every_setting_is_declared_with_a_meaning(method):
    declared = parameters(method)
    assert {each.name for each in declared} == {each.name for each in dataclasses.fields(method)}
    assert all(each.meaning for each in declared)
    assert settings_dict(method())["method"] == method.__name__


@every_method
@pytest.mark.parametrize(
    "wrong",
    [{"bits": 1}, {"bits": 9}, {"granularity": "column"}, {"levels": "all"}],
)
def test_a_setting_out_of_range_is_refused(method, wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        method(**wrong)


@every_method
@every_granularity
def test_the_weight_is_left_alone(method, granularity):
    weight = torch.from_numpy(SyntheticWeight("heavy_tails", rows=8, columns=150)())
    before = weight.clone()
    method(granularity=granularity)(weight)
    assert torch.equal(weight, before)


@every_method
@every_granularity
@pytest.mark.parametrize("bits", [2, 8])
def test_the_result_is_what_its_codes_and_steps_say(method, granularity, bits):
    weight = torch.from_numpy(SyntheticWeight("outlier_columns", rows=6, columns=150)())
    result = method(bits=bits, granularity=granularity)(weight)
    expanded = dequantize(result.codes, result.step, result.offset, granularity)
    assert torch.equal(fold_columns(expanded, result.split_columns), result.weight)
    assert result.codes.shape[1] == weight.shape[1] + len(result.split_columns)
    assert result.step.numel() == block_count(tuple(result.codes.shape), granularity)
    assert result.step.shape == result.offset.shape == result.clip.shape
    assert -(2 ** (bits - 1)) <= int(result.codes.min()) <= int(result.codes.max()) < 2**bits
    assert result.stored_bits == result.codes.numel() * bits + 32 * result.step.numel()
    assert result.bits_per_weight == result.stored_bits / weight.numel()


@every_method
@pytest.mark.parametrize("shape", SHAPES)
def test_two_more_bits_never_cost_accuracy(method, shape):
    weight = torch.from_numpy(SyntheticWeight(shape, rows=64, columns=256)())
    settings = {"percentile": 100.0} if method.title == "Percentile" else {}
    if method.title == "N-std":
        settings = {"deviations": 8.0}  # a fixed clip far inside leaves clipping error only
    errors = [
        weight_errors(weight, method(bits=bits, **settings)(weight).weight).mean_squared_error
        for bits in (2, 4, 6, 8)
    ]
    assert errors == sorted(errors, reverse=True)


@every_method
def test_the_same_weight_gives_the_same_codes(method):
    weight = torch.from_numpy(SyntheticWeight("laplace", rows=16, columns=64)())
    assert torch.equal(method()(weight).codes, method()(weight).codes)


@every_method
@every_granularity
def test_zeros_stay_zeros(method, granularity):
    result = method(granularity=granularity)(torch.zeros(4, 70))
    assert torch.equal(result.weight, torch.zeros(4, 70))
    assert torch.equal(result.step, torch.ones_like(result.step))


@every_method
@every_granularity
@pytest.mark.parametrize("value", [0.1, -3.0, 1e8, 1e-30])
def test_a_constant_is_kept_within_a_step(method, granularity, value):
    weight = torch.full((4, 70), value)
    result = method(bits=8, granularity=granularity)(weight)
    assert float((result.weight - weight).abs().max()) <= 0.011 * abs(value)


@every_method
def test_weights_too_small_for_a_step_do_no_harm(method):
    result = method()(torch.full((2, 3), 1e-44))
    assert bool(torch.isfinite(result.weight).all())


@every_method
def test_weights_below_the_normal_numbers_raise_no_warning(method):
    weight = torch.from_numpy(SyntheticWeight("gauss", rows=8, columns=70)()) * 1e-38
    assert bool(torch.isfinite(method()(weight).weight).all())


@every_method
@every_granularity
@pytest.mark.parametrize("unit", [1e30, 1e-25])
def test_the_clip_follows_the_unit_of_the_weights(method, granularity, unit):
    weight = torch.from_numpy(SyntheticWeight("outlier_columns", rows=8, columns=150)())
    clip = method(granularity=granularity)(weight).clip
    scaled = method(granularity=granularity)(weight * unit).clip
    torch.testing.assert_close(scaled / unit, clip, rtol=2e-6, atol=0.0)


@every_method
@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float64])
def test_every_floating_point_type_is_taken(method, dtype):
    weight = torch.from_numpy(SyntheticWeight("laplace", rows=8, columns=150)()).to(dtype)
    result = method(bits=8)(weight)
    assert result.weight.dtype == (torch.float64 if dtype == torch.float64 else torch.float32)
    same = method(bits=8)(weight.float())
    torch.testing.assert_close(result.clip, same.clip, rtol=2e-6, atol=0.0)


@every_method
@every_granularity
def test_the_layout_in_memory_does_not_matter(method, granularity):
    weight = torch.from_numpy(SyntheticWeight("heavy_tails", rows=8, columns=150)())
    turned = weight.T.contiguous().T
    assert not turned.is_contiguous()
    method = method(granularity=granularity)
    torch.testing.assert_close(method(turned).clip, method(weight).clip, rtol=1e-6, atol=0.0)


@every_method
@pytest.mark.parametrize("bad", [float("nan"), float("inf"), -float("inf")])
def test_a_weight_that_is_not_finite_is_refused_with_advice(method, bad):
    weight = torch.ones(3, 4)
    weight[1, 2] = bad
    with pytest.raises(ValueError, match=r"finite, got 1 .* of 12.*[Rr]eplace"):
        method()(weight)


@every_method
def test_an_empty_weight_is_refused(method):
    with pytest.raises(ValueError, match="empty"):
        method()(torch.zeros(0, 4))


@every_method
def test_a_single_weight_can_be_quantized(method):
    result = method(bits=8)(torch.tensor([[0.7]]))
    assert float(result.weight) == pytest.approx(0.7, rel=0.02)


@every_method
def test_a_convolution_and_its_flattened_self_agree(method):
    weight = torch.from_numpy(SyntheticWeight("gauss", rows=6, columns=36)()).reshape(6, 4, 3, 3)
    if method.title == "OCS":  # splits input channels, which a flattened weight has more of
        flat = method(expand_ratio=0.0)(weight.flatten(1))
        assert torch.equal(method(expand_ratio=0.0)(weight).weight.flatten(1), flat.weight)
    else:
        assert torch.equal(method()(weight).weight.flatten(1), method()(weight.flatten(1)).weight)
