"""Layers whose weights start at unit variance and are scaled at run time (arXiv 1710.10196).

Every weight then moves at the same pace under Adam. They are ordinary ``nn.Linear`` and
``nn.Conv2d`` with an ordinary ``weight``, so whatever treats those treats these too.
"""

import math

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional

SLOPE = 0.2  # of the leaky ReLU
GAIN = math.sqrt(2.0)  # keeps the variance through a leaky ReLU


class EqualizedLinear(nn.Linear):
    """``gain * (x (weight rate / sqrt(inputs)) + rate bias)``.

    Args:
        inputs: Numbers that come in.
        outputs: Numbers that go out.
        rate: Multiplier of the learning rate; weights start at deviation ``1 / rate``.
        gain: Factor of the output, so that a leaky ReLU that follows needs none.
        bias_start: What the bias adds at the start, before ``gain``.
    """

    def __init__(
        self,
        inputs: int,
        outputs: int,
        *,
        rate: float = 1.0,
        gain: float = 1.0,
        bias_start: float = 0.0,
    ) -> None:
        """Draw the weights."""
        super().__init__(inputs, outputs)
        self.weight_scale = gain * rate / math.sqrt(inputs)
        self.bias_scale = gain * rate
        nn.init.normal_(self.weight, 0.0, 1.0 / rate)
        nn.init.constant_(self.bias, bias_start / rate)

    def forward(self, input: Float[Tensor, "samples inputs"]) -> Float[Tensor, "samples outputs"]:  # noqa: A002 - nn.Linear's name
        """Return the scaled linear map."""
        return functional.linear(
            input, self.weight * self.weight_scale, self.bias * self.bias_scale
        )


class EqualizedConvolution(nn.Conv2d):
    """``gain * (conv(x, weight / sqrt(fan in)) + bias)``; stride 1 keeps the size.

    Args:
        inputs: Maps that come in.
        outputs: Maps that go out.
        kernel: Side of the kernel, odd.
        stride: 1, or 2 without padding (the blur before it pads).
        gain: Factor of the output.
        bias: Whether there is one.
    """

    def __init__(
        self,
        inputs: int,
        outputs: int,
        kernel: int,
        *,
        stride: int = 1,
        gain: float = 1.0,
        bias: bool = True,
    ) -> None:
        """Draw the weights."""
        padding = kernel // 2 if stride == 1 else 0
        super().__init__(inputs, outputs, kernel, stride, padding, bias=bias)
        self.gain = gain
        self.weight_scale = gain / math.sqrt(inputs * kernel * kernel)
        nn.init.normal_(self.weight)
        if self.bias is not None:
            nn.init.zeros_(self.bias)

    def forward(self, input: Float[Tensor, "_ inputs _ _"]) -> Float[Tensor, "_ outputs _ _"]:  # noqa: A002 - nn.Conv2d's name
        """Return the scaled convolution."""
        bias = None if self.bias is None else self.bias * self.gain
        return self._conv_forward(input, self.weight * self.weight_scale, bias)


def leaky(values: Float[Tensor, "..."]) -> Float[Tensor, "..."]:
    """Return the leaky ReLU; its usual gain sits in the layer before, for it is homogeneous."""
    return functional.leaky_relu(values, SLOPE)


def pixel_norm(latent: Float[Tensor, "samples size"]) -> Float[Tensor, "samples size"]:
    """Return latents scaled to a mean square of 1.

    >>> pixel_norm(torch.tensor([[3.0, 4.0]])).square().mean()
    tensor(1.)
    """
    return latent * torch.rsqrt(latent.square().mean(dim=1, keepdim=True) + 1e-8)
