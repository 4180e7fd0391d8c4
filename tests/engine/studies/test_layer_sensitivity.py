import copy

import numpy as np
import pytest
import torch
from torch import nn

from engine.core.errors import CancelledError
from engine.quantization import LinearQuantization
from engine.studies.layer_configurations import configuration
from engine.studies.layer_sensitivity import drift_by_part, layer_sensitivity

METHOD = LinearQuantization(bits=3, granularity="row")
ROLES = ("embedding", "other")


class Chain(nn.Module):
    """Two linear layers on a table, whose output has a closed form."""

    def __init__(self):
        super().__init__()
        drawn = torch.Generator().manual_seed(3)
        self.table = nn.Embedding(7, 4)
        self.first, self.second = nn.Linear(4, 5, bias=False), nn.Linear(5, 3, bias=False)
        for part in self.parameters():
            part.data = torch.randn(part.shape, generator=drawn)

    def forward(self, input_ids, attention_mask):
        return self.second(self.first(self.table(input_ids)))


@pytest.fixture
def chain():
    return Chain().eval().requires_grad_(False)


@pytest.fixture
def batch():
    return {
        "input_ids": torch.tensor([[1, 2, 3], [4, 5, 0]]),
        "attention_mask": torch.tensor([[1, 1, 1], [1, 1, 0]]),
    }


def share(full, other):
    real = torch.tensor([[True, True, True], [True, True, False]])
    return float((full - other)[real].square().sum() / full[real].square().sum())


def test_drift_of_one_layer_is_that_of_a_copy_with_its_weight_replaced(chain, batch):
    copied = copy.deepcopy(chain)
    copied.first.weight.data = METHOD(chain.first.weight).weight
    wanted = share(chain(**batch), copied(**batch))
    measured = layer_sensitivity(chain, batch, METHOD, roles=ROLES)
    assert measured.names == ("table", "first", "second")
    assert measured.one_on[1] == pytest.approx(wanted, rel=1e-5)


def test_all_but_one_is_a_copy_with_the_others_replaced(chain, batch):
    copied = copy.deepcopy(chain)
    for layer in (copied.table, copied.second):
        layer.weight.data = METHOD(layer.weight).weight
    wanted = share(chain(**batch), copied(**batch))
    measured = layer_sensitivity(chain, batch, METHOD, roles=ROLES)
    assert measured.one_off[1] == pytest.approx(wanted, rel=1e-5)
    assert measured.relief[1] == pytest.approx(1 - wanted / measured.all_on, rel=1e-5)


def test_the_first_layer_has_gathered_only_its_own_error_and_the_last_has_the_whole_drift(
    chain, batch
):
    measured = layer_sensitivity(chain, batch, METHOD, roles=ROLES)
    assert measured.accumulated[0] == pytest.approx(measured.isolated[0])
    assert measured.accumulated[-1] == pytest.approx(measured.all_on)


def test_weights_that_lie_on_the_grid_cause_no_drift_and_give_no_relief(chain, batch):
    for layer in (chain.table, chain.first, chain.second):
        layer.weight.data = (
            torch.tensor([1.0, -1.0])
            .repeat(50)[: layer.weight.numel()]
            .reshape(layer.weight.shape)
        )
    measured = layer_sensitivity(chain, batch, METHOD, roles=ROLES)
    assert measured.all_on == 0
    assert measured.relief.tolist() == [0.0, 0.0, 0.0]


def test_the_network_is_left_as_it_was(chain, batch):
    before = {name: value.clone() for name, value in chain.state_dict().items()}
    layer_sensitivity(chain, batch, METHOD, roles=ROLES)
    assert all(torch.equal(before[name], value) for name, value in chain.state_dict().items())


def test_weights_alone_drift_as_when_the_whole_network_is_quantized(chain, batch):
    frame = drift_by_part(chain, batch, configuration("LQ"), "row", (3,), roles=ROLES)
    measured = layer_sensitivity(chain, batch, METHOD, roles=ROLES)
    alone = frame.set_index("part").loc["weights", "drift"]
    assert alone == pytest.approx(measured.all_on)


def test_weights_activations_and_both_are_measured_at_each_width(chain, batch):
    frame = drift_by_part(chain, batch, configuration("LQ"), "row", (3, 8), roles=ROLES)
    assert len(frame) == 6
    assert np.isfinite(frame["drift"]).all()
    table = frame.pivot_table(index="bits", columns="part", values="drift")
    assert (table.loc[8] < table.loc[3]).all()


def test_stop_takes_effect_at_the_next_pass(chain, batch):
    def stop(fraction, message):
        if fraction > 0.3:
            raise CancelledError("stopped by the visitor")

    with pytest.raises(CancelledError):
        layer_sensitivity(chain, batch, METHOD, roles=ROLES, report=stop)
