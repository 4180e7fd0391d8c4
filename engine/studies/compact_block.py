"""A compact block step by step, and compact networks block by block: shapes, weights, work."""

import dataclasses
import time

import numpy as np
import torch
from torch import Tensor

from engine.compact import AsymmetricBlock
from engine.cost import CountingRules, NetworkCost
from engine.cost.rules import layer_operations, layer_parameters

LARGEST = 2**23


@dataclasses.dataclass(frozen=True)
class Step:
    """One step of a block and the tensor that it gives.

    Attributes:
        part: "input", "expand", "reuse", "depthwise", "squeeze", "project" or "shortcut".
        shape: (channels, height, width) of its tensor.
        reused: Channels on each side that are the block's input, unchanged.
        parameters: Numbers in its weights, batch norm included, under the counting rules.
        operations: Its operations under the counting rules.
    """

    part: str
    shape: tuple[int, int, int]
    reused: int
    parameters: int
    operations: float


def block_steps(
    block: AsymmetricBlock, side: int, rules: CountingRules | None = None
) -> tuple[Step, ...]:
    """Return what a block does, first to last (arXiv 2104.07770).

    Args:
        block: Asymmetry 0 makes it an inverted residual.
        side: Height and width of the input in pixels.
        rules: How to count; the default rules if None.

    >>> steps = block_steps(AsymmetricBlock(in_channels=16, expanded=64, out_channels=16), 8)
    >>> [(each.part, each.shape[0]) for each in steps if each.part != "depthwise"]
    [('input', 16), ('expand', 48), ('reuse', 80), ('project', 16), ('shortcut', 16)]
    """
    chosen = rules or CountingRules()
    layers = block.cost(side).layers
    out, middle = -(-side // block.stride), block.middle_channels
    reused = block.asymmetry * block.in_channels if block.expands else 0

    def step(part: str, channels: int, at: int, kept: int = 0) -> Step:
        own = [x for x in layers if x.name.partition(".")[0] == part]
        return Step(
            part,
            (channels, at, at),
            kept,
            sum(layer_parameters(x, chosen) for x in own),
            sum(layer_operations(x, chosen) for x in own),
        )

    found = [step("input", block.in_channels, side)]
    if block.expands:
        found.append(step("expand", block.expanded - reused, side))
    if reused:
        found.append(step("reuse", middle, side, reused))
    found.append(step("depthwise", middle, out))
    if block.squeeze:
        found.append(step("squeeze", middle, out))
    found.append(step("project", block.out_channels, out))
    if block.shortcut:
        found.append(step("shortcut", block.out_channels, out))
    return tuple(found)


@dataclasses.dataclass(frozen=True)
class Run:
    """A block that really ran on random numbers.

    Attributes:
        output_shape: (channels, height, width) that came out.
        depthwise_channels: Channels that the depthwise convolution read.
        input_inside: Whether those held the input unchanged on each side, as often as they should.
        milliseconds: Of one pass after one to warm up.
    """

    output_shape: tuple[int, ...]
    depthwise_channels: int
    input_inside: bool
    milliseconds: float


def run_block(block: AsymmetricBlock, side: int, *, seed: int = 0) -> Run:
    """Build a block with fresh weights and send one random input through it.

    Args:
        block: The block.
        side: Height and width of the input in pixels.
        seed: Of the input's numbers.

    Raises:
        ValueError: If its widest tensor has more than ``LARGEST`` numbers.
    """
    values = block.middle_channels * side**2
    if values > LARGEST:
        raise ValueError(
            f"a live run holds tensors of at most {LARGEST:,} numbers, got {values:,}; "
            "take a lower resolution or fewer channels"
        )
    maps = torch.randn(1, *block.input_shape(side), generator=torch.Generator().manual_seed(seed))
    module = block.build().eval()
    read: list[Tensor] = []
    depthwise = module.get_submodule("depthwise")
    hook = depthwise.register_forward_pre_hook(lambda _, arguments: read.append(arguments[0]))
    with torch.inference_mode():
        module(maps)
        hook.remove()
        start = time.perf_counter()
        output = module(maps)
        seconds = time.perf_counter() - start
    middle = read[0]
    sides = block.asymmetry * block.in_channels if block.expands else 0
    copies = torch.cat([maps] * block.asymmetry, dim=1) if sides else maps[:, :0]
    ends = (middle[:, :sides], middle[:, middle.shape[1] - sides :])
    inside = all(torch.equal(each, copies) for each in ends)
    return Run(tuple(output.shape[1:]), middle.shape[1], inside, 1000 * seconds)


def work_by_block(cost: NetworkCost, rules: CountingRules) -> tuple[tuple[str, ...], np.ndarray]:
    """Return the operations of each block of a staged network, first to last.

    Args:
        cost: Of AsymmNet or MobileNetV3.
        rules: How to count.

    Returns:
        Names ("stem", "block 1", ..., "last", "head") and their operations.
    """
    sums: dict[str, float] = {}
    for each in cost.layers:
        stage, _, rest = each.name.partition(".")
        key = f"{stage}.{rest.partition('.')[0]}" if stage.startswith("stage") else stage
        sums[key] = sums.get(key, 0.0) + layer_operations(each, rules)
    names, number = [], 0
    for key in sums:
        number += key.startswith("stage")
        names.append(f"block {number}" if key.startswith("stage") else key)
    return tuple(names), np.array(list(sums.values()), np.float64)
