"""AsymmNet: MobileNetV3's rows built from asymmetric bottlenecks (arXiv 2104.07770)."""

import dataclasses
import itertools

from torch import nn

from engine.compact.asymmetric import AsymmetricBlock
from engine.compact.layers import classifier, convolution, rounded_channels
from engine.compact.rows import LAST, ROWS, SIZES, STEM
from engine.core.params import param
from engine.cost.description import Network, staged

HEAD = 1280
DROPOUT = 0.2


@dataclasses.dataclass(frozen=True)
class AsymmNet(Network):
    """AsymmNet Large or Small; asymmetry 0 gives MobileNetV3 in the authors' form.

    Every channel count but the head's 1280 is scaled with the width and rounded up to a
    multiple of 8; squeezed channels are rounded up too.

    >>> AsymmNet(size="small", width=0.35, asymmetry=2).blocks()[0]
    AsymmetricBlock(in_channels=8, expanded=8, out_channels=8, kernel=3, stride=2, ...)
    """

    size: str = param("large", meaning="which table of rows", choices=SIZES)
    width: float = param(1.0, 0.05, 4.0, "factor of every channel count", step=0.05)
    asymmetry: int = param(1, 0, 4, "times that a block's input is reused on each side")

    def scaled(self, channels: int) -> int:
        """Return a channel count at this width."""
        return rounded_channels(self.width * channels)

    def blocks(self) -> tuple[AsymmetricBlock, ...]:
        """Return the description of each block, first to last."""
        rows = ROWS[self.size]
        ingoing = [STEM, *(row.outgoing for row in rows)]
        return tuple(
            AsymmetricBlock(
                in_channels=self.scaled(before),
                expanded=self.scaled(row.expanded),
                out_channels=self.scaled(row.outgoing),
                kernel=row.kernel,
                stride=row.stride,
                squeeze=row.squeeze,
                activation=row.activation,
                asymmetry=self.asymmetry,
            )
            for before, row in zip(ingoing, rows, strict=False)
        )

    def build(self) -> nn.Module:
        """Return the network with fresh weights."""
        blocks = self.blocks()
        stem, last = self.scaled(STEM), self.scaled(LAST[self.size])
        stages = {"stem": convolution(self.channels, stem, 3, stride=2, activation="hard_swish")}
        stages |= stages_by_stride(blocks)
        stages["last"] = convolution(blocks[-1].out_channels, last, activation="hard_swish")
        head = [nn.Conv2d(last, HEAD, 1, bias=False), nn.Hardswish(), nn.Dropout(DROPOUT)]
        stages["head"] = classifier(*head, features=HEAD, classes=self.classes)
        return staged(**stages)


def stages_by_stride(blocks: tuple[AsymmetricBlock, ...]) -> dict[str, nn.Sequential]:
    """Return the built blocks; a block of stride 2 begins a stage."""
    starts = [0, *(i for i, block in enumerate(blocks) if i and block.stride == 2), len(blocks)]
    return {
        f"stage{number}": nn.Sequential(*(block.build() for block in blocks[first:after]))
        for number, (first, after) in enumerate(itertools.pairwise(starts), start=1)
    }
