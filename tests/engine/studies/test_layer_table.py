import math

import numpy as np
import pytest
import torch
from torch import nn

from engine.core.errors import CancelledError, NotFoundError
from engine.studies.layer_configurations import TITLES, configuration
from engine.studies.layer_table import layer_inputs, layer_table, settings_grid


class Small(nn.Module):
    def __init__(self):
        super().__init__()
        drawn = torch.Generator().manual_seed(5)
        self.table, self.dense, self.unused = nn.Embedding(9, 6), nn.Linear(6, 4), nn.Linear(4, 4)
        for part in self.parameters():
            part.data = torch.randn(part.shape, generator=drawn)

    def forward(self, input_ids, attention_mask):
        return self.dense(self.table(input_ids))


@pytest.fixture
def network():
    return Small().eval().requires_grad_(False)


@pytest.fixture
def batch():
    return {
        "input_ids": torch.tensor([[1, 2, 3], [4, 8, 0]]),
        "attention_mask": torch.tensor([[1, 1, 1], [1, 1, 0]]),
    }


def test_there_is_one_row_for_each_layer_and_setting(network, batch):
    frame = layer_table(network, batch, settings_grid(("LQ",), ("tensor", "row"), (2, 4, 8)))
    assert len(frame) == 3 * 6
    assert not frame.duplicated(["layer", "method", "granularity", "bits"]).any()


def test_output_error_is_that_of_the_layer_with_its_weight_replaced(network, batch):
    frame = layer_table(network, batch, settings_grid(("LQ",), ("row",), (3,)))
    rounded = configuration("LQ").at(3, "row")(network.dense.weight).weight
    given = network.table(torch.tensor([1, 2, 3, 4, 8]))
    full = given @ network.dense.weight.T + network.dense.bias
    other = given @ rounded.T + network.dense.bias
    wanted = float((full - other).square().sum() / full.square().sum())
    assert frame.set_index("layer").loc["dense", "output_error"] == pytest.approx(wanted, rel=1e-5)


def test_an_embedding_errs_only_in_the_rows_that_the_sentences_use(network, batch):
    frame = layer_table(network, batch, settings_grid(("LQ",), ("row",), (3,)))
    used = [1, 2, 3, 4, 8]
    table = network.table.weight
    rounded = configuration("LQ").at(3, "row")(table).weight
    wanted = float((table - rounded)[used].square().sum() / table[used].square().sum())
    assert frame.set_index("layer").loc["table", "output_error"] == pytest.approx(wanted, rel=1e-5)


def test_a_layer_that_is_never_used_has_no_output_error(network, batch):
    frame = layer_table(network, batch, settings_grid(("LQ",), ("tensor",), (4,)))
    assert math.isnan(frame.set_index("layer").loc["unused", "output_error"])


def test_size_counts_codes_and_one_scale_for_each_row(network, batch):
    frame = layer_table(network, batch, settings_grid(("LQ",), ("row",), (4,)))
    assert frame.set_index("layer").loc["dense", "bits_per_weight"] == pytest.approx(4 + 32 / 6)


def test_kurtosis_of_two_equal_peaks_is_one(network, batch):
    network.dense.weight.data = torch.tensor([1.0, -1.0]).repeat(12).reshape(4, 6)
    frame = layer_table(network, batch, settings_grid(("LQ",), ("tensor",), (4,)))
    assert frame.set_index("layer").loc["dense", "kurtosis"] == pytest.approx(1.0)


def test_padding_is_left_out_of_what_a_layer_reads(network, batch):
    assert layer_inputs(network, batch)["dense"].shape == (5, 6)


def test_no_hook_stays_on_the_network(network, batch):
    layer_inputs(network, batch)
    assert not network.dense._forward_pre_hooks


def test_every_configuration_can_be_built_at_every_width():
    widths = [configuration(title).at(bits, "row").bits for title in TITLES for bits in (2, 8)]
    np.testing.assert_array_equal(widths, [2, 8] * len(TITLES))


def test_an_unknown_configuration_is_named_with_those_there_are():
    with pytest.raises(NotFoundError, match="OCS"):
        configuration("magic")


def test_stop_takes_effect_at_the_next_cell(network, batch):
    def stop(fraction, message):
        raise CancelledError("stopped by the visitor")

    with pytest.raises(CancelledError):
        layer_table(network, batch, settings_grid(("LQ",), ("row",), (4,)), report=stop)
