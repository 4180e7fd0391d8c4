"""Outlier channel splitting one split at a time: columns before and after, identity, example.

Splitting (arXiv 1901.09504, applied to BERT in arXiv 2210.16621) halves the column that stretches
the grid and repeats its input. The layer computes the same, ``y = W x = W' x'``, and the grid
becomes finer.
"""

import dataclasses
import math

import numpy as np
import torch
from jaxtyping import Float, Int

from engine.quantization import OutlierChannelSplitting
from engine.quantization.splitting import (
    Splits,
    clip_after_halving,
    column_maxima,
    expand,
    largest_columns,
    split_columns,
)
from engine.studies.weight_source import WeightMatrix, random_inputs

SHOWN = 24


@dataclasses.dataclass(frozen=True)
class SplitState:
    """The largest columns after some splits, in the order of their original maxima.

    Attributes:
        splits: Splits made so far.
        column: Original index of each shown column.
        before: Largest magnitude of each column in the original matrix.
        after: Largest magnitude among the pieces of each column.
        pieces: Pieces that each column has been split into; 1 means untouched.
        next_column: Column that the next split would halve.
        clip: Largest magnitude left in the whole matrix, so the reach of the grid.
        clip_before: Largest magnitude of the original matrix.
    """

    splits: int
    column: Int[np.ndarray, " shown"]
    before: Float[np.ndarray, " shown"]
    after: Float[np.ndarray, " shown"]
    pieces: Int[np.ndarray, " shown"]
    next_column: int
    clip: float
    clip_before: float


@dataclasses.dataclass(frozen=True)
class Identity:
    """The layer's output before and after splitting, without any rounding to a grid.

    Attributes:
        gap: Largest ``|y - y'|`` over all inputs and outputs, in float32.
        scale: Largest ``|y|``, to compare the gap with.
        whole: A few outputs ``y = W x`` of the first input.
        split: The same outputs from the expanded matrix, ``y' = W' x'``.
    """

    gap: float
    scale: float
    whole: Float[np.ndarray, " outputs"]
    split: Float[np.ndarray, " outputs"]

    @property
    def relative(self) -> float:
        """``gap / scale``; 0 where every output is zero."""
        return self.gap / self.scale if self.scale > 0.0 else 0.0


def split_method(
    columns: int, splits: int, *, bits: int, splitting: str = "grid_aware", clip_rule: str = "none"
) -> OutlierChannelSplitting:
    """Return the method that appends exactly ``splits`` columns to a matrix.

    >>> split_method(384, 8, bits=4).expand_ratio <= 8 / 384
    True
    """
    # half a column less, so that rounding up never lands on one more
    ratio = max(0.0, (splits - 0.5) / columns)
    return OutlierChannelSplitting(
        bits=bits, expand_ratio=ratio, splitting=splitting, clip_rule=clip_rule
    )


def largest_split_count(columns: int) -> int:
    """Return how many splits a matrix may have: a quarter of its columns."""
    return columns // 4


def split_state(matrix: WeightMatrix, splits: int, shown: int = SHOWN) -> SplitState:
    """Return the largest columns after ``splits`` even splits.

    Raises:
        ValueError: If there are more splits than a quarter of the columns.
    """
    weight = torch.from_numpy(matrix.weight)
    check_split_count(splits, weight.shape[1])
    maxima = column_maxima(weight)
    made = split_columns(weight, maxima, splits + 1, 0.0).columns
    pieces = np.bincount(np.array(made[:splits], dtype=int), minlength=len(maxima)) + 1
    after = maxima.astype(np.float64).copy()
    for column in set(made[:splits]):
        after[column] = _largest_piece(float(maxima[column]), int(pieces[column]))
    order = largest_columns(maxima, min(shown, len(maxima)))
    return SplitState(
        splits=splits,
        column=order,
        before=maxima[order].astype(np.float64),
        after=after[order],
        pieces=pieces[order],
        next_column=int(made[splits]),
        clip=float(clip_after_halving(maxima, splits)),
        clip_before=float(maxima.max()),
    )


def _largest_piece(maximum: float, pieces: int) -> float:
    # halves come in turns: 1, 2, 4, 8 pieces of equal size, in between some are twice as large
    return maximum / 2 ** math.floor(math.log2(pieces))


def split_identity(matrix: WeightMatrix, splits: int, *, bits: int, splitting: str) -> Identity:
    """Multiply with the whole and with the split matrix, on what the layer really reads.

    Args:
        matrix: The matrix; a look-up table is multiplied with random numbers.
        splits: Columns to append.
        bits: Bits of a code; a grid-aware split moves a quarter step from half to half.
        splitting: ``"naive"`` or ``"grid_aware"``.
    """
    weight = torch.from_numpy(matrix.weight)
    check_split_count(splits, weight.shape[1])
    inputs = matrix.inputs if matrix.inputs is not None else random_inputs(weight.shape[1])
    x = torch.from_numpy(inputs)
    whole = x @ weight.T
    split = whole
    if splits:
        made = _split(matrix, splits, bits=bits, splitting=splitting)
        wide = torch.cat([x, x[:, list(made.columns)]], dim=1)
        split = wide @ expand(weight, made).T
    return Identity(
        gap=float((whole - split).abs().max()),
        scale=float(whole.abs().max()),
        whole=whole[0, :4].numpy(),
        split=split[0, :4].numpy(),
    )


def _split(matrix: WeightMatrix, splits: int, *, bits: int, splitting: str) -> Splits:
    weight = torch.from_numpy(matrix.weight)
    maxima = column_maxima(weight)
    step = clip_after_halving(maxima, splits) / (2 ** (bits - 1) - 1)
    return split_columns(weight, maxima, splits, step / 4 if splitting == "grid_aware" else 0.0)


def check_split_count(splits: int, columns: int) -> None:
    """Raise ``ValueError`` unless that many splits are possible."""
    most = largest_split_count(columns)
    if not 0 <= splits <= most:
        raise ValueError(
            f"splits must lie between 0 and {most}, a quarter of the columns, got {splits}; "
            "choose fewer"
        )
