import numpy as np
import pytest
import torch

from engine.quantization import OutlierChannelSplitting
from engine.studies.channel_splitting_steps import (
    split_identity,
    split_method,
    split_state,
)
from engine.studies.split_weight import split_weight
from engine.studies.weight_source import WeightMatrix, synthetic_matrix


def tall_columns():
    weight = np.array([[8.0, 3.0, -1.0, 1.0] * 2, [1.0, -2.0, 1.0, 0.5] * 2], dtype=np.float32)
    weight[:, 4:] /= 4
    inputs = np.arange(16, dtype=np.float32).reshape(2, 8)
    return WeightMatrix("synthetic", "tall", weight, inputs, "given", "0")


def test_the_largest_column_is_split_and_its_half_may_be_split_again():
    matrix = tall_columns()
    first, second = split_state(matrix, 1), split_state(matrix, 2)
    assert first.next_column == 0
    assert first.clip == 4.0
    assert second.pieces[0] == 3
    assert second.after[0] == 4.0
    assert second.clip_before == 8.0


@pytest.mark.parametrize("splits", [0, 1, 5, 40])
def test_the_clip_shown_is_that_of_the_real_method(splits):
    matrix = synthetic_matrix("outlier_columns")
    weight = torch.from_numpy(matrix.weight)
    method = split_method(weight.shape[1], splits, bits=4, splitting="naive")
    quantized = method(weight)
    state = split_state(matrix, splits)
    assert state.clip == pytest.approx(float(quantized.clip))
    assert state.clip == pytest.approx(state.after.max())
    assert len(quantized.split_columns) == splits


@pytest.mark.parametrize("splitting", ["naive", "grid_aware"])
def test_the_output_is_the_same_before_and_after_splitting(splitting):
    identity = split_identity(synthetic_matrix("heavy_tails"), 30, bits=4, splitting=splitting)
    assert identity.gap < 1e-5 * identity.scale
    assert identity.whole == pytest.approx(identity.split, abs=1e-4)


def test_even_halves_err_where_grid_aware_halves_round_like_the_whole():
    whole, naive, aware = split_weight(synthetic_matrix("outlier_columns"), 8, bits=4)
    assert sum(naive.halves) == pytest.approx(whole.halves[0])
    assert sum(aware.halves) == pytest.approx(whole.halves[0])
    assert aware.value == pytest.approx(whole.value)
    assert abs(aware.error) < abs(naive.error)


def test_exactly_as_many_columns_are_appended_as_asked_for():
    for columns in (64, 384, 768, 1536):
        weight = torch.ones(2, columns)
        for splits in (0, 1, 7, columns // 4):
            method = split_method(columns, splits, bits=4)
            assert isinstance(method, OutlierChannelSplitting)
            assert len(method(weight).split_columns) == splits


def test_more_splits_than_a_quarter_of_the_columns_are_refused():
    with pytest.raises(ValueError, match="between 0 and 2"):
        split_state(tall_columns(), 3)
