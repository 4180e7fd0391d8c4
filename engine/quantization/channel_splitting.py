"""OCS: outlier channel splitting halves the columns that would stretch the grid."""

import dataclasses
from typing import ClassVar

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from engine.core.params import param
from engine.quantization.aciq import Aciq
from engine.quantization.base import ClipMethod, Method, Quantized, checked, quantize_with_clips
from engine.quantization.grid import join_blocks, level_range, split_blocks, symmetric_step
from engine.quantization.kullback_leibler import KullbackLeibler
from engine.quantization.linear import check_buffer, largest_magnitude, round_into
from engine.quantization.mean_squared import MinimumMeanSquaredError
from engine.quantization.percentile import Percentile
from engine.quantization.splitting import (
    clip_after_halving,
    column_maxima,
    expand,
    largest_columns,
    split_columns,
    split_count,
)

SPLITTINGS = ("grid_aware", "naive")
CLIP_RULES = ("none", "aciq", "mmse", "kl", "percentile")

Clips = tuple[Float[Tensor, "_ _"], ...]


@dataclasses.dataclass(frozen=True)
class OutlierChannelSplitting(Method):
    """Split the input channels with the largest weights in two, then quantize (arXiv 1901.09504).

    ``ceil(expand_ratio * columns)`` times, the column with the largest weight is halved and the
    other half appended; the layer computes the same, since its input is repeated too, but the
    grid spans less. "naive" halves are ``w/2`` each; "grid_aware" halves are ``w/2 - step/4``
    and ``w/2 + step/4``, so that rounding both gives the rounding of ``w``. Their step comes
    from a naive pass. A clip rule looks at the original weights and clips below what splitting
    leaves; "aciq" and "mmse" there are the published code's own (no "no clip" among them).
    With a step for each row, each row has its own quarter step; with groups, rules look at the
    groups of the expanded matrix.

    >>> wide = torch.tensor([[8.0, 1.0, -2.0], [1.0, 2.0, 3.0]])
    >>> OutlierChannelSplitting(bits=4)(wide).split_columns
    (0,)
    """

    title: ClassVar[str] = "OCS"
    summary: ClassVar[str] = "Split the columns with the largest weights in two; clip nothing."

    expand_ratio: float = param(0.02, 0.0, 0.25, "share of input channels to add", step=0.01)
    splitting: str = param("grid_aware", meaning="how a weight is halved", choices=SPLITTINGS)
    clip_rule: str = param("none", meaning="clip rule on top of splitting", choices=CLIP_RULES)

    def __call__(self, weight: Float[Tensor, "rows columns *kernel"]) -> Quantized:
        """Quantize ``weight``, which is left as it is; split halves are added up again.

        Args:
            weight: Finite weights; output channels on the first axis, input channels on the
                second.

        Returns:
            The quantized weight, with codes of the expanded matrix; half and bfloat16 input
            gives float32.

        Raises:
            ValueError: If the weight is empty or holds NaN or infinity.
        """
        weight = checked(weight)
        maxima = column_maxima(weight)
        splits = split_count(weight.shape[1], self.expand_ratio)
        clips = self._clips(weight, maxima, splits)
        if splits == 0:
            blocks = split_blocks(weight, self.granularity)
            return quantize_with_clips(self, blocks, clips, tuple(weight.shape))
        quarter = self._quarter_step(weight, clips, largest_columns(maxima, splits), splits)
        split = split_columns(weight, maxima, splits, quarter)
        expanded = expand(weight, split)
        blocks = split_blocks(expanded, self.granularity)
        return quantize_with_clips(self, blocks, clips, tuple(expanded.shape), split.columns)

    def _clips(
        self,
        weight: Float[Tensor, "rows columns *kernel"],
        maxima: Float[np.ndarray, " columns"],
        splits: int,
    ) -> Clips:
        """Return the clip of every block of the expanded matrix."""
        rule = self._rule()
        if self.granularity == "tensor" and rule is None:
            clip = clip_after_halving(maxima, splits)
            return (torch.full((1, 1), clip, dtype=torch.float64, device=weight.device),)
        if splits and (rule is None or self.granularity.startswith("group")):
            weight = expand(weight, split_columns(weight, maxima, splits, 0.0))
        choose = largest_magnitude if rule is None else rule.clip_of
        return tuple(choose(part) for part in split_blocks(weight, self.granularity))

    def _rule(self) -> ClipMethod | None:
        """Return the method that chooses the clip, or None."""
        if self.clip_rule == "aciq":
            return Aciq(
                bits=self.bits, levels=self.levels, constants="ocs_repository", no_clip=False
            )
        if self.clip_rule == "mmse":
            return MinimumMeanSquaredError(bits=self.bits, no_clip=False)
        if self.clip_rule == "kl":
            return KullbackLeibler(bits=self.bits)
        return Percentile(bits=self.bits) if self.clip_rule == "percentile" else None

    def _quarter_step(
        self,
        weight: Float[Tensor, "rows columns *kernel"],
        clips: Clips,
        candidates: np.ndarray,
        splits: int,
    ) -> float | Float[np.ndarray, "candidates size"]:
        """Return a quarter of the step for every weight that may be split; 0 for equal halves."""
        if self.splitting == "naive":
            return 0.0
        steps = tuple(symmetric_step(clip, self.bits, weight.dtype) for clip in clips)
        if self.granularity == "tensor":
            return float(steps[0]) / 4.0
        rows, columns, *kernel = weight.shape
        shape = (rows, columns + splits, *kernel)
        parts = split_blocks(weight.new_empty(1).expand(shape), self.granularity)
        spread = tuple(
            step.unsqueeze(-1).expand_as(part) for step, part in zip(steps, parts, strict=True)
        )
        each = join_blocks(spread, shape).cpu().numpy()[:, candidates]
        return np.moveaxis(each, 1, 0).reshape(splits, -1) / each.dtype.type(4.0)


def split_into(
    weight: Float[Tensor, "rows columns"],
    out: Float[Tensor, "rows columns"],
    *,
    bits: int,
    expand_ratio: float = 0.02,
) -> tuple[int, ...]:
    """Write grid-aware OCS of a matrix, halves added up, into ``out``.

    The same weight as ``OutlierChannelSplitting(bits=bits, expand_ratio=expand_ratio)`` without
    codes: one pass for the column maxima, one to quantize, and the few split columns apart.

    Args:
        weight: Contiguous finite matrix.
        out: Contiguous tensor of the same shape and type.
        bits: Bits of a code, 2 to 8.
        expand_ratio: Share of columns to add.

    Returns:
        The original column of each appended one.

    Raises:
        ValueError: If a setting is out of range, ``out`` does not fit, or a weight is NaN or
            infinite.
    """
    OutlierChannelSplitting(bits=bits, expand_ratio=expand_ratio)
    check_buffer(weight, out)
    weight = weight.detach()
    maxima = column_maxima(weight)
    if not np.isfinite(maxima).all():
        raise ValueError("weights must be finite, got NaN or infinity; replace them first")
    splits = split_count(weight.shape[1], expand_ratio)
    clip = torch.tensor(clip_after_halving(maxima, splits), dtype=torch.float64)
    step = float(symmetric_step(clip, bits, weight.dtype))
    limits = level_range(bits, "full")
    round_into(weight.view(-1), out.detach().view(-1), step, limits)
    if not splits:
        return ()
    split = split_columns(weight, maxima, splits, step / 4.0)
    pieces = torch.from_numpy(split.pieces)
    round_into(pieces.view(-1), pieces.view(-1), step, limits)
    place = {int(column): slot for slot, column in enumerate(split.candidates)}
    for appended, column in enumerate(split.columns, start=splits):
        pieces[place[column]] += pieces[appended]
    out.detach()[:, torch.from_numpy(split.candidates)] = pieces[:splits].T
    return split.columns
