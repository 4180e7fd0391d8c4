"""BaseNet and BoolNet: networks whose feature maps are Boolean (arXiv 2106.06991)."""

import dataclasses

from jaxtyping import Float
from torch import Tensor, nn

from engine.binary.boolean_block import KINDS, BooleanBlock
from engine.binary.sign import SLICES, MultiSliceSign
from engine.core.params import param
from engine.cost.description import Network, staged
from engine.cost.marks import mark

BLOCKS = {18: (2, 2, 2, 2), 34: (3, 4, 6, 3)}


@dataclasses.dataclass(frozen=True)
class BooleanNetwork(Network):
    """BaseNet ("base") or BoolNet ("bool"); the star variant dilates the last stage.

    >>> BooleanNetwork(kind="base", slices=1).cost().parameters
    11694888
    """

    kind: str = param("bool", meaning="BaseNet or BoolNet", choices=KINDS)
    slices: int = param(4, meaning="slices of the multi-slice sign", choices=SLICES)
    depth: int = param(18, meaning="layers with weights", choices=tuple(BLOCKS))
    star: bool = param(
        default=False, meaning="dilation in place of the last stride", choices=(False, True)
    )
    base: int = param(64, 1, 1024, "channels of the first stage")
    binary_downsample: bool = param(
        default=True, meaning="binary 1x1 convolution in shortcuts", choices=(True, False)
    )
    inner_gate: str = param(
        "xnor", meaning="gate after a block's first sign", choices=("or", "xnor", "xor", "and")
    )
    outer_gate: str = param(
        "or", meaning="gate after a block's second sign", choices=("or", "xnor", "xor", "and")
    )

    def stages(self) -> tuple[tuple[BooleanBlock, ...], ...]:
        """Return the descriptions of each stage's blocks."""
        ingoing = self.base
        stages = []
        for number, blocks in enumerate(BLOCKS[self.depth]):
            outgoing, row = self.base * 2**number, []
            dilated = self.star and number == 3
            for position in range(blocks):
                starts = number > 0 and position == 0
                block = BooleanBlock(
                    in_channels=ingoing,
                    out_channels=outgoing,
                    slices=self.slices,
                    kind=self.kind,
                    stride=2 if starts and not dilated else 1,
                    dilation=2 if dilated and not starts else 1,
                    downsample=starts,
                    binary_downsample=self.binary_downsample,
                    last=number == 3 and position == blocks - 1,
                    inner_gate=self.inner_gate,
                    outer_gate=self.outer_gate,
                )
                row.append(block)
                ingoing = outgoing * (2 if self.kind == "bool" else 1)
            stages.append(tuple(row))
        return tuple(stages)

    def build(self) -> nn.Module:
        """Return the network with fresh weights."""
        parts: dict[str, nn.Module] = {"stem": BooleanStem(self)}
        for number, blocks in enumerate(self.stages(), start=1):
            parts[f"stage{number}"] = nn.Sequential(*(block.build() for block in blocks))
        for name in ("stem", "stage1", "stage2", "stage3"):
            mark(parts[name], output_bits=1)
        width = self.base * 8
        parts["head"] = nn.Sequential(
            nn.PReLU(width),
            nn.AdaptiveAvgPool2d(1),
            nn.Flatten(),
            nn.Linear(width, self.classes),
        )
        return staged(**parts)


class BooleanStem(nn.Module):
    """Float convolution and pooling, then the first multi-slice sign.

    BoolNet adapts the thresholds to the place: a depthwise convolution of the normalised map is
    added before the sign.
    """

    def __init__(self, network: BooleanNetwork) -> None:
        """Build the layers for a network's kind and width."""
        super().__init__()
        width = network.base
        self.body = nn.Sequential(
            nn.Conv2d(network.channels, width, 7, 2, 3, bias=False),
            nn.BatchNorm2d(width),
            nn.MaxPool2d(3, 2, 1),
        )
        self.norm = nn.BatchNorm2d(width)
        self.threshold = None
        if network.kind == "bool":
            self.threshold = nn.Sequential(
                nn.BatchNorm2d(width),
                nn.Conv2d(width, width, 3, padding=1, groups=width, bias=False),
                nn.BatchNorm2d(width),
            )
        self.sign = MultiSliceSign(network.slices)

    def forward(
        self, images: Float[Tensor, "samples channels height width"]
    ) -> Float[Tensor, "samples slices base out_height out_width"]:
        """Return slices of -1 and +1."""
        maps = self.body(images)
        normal = self.norm(maps)
        if self.threshold is not None:
            normal = normal + self.threshold(maps)
        return self.sign(normal)
