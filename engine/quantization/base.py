"""What every quantizer shares: its settings, its steps, and the checks on its input."""

import dataclasses
from abc import abstractmethod
from typing import ClassVar

import torch
from jaxtyping import Float, Int
from torch import Tensor

from engine.core.params import Settings, param
from engine.quantization.folding import fold_columns
from engine.quantization.grid import (
    GRANULARITIES,
    LEVELS,
    dequantize,
    encode,
    join_blocks,
    join_statistics,
    level_range,
    split_blocks,
    symmetric_step,
)
from engine.quantization.result import Quantized


@dataclasses.dataclass(frozen=True)
class Method(Settings):
    """A quantizer: settings when it is built, ``method(weight)`` to run it."""

    title: ClassVar[str] = ""
    summary: ClassVar[str] = ""

    bits: int = param(4, 2, 8, "bits of a weight", step=1)
    granularity: str = param("tensor", meaning="what shares one step", choices=GRANULARITIES)
    levels: str = param("full", meaning="keep the extra negative level or not", choices=LEVELS)

    @abstractmethod
    def __call__(self, weight: Float[Tensor, "rows columns *kernel"]) -> Quantized:
        """Quantize ``weight``, which is left as it is."""
        raise NotImplementedError


@dataclasses.dataclass(frozen=True)
class ClipMethod(Method):
    """A symmetric quantizer that is told apart by how it chooses the clip of each block."""

    @abstractmethod
    def clip_of(self, blocks: Float[Tensor, "rows groups size"]) -> Float[Tensor, "rows groups"]:
        """Return the clip of each block as float64; 0 only for a block of zeros."""
        raise NotImplementedError

    def __call__(self, weight: Float[Tensor, "rows columns *kernel"]) -> Quantized:
        """Clip every block, then round it to the grid inside the clip.

        Args:
            weight: Finite weights; output channels on the first axis.

        Returns:
            The quantized weight; half and bfloat16 input gives float32.

        Raises:
            ValueError: If the weight is empty or holds NaN or infinity.
        """
        blocks = split_blocks(checked(weight), self.granularity)
        clips = tuple(self.clip_of(part) for part in blocks)
        return quantize_with_clips(self, blocks, clips, tuple(weight.shape))


def quantize_with_clips(
    method: Method,
    blocks: tuple[Float[Tensor, "_ _ _"], ...],
    clips: tuple[Float[Tensor, "_ _"], ...],
    shape: tuple[int, ...],
    split_columns: tuple[int, ...] = (),
) -> Quantized:
    """Round blocks to symmetric grids with the given clips.

    Args:
        method: Gives bits, granularity and level convention.
        blocks: Parts of :func:`engine.quantization.grid.split_blocks`.
        clips: One clip for each block of each part.
        shape: Shape of the codes.
        split_columns: Originals of the appended columns, if channels were split.
    """
    limits = level_range(method.bits, method.levels)
    steps = tuple(
        symmetric_step(clip, method.bits, part.dtype)
        for part, clip in zip(blocks, clips, strict=True)
    )
    codes = tuple(encode(part, step, limits) for part, step in zip(blocks, steps, strict=True))
    step = join_statistics(steps)
    return assemble(
        method,
        join_blocks(codes, shape),
        step,
        torch.zeros(step.shape, dtype=torch.int32, device=step.device),
        join_statistics(clips).double(),
        split_columns,
    )


def assemble(
    method: Method,
    codes: Int[Tensor, "rows expanded_columns *kernel"],
    step: Float[Tensor, " blocks"],
    offset: Int[Tensor, " blocks"],
    clip: Float[Tensor, " blocks"],
    split_columns: tuple[int, ...] = (),
) -> Quantized:
    """Build the result from codes, so that its weight is exactly what the codes stand for."""
    expanded = dequantize(codes, step, offset, method.granularity)
    return Quantized(
        weight=fold_columns(expanded, split_columns),
        codes=codes,
        step=step,
        offset=offset,
        clip=clip,
        bits=method.bits,
        granularity=method.granularity,
        split_columns=split_columns,
    )


def checked(
    weight: Float[Tensor, "rows columns *kernel"],
) -> Float[Tensor, "rows columns *kernel"]:
    """Return ``weight`` detached and as float32 (float64 stays), after checking it.

    Raises:
        ValueError: If it has fewer than two axes, is empty, or holds NaN or infinity.
    """
    if weight.ndim < 2:
        raise ValueError(
            f"a weight must have rows and columns, got shape {tuple(weight.shape)}; "
            "biases and norms are left in full precision"
        )
    if weight.numel() == 0:
        raise ValueError(f"a weight must not be empty, got shape {tuple(weight.shape)}")
    weight = weight.detach()
    if weight.dtype not in (torch.float32, torch.float64):
        weight = weight.float()
    low, high = torch.aminmax(weight)
    if not bool(torch.isfinite(low) & torch.isfinite(high)):
        count = int((~torch.isfinite(weight)).sum())
        raise ValueError(
            f"weights must be finite, got {count} NaN or infinite of {weight.numel()}; "
            "is the file damaged, or did training diverge? Replace them before quantizing"
        )
    return weight
