import numpy as np
import pytest
import torch
from torch import nn

from engine.studies.layer_configurations import configuration
from engine.studies.layer_table import layer_table, settings_grid
from engine.studies.mixed_precision_plan import (
    MIXED,
    UNIFORM,
    budget_curve,
    layer_costs,
    mixed_network,
    plan_bits,
)


class Twice(nn.Module):
    def __init__(self):
        super().__init__()
        drawn = torch.Generator().manual_seed(2)
        self.table, self.small, self.large = nn.Embedding(9, 8), nn.Linear(8, 8), nn.Linear(8, 32)
        for part in self.parameters():
            part.data = torch.randn(part.shape, generator=drawn)
        self.large.weight.data *= 0.01

    def forward(self, input_ids, attention_mask):
        return self.large(self.small(self.table(input_ids)))


@pytest.fixture
def network():
    return Twice().eval().requires_grad_(False)


@pytest.fixture
def batch():
    return {"input_ids": torch.tensor([[1, 2, 3]]), "attention_mask": torch.tensor([[1, 1, 1]])}


@pytest.fixture
def cells(network, batch):
    return layer_table(network, batch, settings_grid(("LQ",), ("row",)))


def test_summed_squared_error_is_the_mean_times_the_number_of_weights(cells):
    costs = layer_costs(cells, "weight_error")
    first = cells[(cells["layer"] == "table") & (cells["bits"] == 2)].iloc[0]
    assert costs[0, 0] == pytest.approx(first["mean_squared_error"] * 72)


def test_the_plan_keeps_to_its_budget(cells):
    plan = plan_bits(cells, criterion="weight_error", target_mean_bits=3.5)
    counts = np.array([72, 64, 256])
    assert plan.mean_bits == pytest.approx(np.dot(plan.bits, counts) / counts.sum())
    assert plan.mean_bits <= 3.5


def test_the_layer_with_small_weights_gets_the_fewest_bits(cells):
    plan = plan_bits(cells, criterion="weight_error", target_mean_bits=4.0)
    assert plan.bits[2] == min(plan.bits) < max(plan.bits)


def test_a_plan_is_no_worse_than_one_width_by_its_own_criterion(cells):
    for bits in (2, 4, 6):
        plan = plan_bits(cells, criterion="output_error", target_mean_bits=float(bits))
        assert plan.error <= layer_costs(cells, "output_error")[:, bits - 2].sum() + 1e-12


def test_a_mixed_network_differs_only_where_a_method_is_named(network):
    method = configuration("LQ").at(3, "tensor")
    made = mixed_network(network, {"large": method}).module
    assert torch.equal(made.large.weight, method(network.large.weight).weight)
    assert torch.equal(made.small.weight, network.small.weight)


def test_uniform_drift_is_that_of_the_network_with_quantized_weights(network, batch, cells):
    curve = budget_curve(network, batch, cells, criterion="weight_error", targets=())
    full = network(**batch)
    for layer in (network.table, network.small, network.large):
        layer.weight.data = configuration("LQ").at(3, "row")(layer.weight).weight
    wanted = float((full - network(**batch)).square().sum() / full.square().sum())
    measured = curve.set_index("mean_bits").loc[3.0, "drift"]
    assert measured == pytest.approx(wanted, rel=1e-5)


def test_the_curve_holds_each_width_and_each_budget(network, batch, cells):
    curve = budget_curve(network, batch, cells, criterion="weight_error", targets=(2.5, 4.0))
    assert (curve["kind"] == UNIFORM).sum() == 7
    assert curve[curve["kind"] == MIXED]["target"].tolist() == [2.5, 4.0]


def test_at_the_largest_budget_mixed_and_uniform_are_the_same(network, batch, cells):
    curve = budget_curve(network, batch, cells, criterion="output_error", targets=(8.0,))
    last = curve[curve["mean_bits"] == 8.0]["drift"]
    assert len(last) == 2
    assert last.iloc[0] == last.iloc[1]


def test_an_unknown_criterion_is_refused(cells):
    with pytest.raises(ValueError, match="weight_error"):
        layer_costs(cells, "beauty")


def test_a_layer_without_an_error_is_named_as_the_reason(cells):
    holed = cells.assign(output_error=np.nan)
    with pytest.raises(ValueError, match="leave out"):
        layer_costs(holed, "output_error")
