"""Error measures against hand arithmetic."""

import math

import pytest
import torch

from engine.quantization.error import weight_errors


def test_all_measures_follow_the_arithmetic_done_by_hand():
    errors = weight_errors(torch.tensor([[3.0, 4.0]]), torch.tensor([[3.0, 3.0]]))
    assert errors.mean_squared_error == 0.5
    assert errors.maximum_error == 1.0
    assert errors.signal_to_noise_db == pytest.approx(10 * math.log10(25.0))
    assert errors.cosine == pytest.approx(21.0 / (5.0 * math.sqrt(18.0)))


def test_nothing_changed_means_no_error():
    errors = weight_errors(torch.ones(2, 2), torch.ones(2, 2))
    assert errors.mean_squared_error == 0.0
    assert errors.signal_to_noise_db == math.inf
    assert errors.cosine == pytest.approx(1.0)


def test_zeros_have_defined_measures():
    assert weight_errors(torch.zeros(2, 2), torch.zeros(2, 2)).cosine == 1.0
    assert weight_errors(torch.zeros(2, 2), torch.ones(2, 2)).signal_to_noise_db == -math.inf


def test_small_errors_survive_large_tensors():
    weight = torch.ones(1500, 1500)
    assert weight_errors(weight, weight + 2.0**-12).mean_squared_error == 2.0**-24


def test_shapes_must_agree():
    with pytest.raises(ValueError, match="fold"):
        weight_errors(torch.ones(2, 3), torch.ones(2, 4))
