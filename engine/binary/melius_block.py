"""MeliusNet's two blocks: dense blocks add channels, improvement blocks refine them."""

import dataclasses

import torch
from jaxtyping import Float
from torch import Tensor, nn

from engine.binary.convolution import BinaryConvolution, BinaryRules, KernelShape
from engine.binary.sign import MELIUS_CLIP, Sign
from engine.core.params import param
from engine.cost.description import Description
from engine.cost.marks import mark

RULES = BinaryRules(border="minus_one", scaled=False, clip=MELIUS_CLIP)


@dataclasses.dataclass(frozen=True)
class MeliusBlock(Description):
    """A dense block and, if wanted, its improvement block (arXiv 2001.05936).

    Dense: ``y = [x, conv(sign(BN(x)))]`` adds ``growth`` channels. Improvement: the same
    convolution of y is added to the last ``growth`` channels of y, the others stay. Signs are
    surrounded by -1 and nothing is scaled.

    >>> MeliusBlock(in_channels=64).cost(8).binary_parameters == 9 * 64 * (64 + 128)
    True
    """

    in_channels: int = param(64, 1, 65536, "channels of the input")
    growth: int = param(64, 1, 4096, "channels that the dense block adds")
    improves: bool = param(
        default=True, meaning="with an improvement block", choices=(True, False)
    )

    @property
    def out_channels(self) -> int:
        """Channels of the output."""
        return self.in_channels + self.growth

    def build(self) -> nn.Module:
        """Return the block with fresh weights."""
        dense = DenseBlock(self.in_channels, self.growth)
        if not self.improves:
            return dense
        return nn.Sequential(dense, ImprovementBlock(self.out_channels, self.growth))

    def input_shape(self, side: int) -> tuple[int, ...]:
        """Return (in_channels, side, side)."""
        return (self.in_channels, side, side)


def _body(ingoing: int, outgoing: int) -> nn.Sequential:
    convolution = BinaryConvolution(ingoing, outgoing, KernelShape(3), rules=RULES)
    mark(convolution, stored_bits=32)  # the new channels are float
    return nn.Sequential(nn.BatchNorm2d(ingoing), Sign(MELIUS_CLIP), convolution)


class DenseBlock(nn.Module):
    """Puts new channels behind those of the input."""

    def __init__(self, ingoing: int, growth: int) -> None:
        """Build batch norm, sign and convolution."""
        super().__init__()
        self.body = _body(ingoing, growth)

    def forward(
        self, maps: Float[Tensor, "samples ingoing height width"]
    ) -> Float[Tensor, "samples outgoing height width"]:
        """Return the input's channels and ``growth`` new ones."""
        return torch.cat([maps, self.body(maps)], dim=1)


class ImprovementBlock(nn.Module):
    """Adds a correction to the newest channels."""

    def __init__(self, channels: int, growth: int) -> None:
        """Build batch norm, sign and convolution."""
        super().__init__()
        self.growth = growth
        self.body = _body(channels, growth)

    def forward(
        self, maps: Float[Tensor, "samples channels height width"]
    ) -> Float[Tensor, "samples channels height width"]:
        """Return the maps, the last ``growth`` channels improved."""
        old, new = maps[:, : -self.growth], maps[:, -self.growth :]
        return torch.cat([old, new + self.body(maps)], dim=1)
