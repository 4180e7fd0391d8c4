"""The grid of levels: how weights fall into blocks, how a clip becomes a step, and rounding.

A block is what shares one step: the whole tensor, one row, or a group of 64 or 128 neighbours
inside a row. Blocks are handled as ``(rows, groups, size)``, one row of tensors for each
granularity; the last group of a row may be shorter and then forms a second part.
"""

import math
from collections.abc import Iterator

import torch
from jaxtyping import Float, Int, Num
from torch import Tensor

GRANULARITIES = ("tensor", "row", "group64", "group128")
LEVELS = ("full", "restricted")
CHUNK = 131_072  # weights worked on at a time: half a megabyte stays in the cache
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


def encode(
    blocks: Float[Tensor, "rows groups size"],
    step: Float[Tensor, "rows groups"],
    limits: tuple[int, int],
    offset: Int[Tensor, "rows groups"] | None = None,
) -> Int[Tensor, "rows groups size"]:
    """Return the codes: divide by the step, round half to even, clamp to ``limits``.

    Args:
        blocks: Weights.
        step: Distance between levels of each block.
        limits: Lowest and highest code.
        offset: What an asymmetric grid adds to a code; None means 0.
    """
    scale = (1.0 / step.double()).to(blocks.dtype).unsqueeze(-1)
    codes = torch.empty(blocks.shape, dtype=torch.int16, device=blocks.device)
    for rows, part in pieces(blocks.shape):
        scaled = blocks[rows, :, part] * scale[rows]
        if offset is not None:
            scaled -= offset[rows].unsqueeze(-1)
        codes[rows, :, part] = scaled.round_().clamp_(*limits)
    return codes


def clipped_error(
    blocks: Float[Tensor, "rows groups size"],
    clip: Float[Tensor, "rows groups"],
    bits: int,
    levels: str,
) -> Float[Tensor, "rows groups"]:
    """Return each block's mean squared error (float64) when it is quantized with this clip."""
    step = symmetric_step(clip, bits, blocks.dtype).unsqueeze(-1)
    scale = (1.0 / step.double()).to(blocks.dtype)
    total = torch.zeros(clip.shape, dtype=torch.float64, device=blocks.device)
    limits = level_range(bits, levels)
    for rows, part in pieces(blocks.shape):
        piece = blocks[rows, :, part]
        error = (piece * scale[rows]).round_().clamp_(*limits).mul_(step[rows]).sub_(piece)
        total[rows] += error.square_().sum(dim=-1, dtype=torch.float64)
    return total / blocks.shape[-1]


def pieces(shape: tuple[int, ...]) -> Iterator[tuple[slice, slice]]:
    """Cut ``(rows, groups, size)`` into slices of rows, or of one long block, that fit a cache."""
    rows, groups, size = shape
    if rows == 1:
        length = max(1, CHUNK // groups)
        for start in range(0, size, length):
            yield slice(None), slice(start, start + length)
        return
    height = max(1, CHUNK // (groups * size))
    for start in range(0, rows, height):
        yield slice(start, start + height), slice(None)


def dequantize(
    codes: Int[Tensor, "rows columns *kernel"],
    step: Float[Tensor, " blocks"],
    offset: Int[Tensor, " blocks"],
    granularity: str,
) -> Float[Tensor, "rows columns *kernel"]:
    """Return ``(code + offset) * step``, the weights that the codes stand for."""
    parts = split_blocks(codes, granularity)
    steps = split_statistics(step, parts)
    offsets = split_statistics(offset, parts) if bool(offset.any()) else (None,) * len(parts)
    values = [_decode(*each) for each in zip(parts, steps, offsets, strict=True)]
    return join_blocks(tuple(values), tuple(codes.shape))


def _decode(
    codes: Int[Tensor, "rows groups size"],
    step: Float[Tensor, "rows groups"],
    offset: Int[Tensor, "rows groups"] | None,
) -> Float[Tensor, "rows groups size"]:
    values = torch.empty(codes.shape, dtype=step.dtype, device=codes.device)
    for rows, part in pieces(codes.shape):
        piece = values[rows, :, part]
        piece.copy_(codes[rows, :, part])
        if offset is not None:
            piece += offset[rows].unsqueeze(-1)
        piece *= step[rows].unsqueeze(-1)
    return values


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
