import dataclasses

import pytest
import torch
import transformers as hf
from torch import nn
from transformers.pytorch_utils import Conv1D

from engine.quantization import LinearQuantization, OutlierChannelSplitting
from engine.quantization.expansion import (
    ExpandedLayer,
    expand_network,
    expanded_weight,
    halves,
    identity_gap,
)
from engine.quantization.folding import fold_columns
from engine.quantization.layout import from_rows, to_rows
from engine.quantization.network import quantize_network

torch.manual_seed(0)
IMAGES = (2, 8, 5, 6)
CASES = {
    "Linear": (nn.Linear(8, 6), torch.randn(2, 3, 8)),
    "Linear without bias": (nn.Linear(8, 6, bias=False), torch.randn(8)),
    "Embedding": (nn.Embedding(9, 8), torch.randint(9, (2, 5))),
    "Conv1d": (nn.Conv1d(8, 6, 3, stride=2), torch.randn(2, 8, 9)),
    "Conv2d": (nn.Conv2d(8, 6, 3, padding=1), torch.randn(IMAGES)),
    "Conv2d reflecting": (
        nn.Conv2d(8, 6, 3, padding=1, padding_mode="reflect"),
        torch.randn(8, 5, 6),
    ),
    "Conv2d grouped": (nn.Conv2d(8, 6, 3, groups=2), torch.randn(IMAGES)),
    "ConvTranspose2d": (nn.ConvTranspose2d(8, 6, 4, stride=2, padding=1), torch.randn(IMAGES)),
    "ConvTranspose2d grouped": (nn.ConvTranspose2d(8, 6, 3, groups=2), torch.randn(IMAGES)),
    "HFConv1D": (Conv1D(6, 8), torch.randn(2, 3, 8)),
}


@dataclasses.dataclass(frozen=True)
class SplitThenRound(LinearQuantization):
    """Splits the same columns in every layer: a plain stand-in for any choice of columns."""

    columns: tuple[int, ...] = (3, 1, 3)

    def __call__(self, weight):
        wide = super().__call__(halves(weight, self.columns))
        folded = fold_columns(wide.weight, self.columns)
        return dataclasses.replace(wide, weight=folded, split_columns=self.columns)


@pytest.mark.parametrize("case", CASES)
def test_a_split_layer_gives_the_same_output_before_rounding(case):
    layer, inputs = CASES[case]
    columns = (3, 0, 3)
    expanded = ExpandedLayer(layer, halves(to_rows(layer, layer.weight), columns), columns)
    with torch.no_grad():
        assert (layer(inputs) - expanded(inputs)).abs().max() <= 1e-6
    assert identity_gap(layer, columns, inputs) <= 1e-12


@pytest.mark.parametrize("case", CASES)
def test_the_split_layer_really_is_wider(case):
    layer, inputs = CASES[case]
    rows = to_rows(layer, layer.weight)
    expanded = ExpandedLayer(layer, halves(rows, (2, 0)), (2, 0))
    assert expanded.inner.weight.numel() == layer.weight.numel() // rows.shape[1] * (
        rows.shape[1] + 2
    )
    assert layer(inputs).shape == expanded(inputs).shape


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("granularity", ["tensor", "row", "group64"])
def test_folding_back_is_the_expanded_layer(case, granularity):
    layer, inputs = CASES[case]
    method = SplitThenRound(bits=3, granularity=granularity, columns=(2, 1, 2))
    quantized = method(to_rows(layer, layer.weight.detach()))
    folded = {"weight": from_rows(layer, quantized.weight)}
    with torch.no_grad():
        expanded = ExpandedLayer(layer, expanded_weight(quantized), quantized.split_columns)
        wanted = torch.func.functional_call(layer, folded, (inputs,))
        assert torch.allclose(expanded(inputs), wanted, atol=2e-6)
        assert not torch.allclose(layer(inputs), wanted, atol=1e-3)


def test_bias_correction_belongs_to_the_expanded_layer_once():
    quantized = SplitThenRound(bits=3)(torch.randn(4, 8))
    gain, shift = torch.rand(4) + 0.5, torch.randn(4)
    corrected = dataclasses.replace(quantized, row_gain=gain, row_shift=shift)
    folded = fold_columns(expanded_weight(corrected), quantized.split_columns)
    wanted = quantized.weight * gain[:, None] + shift[:, None]
    assert torch.allclose(folded, wanted, atol=1e-6)


def test_a_transformer_with_split_columns_is_the_same_network():
    torch.manual_seed(0)
    bert = hf.BertModel(
        hf.BertConfig(
            hidden_size=16,
            num_hidden_layers=2,
            num_attention_heads=2,
            intermediate_size=32,
            vocab_size=40,
            max_position_embeddings=16,
        )
    )
    bert = bert.double().eval()
    made = quantize_network(bert, OutlierChannelSplitting(bits=4, expand_ratio=0.2))
    ids = torch.randint(40, (2, 7), generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        full = bert(ids).last_hidden_state
        split = expand_network(bert, made, rounded=False)(ids).last_hidden_state
        rounded = made.module(ids).last_hidden_state
        expanded = expand_network(bert, made)(ids).last_hidden_state
    assert (full - split).abs().max() <= 1e-12
    assert (rounded - expanded).abs().max() <= 1e-12
    assert (full - rounded).abs().max() > 1e-2


@pytest.mark.parametrize("splitting", ["naive", "grid_aware"])
@pytest.mark.parametrize("granularity", ["tensor", "row", "group64"])
def test_folding_back_holds_for_the_published_splitting(splitting, granularity):
    method = OutlierChannelSplitting(
        bits=3, expand_ratio=0.25, splitting=splitting, granularity=granularity
    )
    for layer, inputs in CASES.values():
        quantized = method(to_rows(layer, layer.weight.detach()))
        assert len(quantized.split_columns) >= 1
        folded = {"weight": from_rows(layer, quantized.weight)}
        expanded = ExpandedLayer(layer, expanded_weight(quantized), quantized.split_columns)
        with torch.no_grad():
            wanted = torch.func.functional_call(layer, folded, (inputs,))
            assert torch.allclose(expanded(inputs), wanted, atol=2e-6)


def test_a_tied_head_is_expanded_with_its_table():
    torch.manual_seed(0)
    gpt = hf.GPT2LMHeadModel(
        hf.GPT2Config(n_embd=16, n_layer=1, n_head=2, vocab_size=30, n_positions=8)
    ).eval()
    made = quantize_network(gpt, SplitThenRound(bits=4))
    ids = torch.arange(6)[None]
    with torch.no_grad():
        wanted, found = made.module(ids).logits, expand_network(gpt, made)(ids).logits
    assert torch.allclose(wanted, found, atol=2e-6)


def test_a_wrong_number_of_copies_is_refused():
    with pytest.raises(ValueError, match=r"must have 8 \+ 2 columns, got 9"):
        ExpandedLayer(nn.Linear(8, 6), torch.ones(6, 9), (1, 2))


def test_a_column_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match="split columns must be below 2, got 5"):
        halves(torch.ones(3, 2), (5,))
