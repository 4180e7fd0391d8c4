import copy
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from torch import nn

from engine.core.errors import CancelledError
from engine.studies.calibration import TokenBatch
from engine.studies.layer_sensitivity import layer_sensitivity, output_of


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
        return SimpleNamespace(last_hidden_state=self.second(self.first(self.table(input_ids))))


@pytest.fixture
def chain():
    return Chain().eval().requires_grad_(False)


@pytest.fixture
def batch():
    ids = torch.tensor([[1, 2, 3], [4, 5, 0]])
    return TokenBatch(ids, torch.tensor([[1, 1, 1], [1, 1, 0]]))


def rounded(network):
    return {
        name: getattr(network, name).weight.detach().mul(2).round() / 2
        for name in ("first", "second")
    }


def test_drift_of_one_layer_is_that_of_a_copy_with_its_weight_replaced(chain, batch):
    weights = rounded(chain)
    copied = copy.deepcopy(chain)
    copied.first.weight.data = weights["first"]
    full, other = output_of(chain, batch), output_of(copied, batch)
    wanted = float((full - other).square().sum() / full.square().sum())
    measured = layer_sensitivity(chain, batch, weights)
    assert measured.names == ("first", "second")
    assert measured.one_on[0] == pytest.approx(wanted, rel=1e-5)


def test_of_two_layers_all_but_one_is_the_other_one_alone(chain, batch):
    measured = layer_sensitivity(chain, batch, rounded(chain))
    np.testing.assert_allclose(measured.one_off, measured.one_on[::-1])


def test_full_precision_weights_cause_no_drift_and_give_no_relief(chain, batch):
    same = {"first": chain.first.weight.detach().clone()}
    measured = layer_sensitivity(chain, batch, same)
    assert measured.all_on == 0
    assert measured.relief.tolist() == [0.0]


def test_padding_does_not_count(chain, batch):
    assert output_of(chain, batch).shape == (5, 3)


def test_the_network_is_left_as_it_was(chain, batch):
    before = chain.first.weight.clone()
    layer_sensitivity(chain, batch, rounded(chain))
    assert torch.equal(chain.first.weight, before)


def test_without_a_layer_the_error_says_what_to_do(chain, batch):
    with pytest.raises(ValueError, match="add a role"):
        layer_sensitivity(chain, batch, {})


def test_stop_takes_effect_at_the_next_layer(chain, batch):
    def stop(fraction, message):
        raise CancelledError("stopped by the visitor")

    with pytest.raises(CancelledError):
        layer_sensitivity(chain, batch, rounded(chain), report=stop)
