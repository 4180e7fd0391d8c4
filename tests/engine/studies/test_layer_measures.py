"""Fast measures of one layer agree with quantizing it."""

import math

import numpy as np
import pytest
import torch

from engine.core.errors import CancelledError
from engine.quantization.error import weight_errors
from engine.studies.layer_configurations import configuration
from engine.studies.layer_measures import ANALYSED, layer_cells, layer_histograms

WIDTHS = (2, 3, 4, 8)


def gauss():
    return torch.from_numpy(np.random.default_rng(0).normal(0, 0.02, (192, 256))).float()


def heavy_tails():
    values = np.random.default_rng(1).standard_t(3, (256, 192)) * 0.05
    return torch.from_numpy(values).float()


def outlier_columns():
    weight = gauss()
    weight[:, [7, 100]] *= 12
    return weight


def shifted():
    return gauss() + 0.03


def kernels():
    return torch.from_numpy(np.random.default_rng(2).laplace(0, 0.1, (64, 32, 3, 3))).float()


def measured(rows):
    stored, coarse = layer_histograms(rows)
    return layer_cells(rows, stored, coarse, WIDTHS, lambda: None)


@pytest.mark.parametrize("make", [gauss, heavy_tails, outlier_columns, shifted, kernels])
def test_every_cell_agrees_with_quantizing_the_layer(make):
    rows = make()
    kept = rows.clone()
    cells = measured(rows)
    assert len(cells) == len(ANALYSED) * len(WIDTHS)
    for cell in cells:
        method = configuration(cell["method"]).at(cell["bits"], cell["granularity"])
        quantized = method(rows)
        found = weight_errors(rows, quantized.weight)
        context = f"{cell['method']} {cell['granularity']} {cell['bits']}"
        assert cell["mean_squared_error"] == pytest.approx(found.mean_squared_error, rel=1e-3), (
            context
        )
        assert cell["signal_to_noise_db"] == pytest.approx(found.signal_to_noise_db, abs=0.005), (
            context
        )
        assert cell["cosine"] == pytest.approx(found.cosine, abs=1e-3), context
        assert cell["bits_per_weight"] == pytest.approx(quantized.bits_per_weight), context
        assert cell["maximum_error"] == pytest.approx(found.maximum_error, rel=0.05), context
    assert torch.equal(rows, kept)


def test_a_layer_of_zeros_loses_nothing():
    for cell in measured(torch.zeros(8, 16)):
        assert cell["mean_squared_error"] == 0.0
        assert cell["maximum_error"] == 0.0
        assert cell["signal_to_noise_db"] == math.inf
        assert cell["cosine"] == 1.0


def test_one_value_everywhere_is_on_the_grid():
    for cell in measured(torch.full((8, 16), 0.25)):
        assert cell["mean_squared_error"] == pytest.approx(0.0, abs=1e-12)
        assert cell["cosine"] == pytest.approx(1.0)


def test_the_stop_is_looked_at_before_every_measurement():
    asked = []

    def check():
        asked.append(1)
        if len(asked) == 3:
            raise CancelledError("stopped by the visitor")

    rows = gauss()
    stored, coarse = layer_histograms(rows)
    with pytest.raises(CancelledError):
        layer_cells(rows, stored, coarse, WIDTHS, check)
    assert len(asked) == 3
