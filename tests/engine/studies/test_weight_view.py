import numpy as np
import pytest
import torch

from engine.quantization import METHODS, LinearQuantization, MinimumMeanSquaredError
from engine.quantization.grid import LEVELS
from engine.studies.stored_histogram import grid_levels, store_histogram
from engine.studies.weight_source import WeightMatrix, synthetic_matrix
from engine.studies.weight_view import (
    ManualClip,
    full_bars,
    level_bars,
    output_error,
    shared_clip,
    weight_view,
)


def small(values, inputs=None):
    weight = np.asarray(values, dtype=np.float32)
    given = None if inputs is None else np.asarray(inputs, dtype=np.float32)
    return WeightMatrix("synthetic", "small", weight, given, "given", "0")


@pytest.mark.parametrize("bits", [2, 4, 8])
@pytest.mark.parametrize("levels", LEVELS)
def test_stored_bins_give_the_error_of_the_real_method_within_a_thousandth(bits, levels):
    matrix = synthetic_matrix("heavy_tails")
    histogram = store_histogram(matrix.weight)
    methods = (MinimumMeanSquaredError, ManualClip, LinearQuantization)
    for method in (each(bits=bits, levels=levels) for each in methods):
        clip = np.array(shared_clip(matrix, method))
        found = histogram.mean_squared_error(grid_levels(clip, bits, levels))
        exact = weight_view(matrix, method).errors.mean_squared_error
        assert found == pytest.approx(exact, rel=1e-3)


def test_no_manual_clip_is_linear_quantization():
    matrix = synthetic_matrix("gauss")
    weight = torch.from_numpy(matrix.weight)
    manual, linear = ManualClip(bits=3, clip_ratio=1.0), LinearQuantization(bits=3)
    assert torch.equal(manual(weight).weight, linear(weight).weight)


@pytest.mark.parametrize("granularity", ["tensor", "row", "group64"])
@pytest.mark.parametrize("method", METHODS)
def test_the_arithmetic_shown_is_the_arithmetic_done(method, granularity):
    matrix = synthetic_matrix("outlier_columns")
    window = weight_view(matrix, method(bits=4, granularity=granularity)).window
    for code, step, value in zip(window.code, window.step, window.value, strict=True):
        total = sum(int(part) for part in code.split(" + "))
        if len(code.split(" + ")) == 1:
            assert total * step == pytest.approx(value, abs=1e-6)
    assert len(window.row) == 144
    assert np.array_equal(matrix.weight[window.row, window.column], window.full)


def test_the_window_opens_where_the_error_is_largest():
    weight = np.zeros((40, 40))
    weight[30, 7], weight[2, 2] = 0.4, 1.0
    window = weight_view(small(weight), LinearQuantization(bits=2)).window
    assert (30, 7) in set(zip(window.row.tolist(), window.column.tolist(), strict=True))


def test_one_weight_is_worked_out_in_words():
    window = weight_view(small([[1.0, 0.4], [0.0, -1.0]]), LinearQuantization(bits=3)).window
    assert window.formula[1].startswith("0.40000 / 0.33333 = 1.20 → 1; 1 * 0.33333 = 0.33333")


def test_the_output_error_is_the_squared_error_of_the_product_over_its_square():
    matrix = small([[1.0, 2.0]], inputs=[[1.0, 1.0], [0.0, 1.0]])
    assert output_error(matrix, torch.tensor([[0.0, 1.0]])) == pytest.approx(2 / 13)


def test_a_look_up_table_counts_every_row_once():
    assert output_error(small([[3.0, 4.0]]), torch.tensor([[3.0, 4.0]])) == 1.0


def test_both_histograms_hold_every_weight():
    matrix = synthetic_matrix("laplace")
    histogram = store_histogram(matrix.weight)
    assert full_bars(histogram).share.sum() == pytest.approx(1.0)
    bars = level_bars(histogram, shared_clip(matrix, LinearQuantization()), bits=4, levels="full")
    assert bars.share.sum() == pytest.approx(1.0)
    assert len(bars.share) == 16
    exact = weight_view(matrix, LinearQuantization(bits=4, granularity="row")).bars
    assert exact.share.sum() == pytest.approx(1.0, abs=1e-6)


def test_a_matrix_of_zeros_has_a_view_without_error():
    view = weight_view(small(np.zeros((3, 3))), LinearQuantization())
    assert view.errors.mean_squared_error == 0.0
    assert view.output_error == 0.0
