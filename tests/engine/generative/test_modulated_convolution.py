import copy

import numpy as np
import pytest
import torch
from scipy.signal import convolve2d
from torch.nn import functional

from engine.generative.modulated_convolution import ModulatedConvolution

TAPS = np.array([1.0, 3.0, 3.0, 1.0]) / 8
INPUTS, OUTPUTS, STYLE = 5, 4, 6


def layer_maps_and_styles(**options):
    torch.manual_seed(0)
    layer = ModulatedConvolution(INPUTS, OUTPUTS, 3, STYLE, **options)
    return layer, torch.randn(3, INPUTS, 6, 4), torch.randn(3, STYLE)


def scales_by_hand(layer, style):
    """The affine map with its equalized rate: A w / sqrt(inputs) + b."""
    weight, bias = layer.modulation.weight, layer.modulation.bias
    return style @ weight.T / STYLE**0.5 + bias


def weights_by_hand(layer, scales, *, demodulate):
    """Equations (1) and (3) of arXiv 1912.04958 for one sample, (outputs, inputs, 3, 3)."""
    weight = layer.convolution.weight
    weight = weight.transpose(0, 1) if layer.doubles else weight
    made = scales[None, :, None, None] * weight / (INPUTS * 9) ** 0.5
    if demodulate:
        made = made / (made.square().sum(dim=(1, 2, 3), keepdim=True) + 1e-8).sqrt()
    return made


@pytest.mark.parametrize("demodulate", [True, False])
def test_it_equals_one_convolution_a_sample_with_modulated_weights(demodulate):
    layer, maps, styles = layer_maps_and_styles(demodulate=demodulate)
    for each, style, made in zip(maps, styles, layer(maps, styles), strict=True):
        weight = weights_by_hand(layer, scales_by_hand(layer, style), demodulate=demodulate)
        wanted = functional.conv2d(each[None], weight, padding=1)[0]
        torch.testing.assert_close(made, wanted, atol=1e-5, rtol=1e-5)


def test_doubling_equals_zeros_between_pixels_then_the_modulated_kernel_then_the_blur():
    layer, maps, styles = layer_maps_and_styles(doubles=True)
    made = layer(maps, styles).detach().numpy()
    assert made.shape == (3, OUTPUTS, 12, 8)
    filtered = 4 * np.outer(TAPS, TAPS)
    for sample in range(3):
        scales = scales_by_hand(layer, styles[sample])
        weight = weights_by_hand(layer, scales, demodulate=True).detach().numpy()
        for output in range(OUTPUTS):
            spread = np.zeros((INPUTS, 11, 7))
            spread[:, ::2, ::2] = maps[sample].numpy()
            total = sum(convolve2d(spread[i], weight[output, i]) for i in range(INPUTS))
            wanted = convolve2d(np.pad(total, 1), filtered, mode="valid")
            np.testing.assert_allclose(made[sample, output], wanted, atol=1e-5)


def test_a_larger_kernel_changes_nothing_after_demodulation():
    layer, maps, styles = layer_maps_and_styles()
    larger = copy.deepcopy(layer)
    with torch.no_grad():
        larger.convolution.weight *= 7
    torch.testing.assert_close(layer(maps, styles), larger(maps, styles), atol=1e-5, rtol=1e-4)


def test_demodulated_maps_of_white_noise_have_unit_variance():
    torch.manual_seed(1)
    layer = ModulatedConvolution(32, 16, 3, STYLE)
    made = layer(torch.randn(16, 32, 16, 16), 5 * torch.randn(16, STYLE))
    inside = made[:, :, 1:-1, 1:-1].var(dim=(0, 2, 3))
    assert inside.mean().item() == pytest.approx(1.0, abs=0.05)


def test_each_sample_sees_only_its_own_style():
    layer, maps, styles = layer_maps_and_styles()
    other = styles.clone()
    other[1] += 1
    changed = (layer(maps, styles) != layer(maps, other)).flatten(1).any(dim=1)
    assert changed.tolist() == [False, True, False]
