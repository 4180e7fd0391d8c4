"""The grid of levels: how weights fall into blocks, how a clip becomes a step, and rounding.

A block is what shares one step: the whole tensor, one row, or a group of 64 or 128 neighbours
inside a row. Blocks are handled as ``(rows, groups, size)``, one row of tensors for each
granularity; the last group of a row may be shorter and then forms a second part.
"""

import math

import torch
from jaxtyping import Float, Int, Num
from torch import Tensor

GRANULARITIES = ("tensor", "row", "group64", "group128")
LEVELS = ("full", "restricted")
SMALLEST_STEP = float(torch.finfo(torch.float32).tiny)


def level_range(bits: int, levels: str) -> tuple[int, int]:
    """Return the lowest and highest code of a symmetric grid.

    ``"full"`` keeps the extra negative level of two's complement; ``"restricted"`` does not.

    >>> level_range(3, "full"), level_range(3, "restricted")
    ((-4, 3), (-3, 3))
    """
    high = 2 ** (bits - 1) - 1
    return (-high - 1 if levels == "full" else -high), high


def split_blocks(
    weight: Num[Tensor, "rows columns *kernel"], granularity: str
) -> tuple[Num[Tensor, "_ _ _"], ...]:
    """Return the blocks of a tensor as views of shape ``(rows, groups, size)``.

    Args:
        weight: Any tensor with at least two axes.
        granularity: One of ``GRANULARITIES``.

    Returns:
        One part, or two when a row does not divide into whole groups.
    """
    if granularity == "tensor":
        return (weight.reshape(1, 1, -1),)
    flat = weight.reshape(weight.shape[0], -1)
    rows, length = flat.shape
    if granularity == "row":
        return (flat.reshape(rows, 1, length),)
    size = int(granularity.removeprefix("group"))
    whole = length // size * size
    parts = []
    if whole:
        parts.append(flat[:, :whole].unflatten(1, (-1, size)))
    if whole < length:
        parts.append(flat[:, whole:].unsqueeze(1))
    return tuple(parts)


def join_blocks(
    parts: tuple[Num[Tensor, "_ _ _"], ...], shape: tuple[int, ...]
) -> Num[Tensor, "rows columns *kernel"]:
    """Put the parts of :func:`split_blocks` together again in the given shape."""
    if len(parts) == 1:
        return parts[0].reshape(shape)
    return torch.cat([part.flatten(1) for part in parts], dim=1).reshape(shape)


def join_statistics(parts: tuple[Num[Tensor, "_ _"], ...]) -> Num[Tensor, " blocks"]:
    """Put one number for each block in order: row by row, and group by group within a row."""
    return torch.cat(list(parts), dim=1).reshape(-1)


def split_statistics(
    values: Num[Tensor, " blocks"], parts: tuple[Num[Tensor, "_ _ _"], ...]
) -> tuple[Num[Tensor, "_ _"], ...]:
    """Undo :func:`join_statistics` for the given parts."""
    rows = parts[0].shape[0]
    return values.reshape(rows, -1).split([part.shape[1] for part in parts], dim=1)


def symmetric_step(
    clip: Float[Tensor, "*blocks"], bits: int, dtype: torch.dtype
) -> Float[Tensor, "*blocks"]:
    """Return the distance between levels, ``clip / (2^(bits-1) - 1)``; 1 where the clip is 0."""
    return safe_step(clip.double() / (2 ** (bits - 1) - 1), dtype)


def safe_step(step: Float[Tensor, "*blocks"], dtype: torch.dtype) -> Float[Tensor, "*blocks"]:
    """Return ``step`` in ``dtype``, with 1 where it is too small to divide by."""
    return torch.where(step < SMALLEST_STEP, 1.0, step).to(dtype)


def round_to_grid(
    blocks: Float[Tensor, "rows groups size"],
    step: Float[Tensor, "rows groups"],
    limits: tuple[int, int],
    offset: Int[Tensor, "rows groups"] | None = None,
) -> Float[Tensor, "rows groups size"]:
    """Return the codes, still as floats: round half to even, then clamp to ``limits``.

    Args:
        blocks: Weights.
        step: Distance between levels of each block.
        limits: Lowest and highest code.
        offset: What an asymmetric grid adds to a code; None means 0.
    """
    scaled = blocks * (1.0 / step.double()).to(blocks.dtype).unsqueeze(-1)
    if offset is not None:
        scaled -= offset.unsqueeze(-1)
    return scaled.round_().clamp_(*limits)


def dequantize(
    codes: Int[Tensor, "rows columns *kernel"],
    step: Float[Tensor, " blocks"],
    offset: Int[Tensor, " blocks"],
    granularity: str,
) -> Float[Tensor, "rows columns *kernel"]:
    """Return ``(code + offset) * step``, the weights that the codes stand for."""
    parts = split_blocks(codes, granularity)
    values = tuple(
        (part + offset_part.unsqueeze(-1)).to(step.dtype) * step_part.unsqueeze(-1)
        for part, step_part, offset_part in zip(
            parts, split_statistics(step, parts), split_statistics(offset, parts), strict=True
        )
    )
    return join_blocks(values, tuple(codes.shape))


def fold_columns(
    expanded: Float[Tensor, "rows expanded_columns *kernel"], split_columns: tuple[int, ...]
) -> Float[Tensor, "rows columns *kernel"]:
    """Add each appended column onto the column that it was split from."""
    if not split_columns:
        return expanded
    columns = expanded.shape[1] - len(split_columns)
    folded = expanded[:, :columns].clone()
    index = torch.tensor(split_columns, device=expanded.device)
    return folded.index_add_(1, index, expanded[:, columns:])


def block_count(shape: tuple[int, ...], granularity: str) -> int:
    """Return how many blocks, and so how many steps, a tensor of this shape has.

    >>> block_count((4, 100), "group64")
    8
    """
    if granularity == "tensor":
        return 1
    if granularity == "row":
        return shape[0]
    return shape[0] * math.ceil(math.prod(shape[1:]) / int(granularity.removeprefix("group")))
