import numpy as np
import torch
from scipy.signal import convolve2d

from engine.generative.blur import blur, double, halve

FILTER = np.outer([1, 3, 3, 1], [1, 3, 3, 1]) / 64


def images():
    return torch.randn(2, 3, 8, 6, generator=torch.Generator().manual_seed(0))


def test_blur_is_the_filter_of_scipy_on_a_padded_image():
    made = blur(images(), padding=2).numpy()
    for sample, channel in np.ndindex(2, 3):
        wanted = convolve2d(np.pad(images()[sample, channel], 2), FILTER, mode="valid")
        np.testing.assert_allclose(made[sample, channel], wanted, atol=1e-6)


def test_halving_keeps_every_second_filtered_pixel():
    made = halve(images()).numpy()
    wanted = convolve2d(np.pad(images()[1, 2], 1), FILTER, mode="valid")[::2, ::2]
    np.testing.assert_allclose(made[1, 2], wanted, atol=1e-6)


def test_doubling_is_bilinear_inside():
    made = double(images())
    wanted = torch.nn.functional.interpolate(images(), scale_factor=2, mode="bilinear")
    assert made.shape == (2, 3, 16, 12)
    inside = (..., slice(1, -1), slice(1, -1))
    torch.testing.assert_close(made[inside], wanted[inside], atol=1e-6, rtol=1e-5)


def test_a_flat_image_stays_flat_away_from_the_border():
    flat = torch.full((1, 1, 8, 8), 3.0)
    for made in (blur(flat, padding=2), double(flat), halve(flat)):
        inside = made[..., 2:-2, 2:-2] if made.shape[-1] > 4 else made[..., 1:-1, 1:-1]
        torch.testing.assert_close(inside, torch.full_like(inside, 3.0))
