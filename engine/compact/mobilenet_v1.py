"""MobileNetV1: depthwise and pointwise convolutions in turn (arXiv 1704.04861)."""

import dataclasses

from torch import nn

from engine.compact.layers import classifier, convolution
from engine.core.params import param
from engine.cost.description import Network, staged

STEM = 32
# (channels, stride) of each separable convolution, by stage
STAGES: tuple[tuple[tuple[int, int], ...], ...] = (
    ((64, 1),),
    ((128, 2), (128, 1)),
    ((256, 2), (256, 1)),
    ((512, 2), (512, 1), (512, 1), (512, 1), (512, 1), (512, 1)),
    ((1024, 2), (1024, 1)),
)


@dataclasses.dataclass(frozen=True)
class MobileNetV1(Network):
    """MobileNetV1 at any width; channel counts are cut to whole numbers.

    >>> MobileNetV1(width=0.5).cost().parameters
    1331592
    """

    width: float = param(1.0, 0.05, 4.0, "factor of every channel count", step=0.05)

    def scaled(self, channels: int) -> int:
        """Return a channel count at this width."""
        return max(1, int(self.width * channels))

    def build(self) -> nn.Module:
        """Return the network with fresh weights."""
        ingoing = self.scaled(STEM)
        stages: dict[str, nn.Module] = {
            "stem": convolution(self.channels, ingoing, 3, stride=2, activation="relu")
        }
        for number, blocks in enumerate(STAGES, start=1):
            layers: list[nn.Module] = []
            for channels, stride in blocks:
                outgoing = self.scaled(channels)
                layers += [
                    convolution(
                        ingoing, ingoing, 3, stride=stride, groups=ingoing, activation="relu"
                    ),
                    convolution(ingoing, outgoing, activation="relu"),
                ]
                ingoing = outgoing
            stages[f"stage{number}"] = nn.Sequential(*layers)
        stages["head"] = classifier(features=ingoing, classes=self.classes)
        return staged(**stages)
