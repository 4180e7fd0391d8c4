"""ResNet-18 and -34: the float twins of the binary residual networks (arXiv 1512.03385)."""

import dataclasses

from jaxtyping import Float
from torch import Tensor, nn

from engine.compact.layers import classifier, convolution
from engine.core.params import param
from engine.cost.description import Network, staged
from engine.cost.marks import mark

BLOCKS = {18: (2, 2, 2, 2), 34: (3, 4, 6, 3)}


@dataclasses.dataclass(frozen=True)
class ResNet(Network):
    """ResNet of basic blocks.

    >>> ResNet(depth=18).cost().parameters
    11689512
    """

    depth: int = param(18, meaning="layers with weights", choices=tuple(BLOCKS))
    base: int = param(64, 1, 1024, "channels of the first stage")

    def build(self) -> nn.Module:
        """Return the network with fresh weights."""
        stem = convolution(self.channels, self.base, 7, stride=2, activation="relu")
        stages: dict[str, nn.Module] = {"stem": stem.append(nn.MaxPool2d(3, 2, 1))}
        ingoing = self.base
        for number, blocks in enumerate(BLOCKS[self.depth]):
            outgoing = self.base * 2**number
            layers = []
            for position in range(blocks):
                stride = 2 if number and not position else 1
                layers.append(BasicBlock(ingoing, outgoing, stride))
                ingoing = outgoing
            stages[f"stage{number + 1}"] = nn.Sequential(*layers)
        stages["head"] = classifier(features=ingoing, classes=self.classes)
        return staged(**stages)


class BasicBlock(nn.Module):
    """Two 3x3 convolutions and a shortcut, which is a 1x1 convolution where shapes change."""

    def __init__(self, ingoing: int, outgoing: int, stride: int) -> None:
        """Build the layers; both convolutions' maps count as stored."""
        super().__init__()
        first = convolution(ingoing, outgoing, 3, stride=stride, activation="relu")
        second = convolution(outgoing, outgoing, 3)
        for part in (first, second):
            mark(part, stored_bits=32)
        self.body = nn.Sequential(first, second)
        changes = stride != 1 or ingoing != outgoing
        self.shortcut = convolution(ingoing, outgoing, stride=stride) if changes else nn.Identity()
        self.activation = nn.ReLU()

    def forward(
        self, maps: Float[Tensor, "samples ingoing height width"]
    ) -> Float[Tensor, "samples outgoing out_height out_width"]:
        """Return the block's maps."""
        return self.activation(self.body(maps) + self.shortcut(maps))
