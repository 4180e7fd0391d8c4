"""Which columns to split, and the halves: greedy, on a heap of column maxima.

Only the columns with the ``splits`` largest maxima can ever be picked, because each of them
stands before every smaller one until it has been split once. So only those are copied out.
"""

import dataclasses
import heapq
import math

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor


@dataclasses.dataclass(frozen=True)
class Splits:
    """The split columns of one matrix.

    Attributes:
        columns: For each appended column, in order, the original that it was split from.
        candidates: Original columns that were copied out, largest first.
        pieces: What stands in each candidate's place, then the appended columns, one a row.
    """

    columns: tuple[int, ...]
    candidates: Int[np.ndarray, " candidates"]
    pieces: Float[np.ndarray, "pieces size"]


def split_count(columns: int, expand_ratio: float) -> int:
    """Return how many columns are appended, ``ceil(expand_ratio * columns)``.

    >>> split_count(768, 0.02)
    16
    """
    return math.ceil(expand_ratio * columns)


def column_maxima(
    weight: Float[Tensor, "rows columns *kernel"],
) -> Float[np.ndarray, " columns"]:
    """Return the largest magnitude of every column (input channel)."""
    over = [axis for axis in range(weight.ndim) if axis != 1]
    largest = torch.maximum(weight.amax(dim=over), -weight.amin(dim=over))
    return largest.cpu().numpy()


def largest_columns(
    maxima: Float[np.ndarray, " columns"], count: int
) -> Int[np.ndarray, " candidates"]:
    """Return the ``count`` columns of largest maximum, largest first, equals in order."""
    return np.argsort(-maxima, kind="stable")[:count]


def clip_after_halving(maxima: Float[np.ndarray, " columns"], splits: int) -> float:
    """Return the largest magnitude that is left when the largest column is halved again and again.

    Equal halves need no data: each split turns one maximum into two halves of it.

    >>> clip_after_halving(np.array([8.0, 3.0, 2.0]), 2)
    4.0
    """
    heap = [-float(value) for value in maxima[largest_columns(maxima, splits + 1)]]
    heapq.heapify(heap)
    for _ in range(splits):
        half = heap[0] / 2.0
        heapq.heapreplace(heap, half)
        heapq.heappush(heap, half)
    return -heap[0]


def split_columns(
    weight: Float[Tensor, "rows columns *kernel"],
    maxima: Float[np.ndarray, " columns"],
    splits: int,
    quarter_step: float | Float[np.ndarray, "candidates size"],
) -> Splits:
    """Split the column with the largest weight ``splits`` times, halves included.

    Args:
        weight: Matrix or convolution weight; columns on axis 1.
        maxima: Largest magnitude of every column.
        splits: How often to split.
        quarter_step: Halves are ``w/2`` minus and plus this; 0 splits evenly. An array gives
            a value for each weight of each of :func:`largest_columns`. An exact zero stays
            zero in both halves.

    Returns:
        The split columns with their pieces.
    """
    candidates = largest_columns(maxima, splits)
    index = torch.from_numpy(candidates).to(weight.device)
    copied = weight.index_select(1, index).movedim(1, 0).reshape(splits, -1).cpu().numpy()
    pieces = np.empty((2 * splits, copied.shape[1]), dtype=copied.dtype)
    pieces[:splits] = copied
    owner = list(range(splits))  # the candidate that a piece belongs to
    # equal maxima: the lowest position in the expanded matrix first
    heap = [(-maxima[column], int(column), slot) for slot, column in enumerate(candidates)]
    heapq.heapify(heap)
    for appended in range(splits, 2 * splits):
        _, position, slot = heap[0]
        quarter = (
            quarter_step[owner[slot]] if isinstance(quarter_step, np.ndarray) else quarter_step
        )
        lower, upper = _halves(pieces[slot], quarter)
        pieces[slot], pieces[appended] = lower, upper
        owner.append(owner[slot])
        heapq.heapreplace(heap, (-np.abs(lower).max(), position, slot))
        place = weight.shape[1] + appended - splits
        heapq.heappush(heap, (-np.abs(upper).max(), place, appended))
    columns = tuple(int(candidates[each]) for each in owner[splits:])
    return Splits(columns, candidates, pieces)


def _halves(
    whole: Float[np.ndarray, " size"], quarter: float | Float[np.ndarray, " size"]
) -> tuple[Float[np.ndarray, " size"], Float[np.ndarray, " size"]]:
    half = whole * whole.dtype.type(0.5)
    lower, upper = half - quarter, half + quarter
    zero = whole == 0.0
    if zero.any():
        lower[zero] = 0.0
        upper[zero] = 0.0
    return lower, upper


def expand(
    weight: Float[Tensor, "rows columns *kernel"], splits: Splits
) -> Float[Tensor, "rows expanded_columns *kernel"]:
    """Return the expanded weight: split columns in place, their other halves at the end."""
    rows, columns, *kernel = weight.shape
    count = len(splits.columns)
    expanded = weight.new_empty((rows, columns + count, *kernel))
    expanded[:, :columns] = weight
    pieces = torch.from_numpy(splits.pieces).to(weight.device)
    pieces = pieces.reshape(2 * count, rows, *kernel).movedim(0, 1)
    expanded[:, torch.from_numpy(splits.candidates).to(weight.device)] = pieces[:, :count]
    expanded[:, columns:] = pieces[:, count:]
    return expanded
