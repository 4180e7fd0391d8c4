"""Small members of each family, for pictures of 8 to 64 pixels, built from the same blocks."""

import dataclasses

from torch import nn

from engine.binary.boolean_block import BooleanBlock
from engine.binary.boolnet import BooleanNetwork, BooleanStem
from engine.binary.melius_block import MeliusBlock
from engine.binary.residual import ResidualBlock
from engine.binary.sign import SLICES
from engine.binary.stems import transition
from engine.binary.twin import float_twin
from engine.core.params import param
from engine.cost.description import Description, Network, staged
from engine.cost.marks import mark

FAMILIES = ("bireal", "xnor", "base", "bool", "melius", "dense")
GATES = ("or", "xnor", "xor", "and")


@dataclasses.dataclass(frozen=True)
class SmallBinaryNetwork(Network):
    """A short network of one family's blocks, or its float twin.

    The width doubles and the side halves from stage to stage. Stem (one 3x3 convolution, batch
    norm, at reduction 4 a 2x2 maximum), head and float shortcuts are the same for all families.

    >>> SmallBinaryNetwork(family="bireal").cost(32).binary_parameters
    73728
    """

    classes: int = param(10, 1, 100_000, "classes that it tells apart")
    family: str = param("bireal", meaning="whose blocks", choices=FAMILIES)
    width: int = param(16, 1, 1024, "channels of the first stage; growth of dense blocks")
    sizes: int = param(3, 1, 6, "stages, each with half the side")
    blocks: int = param(1, 1, 16, "blocks of each stage")
    reduction: int = param(4, meaning="what the stem divides the side by", choices=(1, 2, 4))
    slices: int = param(4, meaning="slices of Boolean blocks", choices=SLICES)
    inner_gate: str = param("xnor", meaning="gate after a first sign", choices=GATES)
    outer_gate: str = param("or", meaning="gate after a second sign", choices=GATES)
    binary: bool = param(default=True, meaning="binary, or float twin", choices=(True, False))

    @property
    def boolean(self) -> bool:
        """Whether the maps between blocks are bits."""
        return self.family in ("base", "bool")

    @property
    def dense(self) -> bool:
        """Whether blocks add channels."""
        return self.family in ("melius", "dense")

    def stages(self) -> tuple[tuple[Description, ...], ...]:
        """Return the descriptions of each stage's blocks."""
        make = self._boolean if self.boolean else self._dense if self.dense else self._residual
        return tuple(
            tuple(make(number, position) for position in range(self.blocks))
            for number in range(self.sizes)
        )

    def _width(self, number: int, position: int) -> int:
        """Return the channels that a residual block of a stage reads."""
        before = number - 1 if number and not position else number
        return self.width * 2**before

    def _residual(self, number: int, position: int) -> ResidualBlock:
        return ResidualBlock(
            in_channels=self._width(number, position),
            out_channels=self.width * 2**number,
            stride=2 if number and not position else 1,
            kind=self.family,
        )

    def _boolean(self, number: int, position: int) -> BooleanBlock:
        starts = number > 0 and position == 0
        first = number == 0 and position == 0
        doubled = 2 if self.family == "bool" and not first else 1
        return BooleanBlock(
            in_channels=doubled * self._width(number, position),
            out_channels=self.width * 2**number,
            slices=self.slices,
            kind=self.family,
            stride=2 if starts else 1,
            downsample=starts,
            last=number == self.sizes - 1 and position == self.blocks - 1,
            inner_gate=self.inner_gate,
            outer_gate=self.outer_gate,
        )

    def _dense(self, number: int, position: int) -> MeliusBlock:
        return MeliusBlock(
            in_channels=self.width * 2**number + position * self.width,
            growth=self.width,
            improves=self.family == "melius",
        )

    def build(self) -> nn.Module:
        """Return the network with fresh weights.

        Raises:
            EngineError: If the float twin of a Boolean family is asked for.
        """
        parts: dict[str, nn.Module] = {"stem": self._stem()}
        for number, blocks in enumerate(self.stages(), start=1):
            layers = [block.build() for block in blocks]
            if self.dense and number > 1:
                ingoing = self._dense_width(number - 2)
                outgoing = self.width * 2 ** (number - 1)
                layers.insert(0, transition(ingoing, outgoing, 1, shuffle=False))
            parts[f"stage{number}"] = nn.Sequential(*layers)
        if self.boolean:
            for name in list(parts)[:-1]:
                mark(parts[name], output_bits=1)
        parts["head"] = self._head()
        network = staged(**parts)
        return network if self.binary else float_twin(network)

    def _dense_width(self, number: int) -> int:
        return self.width * 2**number + self.blocks * self.width

    def _stem(self) -> nn.Module:
        layers: list[nn.Module] = [
            nn.Conv2d(self.channels, self.width, 3, min(2, self.reduction), 1, bias=False),
            nn.BatchNorm2d(self.width),
        ]
        if self.reduction == 4:
            layers.append(nn.MaxPool2d(2))
        body = nn.Sequential(*layers)
        if not self.boolean:
            return body
        like = BooleanNetwork(
            kind=self.family, slices=self.slices, base=self.width, channels=self.channels
        )
        made = BooleanStem(like)
        made.body = body
        return made

    def _head(self) -> nn.Module:
        last = self.sizes - 1
        width = self._dense_width(last) if self.dense else self.width * 2**last
        layers: list[nn.Module] = []
        if self.boolean:
            layers.append(nn.PReLU(width))
        elif self.dense:
            layers += [nn.BatchNorm2d(width), nn.ReLU()]
        layers += [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(width, self.classes)]
        return nn.Sequential(*layers)
