"""The inverted residual: widen, filter each channel, narrow (arXiv 1801.04381, 1905.02244)."""

import dataclasses

from jaxtyping import Float
from torch import Tensor, nn

from engine.compact.layers import ROUNDINGS, SqueezeExcitation, convolution, rounded_channels
from engine.core.params import param
from engine.cost.description import Description


@dataclasses.dataclass(frozen=True)
class InvertedBlock(Description):
    """Inverted residual with optional squeeze and excitation.

    >>> InvertedBlock(in_channels=16, expanded=64, out_channels=24).cost(8).multiply_adds
    200704
    """

    in_channels: int = param(16, 1, 8192, "channels of the input")
    expanded: int = param(64, 1, 65536, "channels of the depthwise convolution")
    out_channels: int = param(24, 1, 8192, "channels of the output")
    kernel: int = param(3, meaning="side of the depthwise kernel", choices=(1, 3, 5, 7))
    stride: int = param(1, meaning="stride of the depthwise convolution", choices=(1, 2))
    squeeze: bool = param(False, meaning="squeeze and excitation", choices=(False, True))
    activation: str = param("relu", meaning="activation", choices=("relu", "relu6", "hard_swish"))
    rounding: str = param(
        "ceil", meaning="how the squeezed channels become a multiple of 8", choices=ROUNDINGS
    )

    def build(self) -> nn.Module:
        """Return the block with fresh weights."""
        return InvertedResidual(self)

    def input_shape(self, side: int) -> tuple[int, ...]:
        """Return (in_channels, side, side)."""
        return (self.in_channels, side, side)


class InvertedResidual(nn.Module):
    """1x1 convolution (left out where it would not widen), depthwise, 1x1 convolution."""

    def __init__(self, block: InvertedBlock) -> None:
        """Build the layers that the description names."""
        super().__init__()
        middle, act = block.expanded, block.activation
        self.shortcut = block.in_channels == block.out_channels and block.stride == 1
        layers: list[nn.Module] = []
        if middle != block.in_channels:
            layers.append(convolution(block.in_channels, middle, activation=act))
        layers.append(
            convolution(
                middle, middle, block.kernel, stride=block.stride, groups=middle, activation=act
            )
        )
        if block.squeeze:
            squeezed = rounded_channels(middle // 4, block.rounding)
            layers.append(SqueezeExcitation(middle, squeezed))
        layers.append(convolution(middle, block.out_channels))
        self.body = nn.Sequential(*layers)

    def forward(
        self, maps: Float[Tensor, "samples ingoing height width"]
    ) -> Float[Tensor, "samples outgoing out_height out_width"]:
        """Return the block's maps."""
        found = self.body(maps)
        return maps + found if self.shortcut else found
