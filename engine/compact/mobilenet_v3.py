"""MobileNetV3: inverted residuals with squeeze and excitation (arXiv 1905.02244)."""

import dataclasses
import itertools

from torch import nn

from engine.compact.inverted import InvertedBlock
from engine.compact.layers import classifier, convolution, rounded_channels
from engine.compact.rows import LAST, PAPER_HEAD, ROWS, SIZES, STEM
from engine.core.params import param
from engine.cost.description import Network, staged

FORMS = ("asymmnet", "paper")
DROPOUT = 0.2


@dataclasses.dataclass(frozen=True)
class MobileNetV3(Network):
    """MobileNetV3 Large or Small.

    The form "asymmnet" is the baseline of arXiv 2104.07770: channels rounded up, a head of 1280
    without bias. The form "paper" is the widely used one: channels rounded to the nearest
    multiple of 8, a head of 1280 (large) or 1024 (small) that is scaled too and has a bias.
    """

    size: str = param("large", meaning="which table of rows", choices=SIZES)
    width: float = param(1.0, 0.05, 4.0, "factor of every channel count", step=0.05)
    form: str = param("asymmnet", meaning="whose rounding and head", choices=FORMS)

    @property
    def rounding(self) -> str:
        """How channel counts become multiples of 8."""
        return "ceil" if self.form == "asymmnet" else "nearest"

    def scaled(self, channels: int) -> int:
        """Return a channel count at this width."""
        return rounded_channels(self.width * channels, self.rounding)

    def blocks(self) -> tuple[InvertedBlock, ...]:
        """Return the description of each block, first to last."""
        rows = ROWS[self.size]
        ingoing = [STEM, *(row.outgoing for row in rows)]
        return tuple(
            InvertedBlock(
                in_channels=self.scaled(before),
                expanded=self.scaled(row.expanded),
                out_channels=self.scaled(row.outgoing),
                kernel=row.kernel,
                stride=row.stride,
                squeeze=row.squeeze,
                activation=row.activation,
                rounding=self.rounding,
            )
            for before, row in zip(ingoing, rows, strict=False)
        )

    def build(self) -> nn.Module:
        """Return the network with fresh weights."""
        blocks = self.blocks()
        stem, paper = self.scaled(STEM), self.form == "paper"
        last = 6 * blocks[-1].out_channels if paper else self.scaled(LAST[self.size])
        width = self.scaled(PAPER_HEAD[self.size]) if paper else 1280
        stages: dict[str, nn.Module] = {
            "stem": convolution(self.channels, stem, 3, stride=2, activation="hard_swish")
        }
        starts = [0, *(i for i, each in enumerate(blocks) if i and each.stride == 2), len(blocks)]
        for number, (first, after) in enumerate(itertools.pairwise(starts), start=1):
            built = [each.build() for each in blocks[first:after]]
            stages[f"stage{number}"] = nn.Sequential(*built)
        stages["last"] = convolution(blocks[-1].out_channels, last, activation="hard_swish")
        head = [nn.Conv2d(last, width, 1, bias=paper), nn.Hardswish(), nn.Dropout(DROPOUT)]
        stages["head"] = classifier(*head, features=width, classes=self.classes)
        return staged(**stages)
