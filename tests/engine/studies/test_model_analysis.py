"""A whole model is analysed, layer by layer, in the order of the network."""

import pytest
import torch
from torch import nn

from engine.core.errors import CancelledError
from engine.studies.layer_measures import ANALYSED
from engine.studies.mixed_precision_plan import plan_bits
from engine.studies.model_analysis import analyse_model


@pytest.fixture(scope="module")
def network():
    torch.manual_seed(0)
    return nn.Sequential(nn.Embedding(50, 16), nn.Linear(16, 32), nn.ReLU(), nn.Linear(32, 8))


def test_every_layer_has_every_method_and_width(network):
    found = analyse_model(network, widths=(2, 4))
    assert found.layers["layer"].tolist() == ["0", "1", "3"]
    assert found.layers["weights"].tolist() == [800, 512, 256]
    assert len(found.cells) == 3 * 2 * len(ANALYSED)
    assert set(found.histograms) == {"0", "1", "3"}


def test_the_order_and_the_numbers_do_not_depend_on_the_threads(network):
    one = analyse_model(network, widths=(3,), workers=1)
    three = analyse_model(network, widths=(3,), workers=3)
    assert one.cells.equals(three.cells)
    assert one.layers.equals(three.layers)


def test_statistics_of_a_layer_are_those_of_its_weights(network):
    layers = analyse_model(network, widths=(2,)).layers.set_index("layer")
    weight = network[1].weight.detach().double()
    row = layers.loc["1"]
    centred = weight - weight.mean()
    assert row["minimum"] == pytest.approx(float(weight.min()))
    assert row["maximum"] == pytest.approx(float(weight.max()))
    assert row["standard_deviation"] == pytest.approx(float(weight.std()))
    assert row["kurtosis"] == pytest.approx(
        float(centred.pow(4).mean() / centred.square().mean() ** 2)
    )


def test_the_cells_can_plan_a_bit_budget(network):
    cells = analyse_model(network, widths=(2, 4, 8)).cells
    chosen = cells[(cells["method"] == "MMSE") & (cells["granularity"] == "tensor")]
    plan = plan_bits(chosen, criterion="weight_error", target_mean_bits=4.0)
    assert plan.mean_bits <= 4.0
    assert len(plan.bits) == 3


def test_progress_grows_to_the_whole(network):
    told = []
    analyse_model(
        network, widths=(2,), report=lambda share, message: told.append((share, message))
    )
    shares = [share for share, _ in told]
    assert shares == sorted(shares)
    assert told[-1] == (1.0, "3 of 3 layers")


def test_a_stop_ends_the_analysis(network):
    def stop(_share, _message):
        raise CancelledError("stopped by the visitor")

    with pytest.raises(CancelledError):
        analyse_model(network, report=stop)


def test_a_broken_layer_is_named():
    broken = nn.Sequential(nn.Linear(4, 4))
    with torch.no_grad():
        broken[0].weight[0, 0] = torch.nan
    with pytest.raises(ValueError, match="0: a weight matrix must hold finite numbers"):
        analyse_model(broken)


def test_a_network_without_weight_matrices_is_refused():
    with pytest.raises(ValueError, match="must have a layer with a weight matrix"):
        analyse_model(nn.Sequential(nn.LayerNorm(4)))
