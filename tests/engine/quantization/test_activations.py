import numpy as np
import pytest
import torch
import transformers as hf
from torch import nn

from engine.quantization.activation_statistics import ActivationStatistics
from engine.quantization.activations import (
    ActivationQuantization,
    calibrate,
    quantize_activations,
)


def seen(*batches):
    statistics = ActivationStatistics()
    for batch in batches:
        statistics.add(batch)
    return statistics


def sample(seed=0, size=20_000):
    return torch.from_numpy(np.random.default_rng(seed).laplace(size=size)).float()


def rounded_error(values, method):
    grid = method.range_of(seen(values))
    return (grid(values) - values).double().square().mean().item()


def test_streamed_statistics_are_those_of_everything_at_once():
    values = torch.cat([sample(0) * 0.01, sample(1), sample(2) * 30 + 5])
    found = seen(values[:20_000], values[20_000:40_000], values[40_000:])
    whole = values.double()
    assert (found.low, found.high) == (values.min().item(), values.max().item())
    assert found.mean == pytest.approx(whole.mean().item())
    assert found.mean_deviation == pytest.approx(
        (whole - whole.mean()).abs().mean().item(), rel=0.01
    )
    assert found.standard_deviation == pytest.approx(whole.std().item(), rel=0.01)
    bin_width = 2 * found.reach / len(found.counts)
    assert found.quantile(0.9) == pytest.approx(whole.quantile(0.9).item(), abs=2 * bin_width)
    assert found.counts.sum() == values.numel()


def test_min_max_spans_what_was_seen_and_errs_half_a_step_at_most():
    values = sample()
    grid = ActivationQuantization(bits=6, rule="min_max").range_of(seen(values))
    assert grid.high - grid.low == pytest.approx((values.max() - values.min()).item(), rel=1e-6)
    assert (grid(values) - values).abs().max() <= grid.step * 1.0001
    assert len(grid(values).unique()) <= 64


@pytest.mark.parametrize("rule", ["min_max", "aciq", "percentile"])
@pytest.mark.parametrize("bits", [2, 4, 8])
def test_zero_stays_zero(rule, bits):
    grid = ActivationQuantization(bits=bits, rule=rule).range_of(seen(sample() + 3.0))
    assert grid(torch.zeros(1)).item() == 0.0


def test_aciq_starts_at_the_mean_less_the_clip_and_is_two_clips_wide():
    values = sample() + 0.3
    grid = ActivationQuantization(bits=4, rule="aciq").range_of(seen(values))
    mean = values.mean().item()
    laplace = 5.02864 * (values - mean).abs().mean().item()  # b W0(3 * 4^4)
    gauss = 2.55914 * values.std().item()
    assert any(
        np.allclose([grid.low, grid.high], [mean - clip, mean + clip], atol=grid.step)
        for clip in (laplace, gauss)
    )


def test_aciq_after_a_relu_uses_the_constant_of_one_more_bit():
    values = sample().relu()
    grid = ActivationQuantization(bits=3, rule="aciq").range_of(seen(values))
    mean = values.mean().item()
    laplace = mean + 5.02864 * (values - mean).abs().mean().item()
    gauss = mean + 2.55914 * values.std().item()
    assert grid.low == 0.0
    assert min(abs(grid.high - laplace), abs(grid.high - gauss)) < 0.01 * grid.high


@pytest.mark.parametrize("bits", [2, 3, 4, 6, 8])
@pytest.mark.parametrize("shift", [0.0, 2.0])
def test_aciq_is_never_worse_than_no_clip(bits, shift):
    values = sample() + shift
    clipped = rounded_error(values, ActivationQuantization(bits=bits, rule="aciq"))
    whole = rounded_error(values, ActivationQuantization(bits=bits, rule="min_max"))
    assert clipped <= whole * 1.01


def test_aciq_beats_no_clip_several_times_at_four_bits():
    clipped = rounded_error(sample(), ActivationQuantization(bits=4, rule="aciq"))
    assert clipped < 0.6 * rounded_error(sample(), ActivationQuantization(bits=4, rule="min_max"))


def test_the_percentile_leaves_the_tails_out():
    values = sample()
    grid = ActivationQuantization(bits=8, rule="percentile", percentile=98.0).range_of(
        seen(values)
    )
    beyond = ((values < grid.low) | (values > grid.high)).float().mean().item()
    assert beyond == pytest.approx(0.02, abs=0.003)


def bert():
    torch.manual_seed(0)
    config = hf.BertConfig(
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        vocab_size=40,
        max_position_embeddings=16,
    )
    return hf.BertModel(config).eval()


def batch(seed=0):
    ids = torch.randint(1, 40, (4, 8), generator=torch.Generator().manual_seed(seed))
    mask = torch.ones_like(ids)
    mask[2:, 5:] = 0
    return {"input_ids": ids * mask, "attention_mask": mask}


def test_a_calibrated_copy_rounds_its_inputs_and_leaves_the_original_alone():
    network = bert()
    with torch.no_grad():
        before = network(**batch()).last_hidden_state
    statistics = calibrate(network, [batch(0), batch(1)])
    made = quantize_activations(network, statistics, ActivationQuantization(bits=8))
    assert len(made.ranges) == 2 * 6 + 1
    name = "encoder.layer.1.output.dense"
    inputs = []
    layer = made.module.get_submodule(name)
    layer.register_forward_hook(lambda _layer, given, _out: inputs.append(given[0]))
    with torch.no_grad():
        after = made.module(**batch()).last_hidden_state
        assert torch.equal(network(**batch()).last_hidden_state, before)
    codes = inputs[0] / made.ranges[name].step
    assert torch.allclose(codes, codes.round(), atol=1e-3)
    assert 0 < (after - before).norm() < 0.05 * before.norm()


def test_fewer_bits_move_the_output_further():
    network = bert()
    statistics = calibrate(network, [batch(0), batch(1)])
    errors = []
    for bits in (2, 4, 6, 8):
        made = quantize_activations(network, statistics, ActivationQuantization(bits=bits))
        with torch.no_grad():
            difference = made.module(**batch(2))[0] - network(**batch(2))[0]
        errors.append(difference.norm().item())
    assert errors == sorted(errors, reverse=True)


def test_padding_is_not_counted():
    statistics = calibrate(bert(), [batch()], roles=("attention",))
    assert statistics["encoder.layer.0.attention.self.query"].count == (2 * 8 + 2 * 5) * 16


def test_convolutions_are_calibrated_on_plain_tensors():
    network = nn.Sequential(nn.Conv2d(2, 3, 3), nn.ReLU(), nn.ConvTranspose2d(3, 1, 3)).eval()
    x = torch.randn(2, 2, 5, 5, generator=torch.Generator().manual_seed(0))
    made = quantize_activations(network, calibrate(network, [x]), ActivationQuantization())
    assert made.ranges["2"].low == 0.0
    with torch.no_grad():
        assert torch.allclose(network(x), made.module(x), atol=0.05)


def test_no_batches_are_refused():
    with pytest.raises(ValueError, match="at least one batch"):
        calibrate(bert(), [])


def test_an_input_that_is_no_number_is_refused():
    with pytest.raises(ValueError, match="activations must be finite"):
        seen(torch.tensor([1.0, float("nan")]))
