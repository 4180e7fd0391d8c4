"""The convolution of StyleGAN2: a style scales its input maps (arXiv 1912.04958, section 2.2)."""

import math

import torch
from jaxtyping import Float
from torch import Tensor, nn

from engine.generative.blur import blur
from engine.generative.equalized import EqualizedLinear

EPSILON = 1e-8


class ModulatedConvolution(nn.Module):
    """Scale the input by the style, convolve, then divide each output map by its expected norm.

    Equal to a convolution with the weights of equations (1) and (3), one kernel for each sample,
    but with one kernel for all: as fast as a plain convolution. The kernel is an ordinary layer,
    ``convolution``, so quantizers find it; its run-time scale is part of the style's.

    Args:
        inputs: Maps that come in.
        outputs: Maps that go out.
        kernel: Side of the kernel, odd.
        style_size: Numbers in a style.
        doubles: Double height and width: a transposed convolution, then the blur.
        demodulate: Divide by the norm; off where the maps become a picture.
    """

    def __init__(
        self,
        inputs: int,
        outputs: int,
        kernel: int,
        style_size: int,
        *,
        doubles: bool = False,
        demodulate: bool = True,
    ) -> None:
        """Draw the weights; styles start at 1."""
        super().__init__()
        self.modulation = EqualizedLinear(style_size, inputs, bias_start=1.0)
        if doubles:
            self.convolution: nn.ConvTranspose2d | nn.Conv2d = nn.ConvTranspose2d(
                inputs, outputs, kernel, 2, bias=False
            )
        else:
            self.convolution = nn.Conv2d(inputs, outputs, kernel, padding=kernel // 2, bias=False)
        nn.init.normal_(self.convolution.weight)
        self.doubles, self.demodulate = doubles, demodulate
        self.weight_scale = 1.0 / math.sqrt(inputs * kernel * kernel)

    def norm(self, scales: Float[Tensor, "samples inputs"]) -> Float[Tensor, "samples outputs"]:
        """Return 1 / sqrt(sum over inputs and kernel of (scale weight)^2), equation (3)."""
        energy = self.convolution.weight.square().sum(dim=(2, 3))
        energy = energy if self.doubles else energy.T
        return torch.rsqrt(scales.square() @ energy + EPSILON)

    def convolve(
        self, maps: Float[Tensor, "samples inputs _ _"], style: Float[Tensor, "samples style"]
    ) -> tuple[Float[Tensor, "samples outputs _ _"], Float[Tensor, "samples inputs"]]:
        """Return the maps before demodulation, and the scales, so that steps can be merged."""
        scales = self.modulation(style) * self.weight_scale
        made = self.convolution(maps * scales[:, :, None, None])
        return (blur(made, padding=1, gain=4.0) if self.doubles else made), scales

    def forward(
        self, maps: Float[Tensor, "samples inputs _ _"], style: Float[Tensor, "samples style"]
    ) -> Float[Tensor, "samples outputs _ _"]:
        """Return the maps under each sample's style."""
        made, scales = self.convolve(maps, style)
        return made * self.norm(scales)[:, :, None, None] if self.demodulate else made
