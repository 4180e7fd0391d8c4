"""Smoothing that goes with every change of resolution, so that nothing aliases.

The filter is the outer product of (1, 3, 3, 1) / 8 with itself (arXiv 1904.11486; StyleGAN2 uses
it in both networks). It is one depthwise convolution, far faster than pooling on a CPU in
``channels_last`` layout.
"""

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn import functional

TAPS = (0.125, 0.375, 0.375, 0.125)


def _kernel(images: Tensor, gain: float) -> Float[Tensor, "channels 1 4 4"]:
    taps = images.new_tensor(TAPS)
    return (torch.outer(taps, taps) * gain).expand(images.shape[1], 1, 4, 4)


def blur(
    images: Float[Tensor, "samples channels _ _"],
    *,
    padding: int,
    stride: int = 1,
    gain: float = 1.0,
) -> Float[Tensor, "samples channels _ _"]:
    """Return the images through the filter, every ``stride``-th pixel.

    Args:
        images: Images or maps.
        padding: Zeros added on each side.
        stride: 1, or 2 to halve height and width.
        gain: Factor; 4 after zeros were put between the pixels.
    """
    channels = images.shape[1]
    kernel = _kernel(images, gain)
    return functional.conv2d(images, kernel, stride=stride, padding=padding, groups=channels)


def double(
    images: Float[Tensor, "samples channels height width"],
) -> Float[Tensor, "samples channels double_height double_width"]:
    """Return images of twice the height and width: zeros between pixels, then the filter."""
    channels = images.shape[1]
    kernel = _kernel(images, 4.0)
    return functional.conv_transpose2d(images, kernel, stride=2, padding=1, groups=channels)


def halve(
    images: Float[Tensor, "samples channels height width"],
) -> Float[Tensor, "samples channels half_height half_width"]:
    """Return images of half the height and width, filtered first."""
    return blur(images, padding=1, stride=2)
