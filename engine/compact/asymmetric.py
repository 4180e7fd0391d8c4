"""The asymmetric bottleneck: part of the expansion is the input itself (arXiv 2104.07770)."""

import dataclasses

import torch
from jaxtyping import Float
from torch import Tensor, nn

from engine.compact.layers import SqueezeExcitation, convolution, rounded_channels
from engine.core.params import param
from engine.cost.description import Description


@dataclasses.dataclass(frozen=True)
class AsymmetricBlock(Description):
    """Asymmetric bottleneck; with asymmetry 0 it is MobileNetV3's inverted residual.

    The first 1x1 convolution gives only ``expanded - asymmetry * in_channels`` channels; the
    input stands ``asymmetry`` times before and after them, so that the depthwise convolution
    works on ``expanded + asymmetry * in_channels``. Where nothing is left to expand, the input
    goes straight into the depthwise convolution.

    >>> block = AsymmetricBlock(in_channels=16, expanded=64, out_channels=24, asymmetry=1)
    >>> block.middle_channels, block.cost(8).multiply_adds
    (80, 218112)
    """

    in_channels: int = param(16, 1, 8192, "channels of the input")
    expanded: int = param(64, 1, 65536, "channels that the expansion aims at")
    out_channels: int = param(24, 1, 8192, "channels of the output")
    kernel: int = param(3, meaning="side of the depthwise kernel", choices=(1, 3, 5, 7))
    stride: int = param(1, meaning="stride of the depthwise convolution", choices=(1, 2))
    squeeze: bool = param(False, meaning="squeeze and excitation", choices=(False, True))
    activation: str = param("relu", meaning="activation", choices=("relu", "relu6", "hard_swish"))
    asymmetry: int = param(1, 0, 4, "times that the input is reused on each side")

    @property
    def expands(self) -> bool:
        """Whether there is a first 1x1 convolution."""
        return self.expanded > self.in_channels * max(1, self.asymmetry)

    @property
    def middle_channels(self) -> int:
        """Channels of the depthwise convolution."""
        reused = self.asymmetry * self.in_channels if self.expands else 0
        return self.expanded + reused if self.expands else self.in_channels

    @property
    def shortcut(self) -> bool:
        """Whether the input is added to the output."""
        return self.in_channels == self.out_channels and self.stride == 1

    def build(self) -> nn.Module:
        """Return the block with fresh weights."""
        return AsymmetricBottleneck(self)

    def input_shape(self, side: int) -> tuple[int, ...]:
        """Return (in_channels, side, side)."""
        return (self.in_channels, side, side)


class AsymmetricBottleneck(nn.Module):
    """1x1 convolution beside the reused input, depthwise convolution, 1x1 convolution."""

    def __init__(self, block: AsymmetricBlock) -> None:
        """Build the layers that the description names."""
        super().__init__()
        self.block = block
        middle = block.middle_channels
        new = block.expanded - block.asymmetry * block.in_channels
        self.expand = (
            convolution(block.in_channels, new, activation=block.activation)
            if block.expands
            else None
        )
        self.depthwise = convolution(
            middle, middle, block.kernel, stride=block.stride, groups=middle,
            activation=block.activation,
        )  # fmt: skip
        self.squeeze = (
            SqueezeExcitation(middle, rounded_channels(middle // 4)) if block.squeeze else None
        )
        self.project = convolution(middle, block.out_channels)

    def forward(
        self, maps: Float[Tensor, "samples ingoing height width"]
    ) -> Float[Tensor, "samples outgoing out_height out_width"]:
        """Return the block's maps."""
        middle = maps
        if self.expand is not None:
            reused = [maps] * self.block.asymmetry
            middle = torch.cat([*reused, self.expand(maps), *reused], dim=1)
        middle = self.depthwise(middle)  # samples middle_channels out_height out_width
        if self.squeeze is not None:
            middle = self.squeeze(middle)
        found = self.project(middle)
        return maps + found if self.block.shortcut else found
