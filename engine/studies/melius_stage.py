"""A stage of MeliusNet step by step: what grows, what is improved, what each step costs."""

import dataclasses
import itertools

import torch

from engine.binary import DenseBinaryNetwork, MeliusBlock
from engine.cost import CountingRules, NetworkCost
from engine.cost.rules import layer_operations

LARGEST = 2**23
STEM_DIVIDES_BY = 4


@dataclasses.dataclass(frozen=True)
class StageStep:
    """One step of a stage and the map that it gives.

    Attributes:
        part: "input", "dense" or "improve".
        block: Number of the block from 1; 0 for the input.
        channels: Channels of its map.
        first: First channel that it made or changed.
        last: One behind the last such channel.
        binary_multiply_adds: Of its convolution.
        weight_bits: Bits of its convolution's weights.
    """

    part: str
    block: int
    channels: int
    first: int
    last: int
    binary_multiply_adds: int = 0
    weight_bits: int = 0


def stage_side(stage: int, side: int = 224) -> int:
    """Return height and width of the maps of a stage, in pixels.

    Args:
        stage: From 1.
        side: Of the picture.

    >>> [stage_side(each) for each in (1, 2, 3, 4)]
    [56, 28, 14, 7]
    """
    found = -(-side // STEM_DIVIDES_BY)
    for _ in range(stage - 1):
        found = max(1, found // 2)
    return found


def stage_steps(network: DenseBinaryNetwork, stage: int, side: int = 224) -> tuple[StageStep, ...]:
    """Return the steps of one stage, first to last (arXiv 2001.05936).

    A 3x3 convolution that reads c channels and writes g takes ``9 c g`` bits and that many
    binary multiply-adds at each place of the map.

    Args:
        network: The description of the network.
        stage: From 1.
        side: Height and width of the picture in pixels.

    Raises:
        ValueError: If the network has no such stage or the side is not positive.

    >>> steps = stage_steps(DenseBinaryNetwork(), 1)
    >>> [(each.part, each.channels) for each in steps[:3]]
    [('input', 64), ('dense', 128), ('improve', 128)]
    """
    if not 1 <= stage <= len(network.blocks):
        raise ValueError(f"stage must lie between 1 and {len(network.blocks)}, got {stage}")
    if side < 1:
        raise ValueError(f"side must be at least 1 pixel, got {side}")
    places, grown = stage_side(stage, side) ** 2, network.growth
    channels = network.entries[stage - 1]
    found = [StageStep("input", 0, channels, 0, channels)]
    for block in range(1, network.blocks[stage - 1] + 1):
        for part in ("dense", "improve") if network.improves else ("dense",):
            bits = 9 * channels * grown
            if part == "dense":
                channels += grown
            found.append(
                StageStep(part, block, channels, channels - grown, channels, bits * places, bits)
            )
    return tuple(found)


@dataclasses.dataclass(frozen=True)
class BlockRun:
    """A block that really ran with fresh weights on random numbers.

    Attributes:
        channels: Channels that came in and went out.
        kept: Channels of the input that came out equal to the bit.
        values_before: Different numbers in the new channels behind the dense block.
        values_after: The same behind the improvement block; equal without one.
        changed: Share of the new channels' numbers that the improvement block changed, 0..1.
    """

    channels: tuple[int, int]
    kept: int
    values_before: int
    values_after: int
    changed: float


def run_block(block: MeliusBlock, side: int, *, seed: int = 0) -> BlockRun:
    """Build a block with fresh weights and send one random map through it.

    Args:
        block: The block.
        side: Height and width of the map in pixels.
        seed: Of weights and map.

    Raises:
        ValueError: If its output has more than ``LARGEST`` numbers.
    """
    if block.out_channels * side**2 > LARGEST:
        raise ValueError(
            f"a live run holds at most {LARGEST:,} numbers, got "
            f"{block.out_channels * side**2:,}; take a smaller side or fewer channels"
        )
    dice = torch.Generator().manual_seed(seed)
    with torch.random.fork_rng(devices=[]), torch.inference_mode():
        module = block.build().eval()
        for weight in (each for each in module.parameters() if each.ndim == 4):
            weight.normal_(generator=dice)
        maps = torch.randn(1, *block.input_shape(side), generator=dice)
        grown = module[0](maps) if isinstance(module, torch.nn.Sequential) else module(maps)
        result = module(maps)
    same = (result[:, : block.in_channels] == maps).flatten(2).all(dim=2)
    new, better = grown[:, block.in_channels :], result[:, block.in_channels :]
    return BlockRun(
        (block.in_channels, result.shape[1]),
        int(same.sum()),
        len(new.unique()),
        len(better.unique()),
        float((new != better).float().mean()),
    )


def work_by_part(
    cost: NetworkCost, rules: CountingRules
) -> tuple[tuple[str, ...], tuple[float, ...], tuple[float, ...]]:
    """Return float and binary operations of stem, stages, transitions and head, in order.

    Args:
        cost: Of a staged network.
        rules: How to count.

    Returns:
        Names of the parts, their float operations, their binary operations as the rules weigh
        them.
    """
    names, sums = [], []
    for name, layers in itertools.groupby(cost.layers, key=lambda x: x.name.partition(".")[0]):
        row = [0.0, 0.0]
        for each in layers:
            row[each.binary] += layer_operations(each, rules)
        names.append(name)
        sums.append(row)
    return tuple(names), tuple(x[0] for x in sums), tuple(x[1] for x in sums)
