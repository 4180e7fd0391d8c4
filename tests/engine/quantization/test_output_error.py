import dataclasses
import math

import pytest
import torch
import transformers as hf
from torch import nn

from engine.core.errors import CancelledError
from engine.quantization import LinearQuantization
from engine.quantization.activations import (
    ActivationQuantization,
    calibrate,
    quantize_activations,
)
from engine.quantization.error import weight_errors
from engine.quantization.network import quantize_network
from engine.quantization.output_error import layer_output_errors, output_error
from engine.quantization.running_errors import RunningErrors
from engine.quantization.sensitivity import layer_switches


@pytest.fixture(scope="module")
def chain():
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(8, 8), nn.Linear(8, 8), nn.Tanh(), nn.Linear(8, 3)).eval()


@pytest.fixture(scope="module")
def inputs():
    return torch.randn(16, 8, generator=torch.Generator().manual_seed(0))


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


def sentences(padding=0):
    ids = torch.randint(1, 40, (3, 6), generator=torch.Generator().manual_seed(0))
    mask = torch.ones_like(ids)
    filler = torch.zeros(3, padding, dtype=ids.dtype)
    return {
        "input_ids": torch.cat([ids, filler], 1),
        "attention_mask": torch.cat([mask, filler], 1),
    }


def close(one, two):
    pairs = zip(dataclasses.astuple(one), dataclasses.astuple(two), strict=True)
    return all(math.isclose(a, b, rel_tol=1e-4, abs_tol=1e-12) for a, b in pairs)


def test_errors_in_pieces_are_those_of_the_whole(inputs):
    rounded = inputs.round()
    running = RunningErrors()
    for part, other in zip(inputs.split(5), rounded.split(5), strict=True):
        running.add(part, other)
    assert close(running.result(), weight_errors(inputs, rounded))


def test_errors_of_nothing_wrong_are_none(inputs):
    running = RunningErrors()
    running.add(inputs, inputs)
    found = running.result()
    assert (found.mean_squared_error, found.signal_to_noise_db) == (0.0, math.inf)
    assert found.cosine == pytest.approx(1.0)


def test_isolated_and_accumulated_errors_are_those_computed_by_hand(chain, inputs):
    made = quantize_network(chain, LinearQuantization(bits=3))
    found = layer_output_errors(chain, made.module, made.names, [inputs[:9], inputs[9:]])
    with torch.no_grad():
        hidden, rounded_hidden = chain[:3](inputs), made.module[:3](inputs)
        wanted_isolated = weight_errors(chain[3](hidden), made.module[3](hidden))
        wanted_accumulated = weight_errors(chain[3](hidden), made.module[3](rounded_hidden))
    assert [each.name for each in found] == ["0", "1", "3"]
    assert close(found[2].isolated, wanted_isolated)
    assert close(found[2].accumulated, wanted_accumulated)


def test_the_first_layer_has_accumulated_nothing_but_its_own(chain, inputs):
    made = quantize_network(chain, LinearQuantization(bits=3))
    first, *_, last = layer_output_errors(chain, made.module, made.names, [inputs])
    assert first.isolated == first.accumulated
    assert last.accumulated.mean_squared_error > last.isolated.mean_squared_error


@pytest.mark.parametrize("padding", [4, 10])  # 10 makes as many positions as features
def test_padding_changes_no_error_of_a_transformer(padding):
    network = bert()
    made = quantize_network(network, LinearQuantization(bits=3))
    plain = layer_output_errors(network, made.module, made.names, [sentences()])
    padded = layer_output_errors(network, made.module, made.names, [sentences(padding=padding)])
    assert len(plain) == 1 + 2 * 6 + 1
    for one, two in zip(plain, padded, strict=True):
        assert close(one.isolated, two.isolated)
        assert close(one.accumulated, two.accumulated)


def test_no_hook_stays_behind(chain, inputs):
    made = quantize_network(chain, LinearQuantization(bits=3))

    def stop(_done, _text):
        raise CancelledError("stopped")

    layer_output_errors(chain, made.module, made.names, [inputs])
    with pytest.raises(CancelledError):
        layer_output_errors(chain, made.module, made.names, [inputs], report=stop)
    layers = [*chain.modules(), *made.module.modules()]
    assert not any(layer._forward_hooks for layer in layers)


def test_quantized_activations_count_as_the_layers_own_error(chain, inputs):
    method = ActivationQuantization(bits=3)
    made = quantize_activations(chain, calibrate(chain, [inputs]), method)
    first = layer_output_errors(chain, made.module, ("0",), [inputs])[0]
    with torch.no_grad():
        wanted = weight_errors(chain[0](inputs), chain[0](made.ranges["0"](inputs)))
    assert close(first.isolated, wanted)


def test_one_layer_on_and_one_layer_off_are_measured_as_by_hand(chain, inputs):
    made = quantize_network(chain, LinearQuantization(bits=3))
    compare = output_error(chain, [inputs])
    found = layer_switches(chain, made, lambda m: compare(m).mean_squared_error)
    for name, each in zip(made.names, found, strict=True):
        alone = quantize_network(
            chain,
            LinearQuantization(bits=3),
            overrides={other: None for other in made.names if other != name},
        )
        spared = quantize_network(chain, LinearQuantization(bits=3), overrides={name: None})
        assert each.name == name
        assert each.only == compare(alone.module).mean_squared_error
        assert each.without == compare(spared.module).mean_squared_error


def test_switching_leaves_both_networks_as_they_were(chain, inputs):
    made = quantize_network(chain, LinearQuantization(bits=3))
    with torch.no_grad():
        before = chain(inputs), made.module(inputs)
        layer_switches(chain, made, lambda m: float(m(inputs).sum()))
        assert torch.equal(before[0], chain(inputs))
        assert torch.equal(before[1], made.module(inputs))


def test_a_tied_weight_is_switched_in_both_places():
    torch.manual_seed(0)
    gpt = hf.GPT2LMHeadModel(
        hf.GPT2Config(n_embd=16, n_layer=1, n_head=2, vocab_size=30, n_positions=8)
    ).eval()
    made = quantize_network(gpt, LinearQuantization(bits=3), roles=("embedding",))
    compare = output_error(gpt, [{"input_ids": torch.arange(6)[None]}])
    (found,) = layer_switches(gpt, made, lambda m: compare(m).mean_squared_error)
    assert found.without == 0.0
    assert found.only == compare(made.module).mean_squared_error > 0.0


def test_a_layer_that_is_not_there_is_named(chain, inputs):
    with pytest.raises(ValueError, match="layers of both networks, got 9"):
        layer_output_errors(chain, chain, ("9",), [inputs])
