"""Blocks in which every tensor is Boolean: BaseNet's and BoolNet's (arXiv 2106.06991)."""

import dataclasses

import torch
from jaxtyping import Float
from torch import Tensor, nn

from engine.binary.convolution import BinaryConvolution, BinaryRules, KernelShape
from engine.binary.gates import GATES
from engine.binary.sign import SLICES, MultiSliceSign
from engine.core.params import param
from engine.cost.description import Description
from engine.cost.marks import mark

KINDS = ("base", "bool")
RULES = BinaryRules(border="replicate", scaled=True, progressive=True)


@dataclasses.dataclass(frozen=True)
class BooleanBlock(Description):
    """Two multi-slice binary convolutions with Boolean gates as shortcuts.

    Base: ``a = inner(MS(BN(conv1(x))), r)`` and ``y = outer(MS(BN(conv2(a))), r)`` with r = x, or
    x brought to the new shape. Bool: the output has twice the channels, y beside the half of the
    input that the convolutions did not see (r where there is none), interleaved. The last block
    of a network gives floats: ``BN(conv2(a)) + BN(mean of a over the slices)``.

    >>> BooleanBlock(in_channels=64, out_channels=64, slices=4).cost(56).stored_maps[-1].shape
    (4, 64, 56, 56)
    """

    in_channels: int = param(64, 1, 8192, "channels of each slice of the input")
    out_channels: int = param(64, 1, 8192, "channels of the convolutions")
    slices: int = param(4, meaning="slices of the multi-slice sign", choices=SLICES)
    kind: str = param("base", meaning="BaseNet's or BoolNet's block", choices=KINDS)
    stride: int = param(1, meaning="stride of the first convolution", choices=(1, 2))
    dilation: int = param(1, 1, 8, "distance of the kernels' taps")
    downsample: bool = param(
        default=False, meaning="bring the shortcut to a new shape", choices=(False, True)
    )
    binary_downsample: bool = param(
        default=True, meaning="binary 1x1 convolution there, else float", choices=(True, False)
    )
    last: bool = param(
        default=False, meaning="last block of a network: floats", choices=(False, True)
    )
    inner_gate: str = param("xnor", meaning="gate after the first sign", choices=tuple(GATES))
    outer_gate: str = param("or", meaning="gate after the second sign", choices=tuple(GATES))

    def __post_init__(self) -> None:
        """Check the fields, and that the shortcut fits.

        Raises:
            ValueError: If channels or stride change without downsampling.
        """
        super().__post_init__()
        fits = self.in_channels == self.out_channels or self.carries
        if not self.downsample and (self.stride != 1 or not fits):
            raise ValueError(
                f"the shortcut must keep its shape, got {self.in_channels} channels to "
                f"{self.out_channels} at stride {self.stride}; set downsample=True"
            )

    @property
    def carries(self) -> bool:
        """Whether half of the input passes beside the convolutions."""
        doubled = self.in_channels == 2 * self.out_channels
        return self.kind == "bool" and doubled and not self.downsample

    @property
    def output_bits(self) -> int:
        """Bits that each position and channel of ``out_channels`` takes in the output."""
        return self.slices * (2 if self.kind == "bool" else 1)

    def build(self) -> nn.Module:
        """Return the block with fresh weights."""
        return BooleanLayers(self)

    def input_shape(self, side: int) -> tuple[int, ...]:
        """Return (slices, in_channels, side, side)."""
        return (self.slices, self.in_channels, side, side)


class BooleanLayers(nn.Module):
    """The block of a :class:`BooleanBlock`.

    ``residual_norm`` is used in a network's last block only, but stands in every block, as in
    the authors' code, whose parameters the published tables count. The last block's map counts
    as stored in the form that the other blocks have.
    """

    def __init__(self, block: BooleanBlock) -> None:
        """Build the layers that the description names."""
        super().__init__()
        self.block = block
        slices, outgoing = block.slices, block.out_channels
        ingoing = outgoing if block.carries else block.in_channels
        first = KernelShape(3, block.stride, block.dilation, slices)
        second = KernelShape(3, 1, block.dilation, slices)
        self.first = BinaryConvolution(slices * ingoing, outgoing, first, rules=RULES)
        self.first_norm = nn.BatchNorm2d(outgoing)
        self.first_sign = MultiSliceSign(slices)
        self.second = BinaryConvolution(slices * outgoing, outgoing, second, rules=RULES)
        self.second_norm = nn.BatchNorm2d(outgoing)
        self.second_sign = MultiSliceSign(slices)
        self.residual_norm = nn.BatchNorm2d(outgoing)
        self.downsample = _downsample(block) if block.downsample else None
        mark(self.first_sign, stored_bits=1)
        mark(self, stored_bits=block.output_bits if block.last else 1)

    def forward(
        self, maps: Float[Tensor, "samples slices ingoing height width"]
    ) -> Float[Tensor, "samples *outgoing out_height out_width"]:
        """Return slices of -1 and +1, or in a network's last block one float map."""
        seen, carried = maps, None
        if self.block.carries:
            seen, carried = maps.chunk(2, dim=2)
        residual = seen
        if self.downsample is not None:
            residual = self.downsample(seen.flatten(1, 2))
        inner, outer = GATES[self.block.inner_gate], GATES[self.block.outer_gate]
        middle = self.first_sign(self.first_norm(self.first(seen.flatten(1, 2))))
        middle = inner(middle, residual)  # samples slices outgoing out_height out_width
        found = self.second_norm(self.second(middle.flatten(1, 2)))
        if self.block.last:
            return found + self.residual_norm(middle.mean(dim=1))
        found = outer(self.second_sign(found), residual)
        if self.block.kind == "base":
            return found
        beside = residual if carried is None else carried
        return torch.stack([found, beside], dim=3).flatten(2, 3)  # channels of both in turn


def _downsample(block: BooleanBlock) -> nn.Sequential:
    ingoing, outgoing = block.slices * block.in_channels, block.out_channels
    layers: list[nn.Module]
    if block.binary_downsample:
        layers = [
            BinaryConvolution(ingoing, outgoing, KernelShape(1), rules=RULES, bias=True),
            nn.MaxPool2d(2, ceil_mode=True),
        ]
    else:
        layers = [
            nn.Conv2d(ingoing, outgoing, 1, groups=block.slices),
            nn.AvgPool2d(2, ceil_mode=True),
        ]
    if block.stride == 1:
        layers.pop()
    return nn.Sequential(*layers, nn.BatchNorm2d(outgoing), MultiSliceSign(block.slices))
