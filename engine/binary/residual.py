"""Binary residual networks with float maps: Bi-Real, XNOR-Net's style and ResNetE's blocks."""

import dataclasses

from jaxtyping import Float
from torch import Tensor, nn

from engine.binary.convolution import BinaryConvolution, BinaryRules, KernelShape
from engine.binary.input_scale import InputScaledConvolution
from engine.binary.sign import ACTIVATION_CLIP, GRADIENTS, MELIUS_CLIP, Sign
from engine.core.params import param
from engine.cost.description import Description, Network, staged
from engine.cost.marks import mark

BLOCKS = {18: (2, 2, 2, 2), 34: (3, 4, 6, 3)}
KINDS = ("bireal", "xnor", "resnete")
ACTIVATIONS = ("none", "prelu")
RULES = BinaryRules(border="zero", scaled=True)
UNSCALED = BinaryRules(border="minus_one", scaled=False, clip=MELIUS_CLIP)


@dataclasses.dataclass(frozen=True)
class ResidualBlock(Description):
    """Two binary 3x3 convolutions beside a float shortcut.

    Bi-Real (arXiv 1808.00278): each convolution has a shortcut of its own,
    ``x + BN(conv(sign(x)))``, so that the real values are never lost. ResNetE
    (arXiv 1906.08637): the same without weight scales, surrounded by -1, gradients up to 1.3.
    XNOR style (arXiv 1603.05279): batch norm stands before the sign, a ReLU behind the
    convolution, and one shortcut spans both. Where shapes change, the shortcut is a float 1x1
    convolution with batch norm, behind a 2x2 mean at stride 2.
    """

    in_channels: int = param(64, 1, 8192, "channels of the input")
    out_channels: int = param(64, 1, 8192, "channels of the output")
    stride: int = param(1, meaning="stride of the first convolution", choices=(1, 2))
    kind: str = param("bireal", meaning="whose block", choices=KINDS)
    activation: str = param("none", meaning="after each shortcut", choices=ACTIVATIONS)
    gradient: str = param("clip", meaning="of the maps' sign", choices=GRADIENTS)
    input_scale: bool = param(
        default=False, meaning="XNOR-Net's scale K of the input", choices=(False, True)
    )

    def build(self) -> nn.Module:
        """Return the block with fresh weights."""
        changed = dataclasses.replace(self, in_channels=self.out_channels, stride=1)
        if self.kind == "xnor":
            return _shortcut(self, nn.Sequential(_xnor(self), _xnor(changed)))
        return nn.Sequential(*(_shortcut(each, _bireal(each)) for each in (self, changed)))

    def input_shape(self, side: int) -> tuple[int, ...]:
        """Return (in_channels, side, side)."""
        return (self.in_channels, side, side)


class Shortcut(nn.Module):
    """``activation(body(x) + shortcut(x))``."""

    def __init__(self, body: nn.Module, shortcut: nn.Module, activation: nn.Module) -> None:
        """Keep the three parts."""
        super().__init__()
        self.body, self.shortcut, self.activation = body, shortcut, activation

    def forward(
        self, maps: Float[Tensor, "samples ingoing height width"]
    ) -> Float[Tensor, "samples outgoing out_height out_width"]:
        """Return the sum, in the body's shape."""
        return self.activation(self.body(maps) + self.shortcut(maps))


def _shortcut(block: ResidualBlock, body: nn.Module) -> Shortcut:
    layers: list[nn.Module] = []
    if block.stride == 2:
        layers.append(nn.AvgPool2d(2, ceil_mode=True))
    if block.stride == 2 or block.in_channels != block.out_channels:
        layers.append(nn.Conv2d(block.in_channels, block.out_channels, 1, bias=False))
        layers.append(nn.BatchNorm2d(block.out_channels))
    prelu = block.activation == "prelu"
    activation = nn.PReLU(block.out_channels) if prelu else nn.Identity()
    return Shortcut(body, nn.Sequential(*layers), activation)


def _binary(block: ResidualBlock) -> tuple[nn.Module, ...]:
    unscaled = block.kind == "resnete"
    layer = BinaryConvolution(
        block.in_channels,
        block.out_channels,
        KernelShape(3, block.stride),
        rules=UNSCALED if unscaled else RULES,
    )
    mark(layer, stored_bits=32)  # between layers the maps are float
    sign = Sign(MELIUS_CLIP if unscaled else ACTIVATION_CLIP, gradient=block.gradient)
    return (InputScaledConvolution(layer, sign=sign),) if block.input_scale else (sign, layer)


def _bireal(block: ResidualBlock) -> nn.Sequential:
    return nn.Sequential(*_binary(block), nn.BatchNorm2d(block.out_channels))


def _xnor(block: ResidualBlock) -> nn.Sequential:
    return nn.Sequential(nn.BatchNorm2d(block.in_channels), *_binary(block), nn.ReLU())


def residual_stages(
    depth: int, base: int, like: ResidualBlock
) -> tuple[tuple[ResidualBlock, ...], ...]:
    """Return the blocks of each stage of a ResNet: channels double where sides halve.

    Args:
        depth: A key of ``BLOCKS``.
        base: Channels of the first stage.
        like: What else the blocks have in common.
    """
    ingoing, stages = base, []
    for number, blocks in enumerate(BLOCKS[depth]):
        outgoing, row = base * 2**number, []
        for position in range(blocks):
            stride = 2 if number and not position else 1
            block = dataclasses.replace(
                like, in_channels=ingoing, out_channels=outgoing, stride=stride
            )
            row.append(block)
            ingoing = outgoing
        stages.append(tuple(row))
    return tuple(stages)


def residual_parts(stages: tuple[tuple[ResidualBlock, ...], ...]) -> dict[str, nn.Module]:
    """Return the built stages by name."""
    return {
        f"stage{number}": nn.Sequential(*(block.build() for block in blocks))
        for number, blocks in enumerate(stages, start=1)
    }


@dataclasses.dataclass(frozen=True)
class BinaryResNet(Network):
    """ResNet of binary blocks; stem, shortcuts and classifier stay float.

    >>> BinaryResNet().cost().binary_parameters
    10985472
    """

    kind: str = param("bireal", meaning="whose blocks", choices=KINDS)
    depth: int = param(18, meaning="layers with weights", choices=tuple(BLOCKS))
    base: int = param(64, 1, 1024, "channels of the first stage")
    activation: str = param("none", meaning="after each shortcut", choices=ACTIVATIONS)
    gradient: str = param("clip", meaning="of the maps' signs", choices=GRADIENTS)
    input_scale: bool = param(
        default=False, meaning="XNOR-Net's scale K of each input", choices=(False, True)
    )

    def stages(self) -> tuple[tuple[ResidualBlock, ...], ...]:
        """Return the descriptions of each stage's blocks."""
        like = ResidualBlock(
            kind=self.kind,
            activation=self.activation,
            gradient=self.gradient,
            input_scale=self.input_scale,
        )
        return residual_stages(self.depth, self.base, like)

    def build(self) -> nn.Module:
        """Return the network with fresh weights."""
        parts: dict[str, nn.Module] = {
            "stem": nn.Sequential(
                nn.Conv2d(self.channels, self.base, 7, 2, 3, bias=False),
                nn.BatchNorm2d(self.base),
                nn.MaxPool2d(3, 2, 1),
            )
        }
        parts |= residual_parts(self.stages())
        width = self.base * 8
        parts["head"] = nn.Sequential(
            nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(width, self.classes)
        )
        return staged(**parts)
