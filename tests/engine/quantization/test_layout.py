import pytest
import torch
from torch import nn
from transformers.pytorch_utils import Conv1D

from engine.quantization.layout import from_rows, layer_kind, to_rows

LAYERS = {
    "Linear": nn.Linear(4, 6),
    "Embedding": nn.Embedding(6, 4),
    "Conv1d": nn.Conv1d(4, 6, 3),
    "Conv2d": nn.Conv2d(4, 6, (2, 3), groups=2),
    "ConvTranspose2d": nn.ConvTranspose2d(4, 6, (2, 3), groups=2),
    "HFConv1D": Conv1D(6, 4),
}


@pytest.mark.parametrize("kind", LAYERS)
def test_every_kind_is_recognized_and_comes_back_unchanged(kind):
    layer = LAYERS[kind]
    assert layer_kind(layer) == kind
    rows = to_rows(layer, layer.weight)
    assert torch.equal(from_rows(layer, rows), layer.weight)


@pytest.mark.parametrize("kind", [kind for kind in LAYERS if kind != "Embedding"])
def test_a_row_is_an_output(kind):
    layer = LAYERS[kind]
    rows = to_rows(layer, layer.weight.detach().clone())
    rows[2:] = 0
    rows[:2] = 0
    changed = from_rows(layer, rows.index_fill(0, torch.tensor([5]), 1.0))
    shapes = {"Conv1d": (1, 4, 8), "Conv2d": (1, 4, 5, 5), "ConvTranspose2d": (1, 4, 5, 5)}
    x = torch.ones(shapes.get(kind, (1, 4)))
    with torch.no_grad():
        silent = torch.func.functional_call(layer, {"weight": from_rows(layer, rows)}, (x,))
        loud = torch.func.functional_call(layer, {"weight": changed}, (x,))
    axis = 1 if x.ndim > 2 else -1
    difference = (loud - silent).abs().movedim(axis, 0).flatten(1).amax(1)
    assert torch.nonzero(difference).flatten().tolist() == [5]


@pytest.mark.parametrize("kind", ["Linear", "Conv1d", "HFConv1D"])
def test_a_column_is_an_input(kind):
    layer = LAYERS[kind]
    rows = to_rows(layer, layer.weight.detach().clone()).clone()
    rows[:, [0, 1, 3]] = 0
    x = torch.zeros((1, 4, 8) if kind == "Conv1d" else (1, 4))
    x[:, [0, 1, 3]] = 7.0
    with torch.no_grad():
        y = torch.func.functional_call(
            layer, {"weight": from_rows(layer, rows), "bias": torch.zeros(6)}, (x,)
        )
    assert not y.any()


def test_a_normalization_is_no_weight_matrix():
    assert layer_kind(nn.LayerNorm(3)) is None
    with pytest.raises(ValueError, match=r"must be one of Linear, Embedding.* got LayerNorm"):
        to_rows(nn.LayerNorm(3), torch.ones(3))
