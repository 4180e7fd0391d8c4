"""Linear quantization (LQ): the grid spans the largest weight; nothing is clipped."""

import dataclasses
from typing import ClassVar

import torch
from jaxtyping import Float, Int
from torch import Tensor

from engine.core.params import param
from engine.quantization.base import ClipMethod, Quantized, assemble, checked
from engine.quantization.grid import (
    CHUNK,
    encode,
    join_blocks,
    join_statistics,
    safe_step,
    split_blocks,
    symmetric_step,
)

SMALLEST_SQUARED, LARGEST_SQUARED = 1e-12, 1e12
"""Magnitudes whose squares, and sums of squares, single precision holds."""


@dataclasses.dataclass(frozen=True)
class LinearQuantization(ClipMethod):
    """Linear quantization: levels at equal distances up to the largest weight of a block.

    Symmetric: ``q = clamp(round(w / step))`` with ``step = max|w| / (2^(bits-1) - 1)``.
    Asymmetric: the grid spans min to max (and 0), with ``2^bits`` levels; the level convention
    does not matter then. Baseline of arXiv 2210.16621.

    >>> LinearQuantization(bits=2)(torch.tensor([[1.0, -0.4, 0.6]])).codes
    tensor([[1, 0, 1]], dtype=torch.int16)
    """

    title: ClassVar[str] = "LQ"
    summary: ClassVar[str] = "Equal steps up to the largest weight; nothing is clipped."

    symmetric: bool = param(
        default=True, meaning="the same range on both sides of zero", choices=(True, False)
    )

    def clip_of(self, blocks: Float[Tensor, "rows groups size"]) -> Float[Tensor, "rows groups"]:
        """Return the largest magnitude of each block."""
        return largest_magnitude(blocks)

    def __call__(self, weight: Float[Tensor, "rows columns *kernel"]) -> Quantized:
        """Quantize ``weight``, which is left as it is.

        Args:
            weight: Finite weights; output channels on the first axis.

        Returns:
            The quantized weight; half and bfloat16 input gives float32.

        Raises:
            ValueError: If the weight is empty or holds NaN or infinity.
        """
        if self.symmetric:
            return super().__call__(weight)
        blocks = split_blocks(checked(weight), self.granularity)
        grids = [_asymmetric_codes(part, self.bits) for part in blocks]
        return assemble(
            self,
            join_blocks(tuple(codes for codes, _, _ in grids), tuple(weight.shape)),
            join_statistics(tuple(step for _, step, _ in grids)),
            join_statistics(tuple(offset for _, _, offset in grids)),
            join_statistics(tuple(largest_magnitude(part) for part in blocks)),
        )


def largest_magnitude(
    blocks: Float[Tensor, "rows groups size"],
) -> Float[Tensor, "rows groups"]:
    """Return max|w| of each block as float64."""
    return torch.maximum(-blocks.amin(dim=-1), blocks.amax(dim=-1)).double()


def safe_to_square(
    blocks: Float[Tensor, "rows groups size"], largest: Float[Tensor, "rows groups"]
) -> Float[Tensor, "rows groups size"]:
    """Return ``blocks``, in double precision where squares would overflow or vanish in single.

    Args:
        blocks: Weights.
        largest: Largest magnitude of each block.
    """
    extreme = (largest > LARGEST_SQUARED) | ((largest > 0.0) & (largest < SMALLEST_SQUARED))
    return blocks.double() if bool(extreme.any()) else blocks


def _asymmetric_codes(
    blocks: Float[Tensor, "rows groups size"], bits: int
) -> tuple[
    Int[Tensor, "rows groups size"], Float[Tensor, "rows groups"], Int[Tensor, "rows groups"]
]:
    """Return codes, steps and offsets of grids that span each block's range and zero."""
    low = blocks.amin(dim=-1).double().clamp(max=0.0)
    high = blocks.amax(dim=-1).double().clamp(min=0.0)
    highest = 2**bits - 1
    step = safe_step((high - low) / highest, blocks.dtype)
    offset = (low / step.double()).round().to(torch.int32)
    return encode(blocks, step, (0, highest), offset), step, offset


def quantize_into(
    weight: Float[Tensor, "*shape"], out: Float[Tensor, "*_"], *, bits: int
) -> float:
    """Write symmetric per-tensor LQ of ``weight`` into ``out`` and return the step.

    Nothing is allocated but one cache-sized view at a time, so it runs near the speed of a
    memory copy: one pass finds max|w|, the second scales, rounds and scales back. Nothing
    exceeds the grid, so both level conventions give the same result.

    Args:
        weight: Contiguous finite weights of any shape.
        out: Contiguous tensor of the same shape and type; may be ``weight`` itself.
        bits: Bits of a code, 2 to 8.

    Returns:
        The distance between levels.

    Raises:
        ValueError: If shapes, types or layout differ, or a weight is NaN or infinite.
    """
    LinearQuantization(bits=bits)
    check_buffer(weight, out)
    source, target = weight.detach().view(-1), out.detach().view(-1)
    low, high = torch.aminmax(source)
    largest = torch.maximum(-low, high).double()
    if not bool(torch.isfinite(largest)):
        raise ValueError("weights must be finite, got NaN or infinity; replace them first")
    step = float(symmetric_step(largest, bits, weight.dtype))
    round_into(source, target, step, None)
    return step


def check_buffer(weight: Float[Tensor, "*shape"], out: Float[Tensor, "*_"]) -> None:
    """Raise ``ValueError`` unless ``out`` can take the quantized ``weight``."""
    if weight.shape != out.shape or weight.dtype != out.dtype or weight.numel() == 0:
        raise ValueError(
            f"out must have shape {tuple(weight.shape)}, not empty, and type {weight.dtype}, "
            f"got {tuple(out.shape)} and {out.dtype}; use torch.empty_like(weight)"
        )
    if not (weight.is_contiguous() and out.is_contiguous()):
        raise ValueError("weight and out must be contiguous; call .contiguous() first")


def round_into(
    source: Float[Tensor, " size"],
    target: Float[Tensor, " size"],
    step: float,
    limits: tuple[int, int] | None,
) -> None:
    """Round ``source`` to multiples of ``step`` into ``target``, in pieces that fit a cache.

    Args:
        source: Weights.
        target: Takes the result; may be ``source``.
        step: Distance between levels.
        limits: Lowest and highest code; None where no weight lies beyond the grid.
    """
    scale = 1.0 / step
    for start in range(0, source.numel(), CHUNK):
        piece = target[start : start + CHUNK]
        torch.mul(source[start : start + CHUNK], scale, out=piece)
        piece.round_()
        if limits is not None:
            piece.clamp_(*limits)
        piece.mul_(step)
