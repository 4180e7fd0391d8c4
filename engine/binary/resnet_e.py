"""BinaryResNetE: a binary ResNet without scaling factors (arXiv 1906.08637)."""

import dataclasses

from torch import nn

from engine.binary.residual import BLOCKS, ResidualBlock, residual_parts, residual_stages
from engine.binary.stems import STEMS, stem
from engine.core.params import param
from engine.cost.description import Network, staged


@dataclasses.dataclass(frozen=True)
class BinaryResNetE(Network):
    """A shortcut around every binary convolution, no weight scales, float shortcuts and ends.

    The picture and the stem's maps are normalised by a batch norm each, as the authors do; they
    compare MeliusNet with it.

    >>> BinaryResNetE(stem="imagenet").cost().parameters
    11689646
    """

    depth: int = param(18, meaning="layers with weights", choices=tuple(BLOCKS))
    stem: str = param("grouped", meaning="three grouped 3x3 or one 7x7", choices=STEMS)
    base: int = param(64, 1, 1024, "channels of the first stage")

    def stages(self) -> tuple[tuple[ResidualBlock, ...], ...]:
        """Return the descriptions of each stage's blocks."""
        return residual_stages(self.depth, self.base, ResidualBlock(kind="resnete"))

    def build(self) -> nn.Module:
        """Return the network with fresh weights."""
        parts: dict[str, nn.Module] = {
            "stem": nn.Sequential(
                nn.BatchNorm2d(self.channels),
                stem(self.stem, self.channels, self.base),
                nn.BatchNorm2d(self.base),
            )
        }
        parts |= residual_parts(self.stages())
        parts["head"] = nn.Sequential(
            nn.ReLU(),
            nn.AdaptiveAvgPool2d(1),
            nn.Flatten(),
            nn.Linear(self.base * 8, self.classes),
        )
        return staged(**parts)
