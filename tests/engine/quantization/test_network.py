import pytest
import torch
import transformers as hf
from torch import nn
from transformers.pytorch_utils import Conv1D

from engine.core.errors import CancelledError
from engine.quantization import METHODS, LinearQuantization, OutlierChannelSplitting
from engine.quantization.network import (
    network_weight_errors,
    quantizable_layers,
    quantize_network,
)

CONFIG = hf.BertConfig(
    hidden_size=16,
    num_hidden_layers=2,
    num_attention_heads=2,
    intermediate_size=32,
    vocab_size=40,
    max_position_embeddings=16,
)


@pytest.fixture(scope="module")
def bert():
    torch.manual_seed(0)
    return hf.BertModel(CONFIG).eval()


def convolutions():
    torch.manual_seed(1)
    return nn.Sequential(
        nn.Conv2d(3, 8, 3, padding=1),
        nn.BatchNorm2d(8),
        nn.ReLU(),
        nn.ConvTranspose2d(8, 4, 2, groups=2),
        nn.Flatten(2),
        nn.Conv1d(4, 2, 3, bias=False),
    ).eval()


def test_every_weight_of_a_bert_is_listed_once(bert):
    layers = quantizable_layers(bert)
    assert len(layers) == 3 + 2 * 6 + 1
    vectors = sum(p.numel() for p in bert.parameters() if p.ndim == 1)
    assert sum(layer.weights for layer in layers) + vectors == sum(
        p.numel() for p in bert.parameters()
    )


def test_chosen_weights_are_on_the_grid_and_the_others_are_the_same_objects(bert):
    before = {name: p.clone() for name, p in bert.named_parameters()}
    made = quantize_network(bert, LinearQuantization(bits=3))
    assert type(made.module) is type(bert)
    changed = {f"{each.layer.name}.weight" for each in made.layers}
    assert len(changed) == 1 + 2 * 6 + 1
    old = dict(bert.named_parameters())
    for name, value in made.module.named_parameters():
        assert torch.equal(old[name], before[name])
        if name in changed:
            assert len(value.unique()) <= 8
            assert not torch.equal(value, old[name])
        else:
            assert value is old[name]


def test_the_roles_are_switches(bert):
    method = LinearQuantization(bits=8)
    only = quantize_network(bert, method, roles=("attention",))
    assert {each.layer.role for each in only.layers} == {"attention"}
    assert len(only.layers) == 8
    everything = quantize_network(bert, method, roles=("embedding", "position"))
    assert [each.layer.name for each in everything.layers] == [
        "embeddings.word_embeddings",
        "embeddings.position_embeddings",
        "embeddings.token_type_embeddings",
    ]


def test_an_override_leaves_a_layer_alone_or_gives_it_its_own_method(bert):
    name = "encoder.layer.0.intermediate.dense"
    made = quantize_network(
        bert,
        LinearQuantization(bits=2),
        overrides={
            name: LinearQuantization(bits=8),
            "pooler.dense": None,
            "embeddings.position_embeddings": LinearQuantization(bits=6),
        },
    )
    bits = {each.layer.name: each.method.bits for each in made.layers}
    assert bits[name] == 8
    assert bits["embeddings.position_embeddings"] == 6
    assert "pooler.dense" not in bits
    assert made.module.pooler.dense.weight is bert.pooler.dense.weight


def test_the_size_is_what_the_codes_and_scales_take(bert):
    made = quantize_network(bert, LinearQuantization(bits=4, granularity="row"))
    weights = sum(each.layer.weights for each in made.layers)
    rows = sum(each.layer.shape[0] for each in made.layers)
    assert made.stored_bits == 4 * weights + 32 * rows
    assert made.bits_per_weight == pytest.approx(4 + 32 * rows / weights)
    total = sum(p.numel() for p in bert.parameters())
    buffers = sum(b.nbytes for b in bert.state_dict().values()) - 4 * total
    assert made.full_bytes == 4 * total + buffers
    assert made.packed_bytes == 4 * (total - weights) + buffers + made.stored_bits // 8


def test_a_tied_weight_is_quantized_once_and_stays_tied():
    torch.manual_seed(0)
    gpt = hf.GPT2LMHeadModel(
        hf.GPT2Config(n_embd=16, n_layer=1, n_head=2, vocab_size=30, n_positions=8)
    ).eval()
    made = quantize_network(gpt, LinearQuantization(bits=4))
    assert made.result("transformer.wte").layer.tied == ("lm_head",)
    assert made.module.lm_head.weight is made.module.transformer.wte.weight
    assert made.module.lm_head.weight is not gpt.lm_head.weight
    assert made.result("transformer.h.0.attn.c_attn").layer.kind == "HFConv1D"


def test_a_row_is_an_output_channel_in_every_kind_of_layer():
    network = convolutions()
    made = quantize_network(network, LinearQuantization(bits=4, granularity="row"))
    assert [each.quantized.step.numel() for each in made.layers] == [8, 4, 2]
    transposed = made.module[3].weight  # (in, out / groups, ...): group 0 makes outputs 0 and 1
    original = network[3].weight
    largest = original[:4, 1].abs().max()
    assert made.result("3").quantized.step[1].item() == pytest.approx(largest.item() / 7)
    assert transposed.shape == original.shape


def test_eight_bits_hardly_move_the_output_of_convolutions():
    network = convolutions()
    made = quantize_network(network, LinearQuantization(bits=8, granularity="row"))
    x = torch.randn(2, 3, 4, 4, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        full, rounded = network(x), made.module(x)
    assert (full - rounded).norm() < 0.02 * full.norm()


@pytest.mark.parametrize("method", METHODS, ids=lambda m: m.title)
@pytest.mark.parametrize("granularity", ["tensor", "row", "group64"])
def test_every_method_runs_over_every_kind_of_layer(method, granularity):
    network = nn.ModuleList([*convolutions(), Conv1D(6, 5), nn.Embedding(7, 4)])
    made = quantize_network(network, method(bits=8, granularity=granularity))
    kinds = {each.layer.kind for each in made.layers}
    assert kinds == {"Conv2d", "ConvTranspose2d", "Conv1d", "HFConv1D", "Embedding"}
    for errors in network_weight_errors(network, made).values():
        assert errors.cosine > 0.9  # KL clips hard where a row has four weights


@pytest.mark.parametrize(
    ("layer", "axis"),
    [
        (nn.Linear(8, 8), 1),
        (nn.Conv2d(8, 8, 3), 1),
        (nn.ConvTranspose2d(8, 8, 3), 0),
        (Conv1D(8, 8), 0),
    ],
    ids=lambda value: type(value).__name__,
)
def test_the_input_channel_with_the_outlier_is_the_one_that_splits(layer, axis):
    with torch.no_grad():
        layer.weight.select(axis, 5).mul_(20)
    made = quantize_network(nn.Sequential(layer), OutlierChannelSplitting(expand_ratio=0.1))
    assert made.layers[0].quantized.split_columns == (5,)


def test_half_precision_stays_half_precision():
    network = nn.Sequential(nn.Linear(4, 4)).half()
    made = quantize_network(network, LinearQuantization())
    assert made.module[0].weight.dtype == torch.float16
    assert made.full_bytes == 2 * 20


def test_the_errors_of_each_weight_are_those_of_the_plain_formula(bert):
    made = quantize_network(bert, LinearQuantization(bits=3), roles=("pooler",))
    errors = network_weight_errors(bert, made)
    difference = bert.pooler.dense.weight - made.module.pooler.dense.weight
    assert list(errors) == ["pooler.dense"]
    assert errors["pooler.dense"].mean_squared_error == pytest.approx(
        difference.double().square().mean().item()
    )


def test_progress_rises_to_one_and_a_stop_is_obeyed(bert):
    seen = []
    quantize_network(bert, LinearQuantization(), report=lambda done, _: seen.append(done))
    assert seen == sorted(seen)
    assert (seen[0], seen[-1]) == (0.0, 1.0)

    def stop(_done, _text):
        raise CancelledError("stopped")

    with pytest.raises(CancelledError):
        quantize_network(bert, LinearQuantization(), report=stop)


def test_codes_need_not_be_kept(bert):
    kept = quantize_network(bert, LinearQuantization())
    dropped = quantize_network(bert, LinearQuantization(), keep_codes=False)
    assert all(each.quantized is None for each in dropped.layers)
    assert dropped.stored_bits == kept.stored_bits


def test_a_network_without_such_layers_is_refused():
    with pytest.raises(ValueError, match="no layer has a role among"):
        quantize_network(nn.LayerNorm(3), LinearQuantization())


def test_a_weight_that_is_no_number_is_refused_by_the_name_of_its_layer():
    network = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 2))
    nn.init.constant_(network[1].weight, float("nan"))
    with pytest.raises(ValueError, match="layer 1: weights must be finite"):
        quantize_network(network, LinearQuantization())


def test_an_override_of_no_layer_is_refused(bert):
    with pytest.raises(ValueError, match=r"overrides must name layers .* got pooler\.dens;"):
        quantize_network(bert, LinearQuantization(), overrides={"pooler.dens": None})
