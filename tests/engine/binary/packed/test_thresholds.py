"""Integer thresholds against batch norm and sign in float64, for every sum there can be."""

import numpy as np
import pytest
import torch
from torch import nn

from engine.binary.packed import folded


def norm_of(gamma, beta, mean, variance, eps=0.0):
    norm = nn.BatchNorm2d(len(gamma), eps=eps).double().eval()
    values = (gamma, beta, mean, variance)
    places = (norm.weight.data, norm.bias.data, norm.running_mean, norm.running_var)
    for place, value in zip(places, values, strict=True):
        place.copy_(torch.tensor(value, dtype=torch.float64))
    return norm


def every_sum(products, channels):
    line = np.arange(-products, products + 1, dtype=np.int32)
    return np.ascontiguousarray(np.broadcast_to(line, (1, channels, 1, line.size)))


def test_ties_negative_gamma_and_gamma_zero_fall_as_the_sign_says():
    norm = norm_of([2.0, -2.0, 0.0, 0.0, 1.0], [0, 0, 0.5, -0.5, 4], [3, 3, 0, 0, 0], [4] * 5)
    fires = folded(norm, 9)(every_sum(9, 5))[0, :, 0]
    sums = np.arange(-9, 10)
    wanted = [sums >= 3, sums <= 3, sums >= -9, sums > 9, sums >= -8]
    np.testing.assert_array_equal(fires, wanted)


@pytest.mark.parametrize("shift", [0.0, -2 / 3, 1 / 3])
@pytest.mark.parametrize("scaled", [False, True])
def test_thresholds_equal_batch_norm_and_sign(scaled, shift):
    generator = torch.Generator().manual_seed(3)
    gamma, beta, mean, more = torch.randn(4, 40, generator=generator).double()
    gamma[:4] = 0
    norm = norm_of(*(each.tolist() for each in (gamma, beta, 9 * mean, more**2)), eps=1e-5)
    scale = torch.rand(40, generator=generator).double() if scaled else None
    bias = torch.randn(40, generator=generator).double() if scaled else None
    sums = every_sum(288, 40)
    values = torch.from_numpy(sums).double()
    if scaled:
        values = values * scale[:, None, None] + bias[:, None, None]
    root = torch.sqrt(norm.running_var + norm.eps)
    parts = [each[:, None, None] for each in (norm.weight, norm.running_mean, root, norm.bias)]
    wanted = parts[0] * (values - parts[1]) / parts[2] + parts[3] + shift >= 0
    found = folded(norm, 288, scale=scale, bias=bias, shift=shift)(sums)
    np.testing.assert_array_equal(found, wanted.detach().numpy())


def test_a_norm_without_statistics_is_refused():
    with pytest.raises(ValueError, match="running statistics"):
        folded(nn.BatchNorm2d(3, track_running_stats=False), 9)
