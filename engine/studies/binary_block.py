"""A binary block step by step: every tensor's shape, bits and share of the energy."""

import dataclasses
from collections.abc import Iterator

from engine.binary import BooleanBlock, ResidualBlock
from engine.cost import NetworkCost
from engine.cost.energy import Calibrated, FirstPrinciples

BinaryBlock = BooleanBlock | ResidualBlock
FLOAT_BITS = 32


@dataclasses.dataclass(frozen=True)
class Step:
    """One step of a block and the tensor that it gives.

    Attributes:
        part: "input", "bring", "norm", "sign", "convolution", "slices", "inner", "outer",
            "output", "shortcut" or "add".
        shape: Of its tensor, without the batch.
        bits: Bits of each of its numbers; sums of a binary convolution count 32.
        stored: Whether the cost model writes it to memory and reads it again.
        binary_weights: Weights of one bit.
        float_parameters: All other parameters.
        binary_multiply_adds: Products of one bit with one bit.
        float_multiply_adds: All other products.
        energy_picojoules: What the energy model gives for the step.
    """

    part: str
    shape: tuple[int, ...]
    bits: int
    stored: bool
    binary_weights: int
    float_parameters: int
    binary_multiply_adds: int
    float_multiply_adds: int
    energy_picojoules: float

    @property
    def tensor_bits(self) -> int:
        """Bits of the whole tensor."""
        total = self.bits
        for each in self.shape:
            total *= each
        return total


@dataclasses.dataclass(frozen=True)
class _Row:
    part: str
    shape: tuple[int, ...]
    bits: int = 1
    layers: tuple[str, ...] = ()
    map_name: str | None = None


def binary_block(
    kind: str, channels: int, *, slices: int = 4, new_stage: bool = False
) -> BinaryBlock:
    """Return a block as it stands inside its network, or at the start of a stage.

    A new stage halves the resolution and doubles the channels. BoolNet's maps carry twice the
    channels, so its block reads 2 x channels inside a stage and channels at the start of one.

    Args:
        kind: "bool", "base", "bireal" or "xnor".
        channels: Channels of the block's convolutions, at least 1.
        slices: Of the Boolean blocks.
        new_stage: Whether the block opens a stage.

    Raises:
        ValueError: If the channels are not positive, a new stage cannot halve them, or the slices
            do not divide them.

    >>> binary_block("bool", 64).in_channels
    128
    """
    if channels < 1:
        raise ValueError(f"a block needs at least 1 channel, got {channels}; type 64, say")
    if new_stage and channels % 2:
        raise ValueError(
            f"a stage that doubles the channels needs an even number, got {channels}; "
            "type an even number or build a block inside a stage"
        )
    stride, before = (2, channels // 2) if new_stage else (1, channels)
    if kind in ("bireal", "xnor"):
        return ResidualBlock(in_channels=before, out_channels=channels, stride=stride, kind=kind)
    if channels % slices:
        raise ValueError(
            f"{slices} slices must divide the channels, got {channels}; each slice feeds its own "
            "share of the outputs, so type a multiple or take fewer slices"
        )
    return BooleanBlock(
        in_channels=before * (2 if kind == "bool" else 1),
        out_channels=channels,
        slices=slices,
        kind=kind,
        stride=stride,
        downsample=new_stage,
    )


def block_steps(
    block: BinaryBlock, side: int, energy: Calibrated | FirstPrinciples | None = None
) -> tuple[Step, ...]:
    """Return what a block does, first to last, with the energy of each step.

    Args:
        block: Not a network's last one, whose output is float.
        side: Height and width of the input in pixels.
        energy: The energy model; the calibrated one if None.

    Raises:
        ValueError: If the block is a network's last, or its maps are too large to count.

    >>> [step.bits for step in block_steps(binary_block("base", 64), 56) if step.stored]
    [1, 1]
    """
    if isinstance(block, BooleanBlock) and block.last:
        raise ValueError("a block inside a network is wanted, got the last; take last=False")
    model, cost = energy or Calibrated(), block.cost(side)
    rows = _boolean(block, side) if isinstance(block, BooleanBlock) else _residual(block, side)
    return tuple(_step(row, cost, model) for row in rows)


def _step(row: _Row, cost: NetworkCost, model: Calibrated | FirstPrinciples) -> Step:
    layers = tuple(x for x in cost.layers if any(_within(x.name, part) for part in row.layers))
    maps = tuple(each for each in cost.stored_maps if each.name == row.map_name)
    own = NetworkCost(layers, (), maps, ())
    return Step(
        row.part,
        row.shape,
        row.bits,
        bool(maps),
        own.binary_parameters,
        own.parameters - own.binary_parameters,
        own.binary_multiply_adds,
        own.float_multiply_adds,
        model(own).energy_picojoules,
    )


def _within(name: str, part: str) -> bool:
    return name == part or name.startswith(f"{part}.")


def _boolean(block: BooleanBlock, side: int) -> Iterator[_Row]:
    out = -(-side // block.stride)
    sums, bits = (block.out_channels, out, out), (block.slices, block.out_channels, out, out)
    yield _Row("input", block.input_shape(side))
    if block.downsample:
        yield _Row("bring", bits, layers=("downsample",))
    yield _Row("convolution", sums, FLOAT_BITS, ("first",))
    yield _Row("slices", bits, layers=("first_norm",), map_name="first_sign")
    yield _Row("inner", bits)
    yield _Row("convolution", sums, FLOAT_BITS, ("second",))
    yield _Row("slices", bits, layers=("second_norm",))
    if block.kind == "base":
        yield _Row("outer", bits, layers=("residual_norm",), map_name="")
        return
    yield _Row("outer", bits)
    doubled = (block.slices, 2 * block.out_channels, out, out)
    yield _Row("output", doubled, layers=("residual_norm",), map_name="")


def _residual(block: ResidualBlock, side: int) -> Iterator[_Row]:
    out = -(-side // block.stride)
    before, after = (block.in_channels, side, side), (block.out_channels, out, out)
    changed = block.stride == 2 or block.in_channels != block.out_channels
    yield _Row("input", before, FLOAT_BITS)
    if block.kind == "xnor":
        for number, shape in enumerate((before, after)):
            own = f"body.{number}"
            yield _Row("norm", shape, FLOAT_BITS, (f"{own}.0",))
            yield _Row("sign", shape)
            yield _Row("convolution", after, FLOAT_BITS, (f"{own}.2",), f"{own}.2")
        if changed:
            yield _Row("shortcut", after, FLOAT_BITS, ("shortcut",))
        yield _Row("add", after, FLOAT_BITS)
        return
    for number, shape in enumerate((before, after)):
        own = f"{number}.body"
        yield _Row("sign", shape)
        yield _Row("convolution", after, FLOAT_BITS, (f"{own}.1",), f"{own}.1")
        yield _Row("norm", after, FLOAT_BITS, (f"{own}.2",))
        if changed and not number:
            yield _Row("shortcut", after, FLOAT_BITS, (f"{number}.shortcut",))
        yield _Row("add", after, FLOAT_BITS)
