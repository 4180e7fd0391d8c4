"""A small AsymmNet for pictures of 32 pixels, and its variants of equal multiply-adds."""

import dataclasses

from torch import nn

from engine.compact.asymmetric import AsymmetricBlock
from engine.compact.layers import classifier, convolution
from engine.core.params import param
from engine.cost.description import Network, staged

# (output channels over the width, stride) of each block
_ROWS = ((1.0, 1), (1.5, 2), (1.5, 1), (2.5, 2), (2.5, 1))


@dataclasses.dataclass(frozen=True)
class SmallAsymmNet(Network):
    """Five bottlenecks behind a stem that quarters the side; asymmetry 0: inverted residuals.

    >>> [each.middle_channels for each in SmallAsymmNet(asymmetry=1).blocks()]
    [64, 64, 96, 96, 160]
    """

    classes: int = param(10, 1, 100_000, "classes that it tells apart")
    width: int = param(16, 2, 1024, "channels of the stem")
    asymmetry: int = param(1, 0, 4, "times that a block's input is reused on each side")
    expansion: float = param(3.0, 1.0, 16.0, "channels that a block aims at, over its input's")

    def blocks(self) -> tuple[AsymmetricBlock, ...]:
        """Return the description of each block, first to last."""
        ingoing, made = self.width, []
        for ratio, stride in _ROWS:
            outgoing = int(ratio * self.width)
            block = AsymmetricBlock(
                in_channels=ingoing,
                expanded=round(self.expansion * ingoing),
                out_channels=outgoing,
                stride=stride,
                activation="hard_swish",
                asymmetry=self.asymmetry,
            )
            made.append(block)
            ingoing = outgoing
        return tuple(made)

    def multiply_adds(self, side: int) -> int:
        """Return the multiply-adds in closed form, equal to those of :meth:`cost`, but at once.

        Args:
            side: Height and width of the pictures, a multiple of 16.
        """
        blocks = self.blocks()
        total = 9 * self.channels * self.width * (side // 2) ** 2
        area = (side // 4) ** 2
        for block in blocks:
            middle = block.middle_channels
            new = middle - 2 * block.asymmetry * block.in_channels
            total += block.expands * area * block.in_channels * new
            area //= block.stride**2
            total += area * middle * (9 + block.out_channels)
        return total + blocks[-1].out_channels * self.classes

    def build(self) -> nn.Module:
        """Return the network with fresh weights."""
        blocks = self.blocks()
        stem = convolution(self.channels, self.width, 3, stride=2, activation="hard_swish")
        parts: dict[str, nn.Module] = {"stem": stem.append(nn.MaxPool2d(2))}
        for number, block in enumerate(blocks, start=1):
            parts[f"stage{number}"] = block.build()
        parts["head"] = classifier(features=blocks[-1].out_channels, classes=self.classes)
        return staged(**parts)


def equal_work(reference: SmallAsymmNet, asymmetry: int, side: int = 32) -> SmallAsymmNet:
    """Return the variant of another asymmetry whose multiply-adds come nearest the reference's.

    Its expansion is searched in steps of 1/32; everything else stays.

    Args:
        reference: What to match.
        asymmetry: Of the variant.
        side: Height and width of the pictures, pixels.
    """
    wanted = reference.multiply_adds(side)
    low, high = max(1.0, float(asymmetry)), 16.0
    while high - low > 1 / 32:
        middle = (low + high) / 2
        tried = dataclasses.replace(reference, asymmetry=asymmetry, expansion=middle)
        if tried.multiply_adds(side) < wanted:
            low = middle
        else:
            high = middle
    ends = [
        dataclasses.replace(reference, asymmetry=asymmetry, expansion=each) for each in (low, high)
    ]
    return min(ends, key=lambda each: abs(each.multiply_adds(side) - wanted))
