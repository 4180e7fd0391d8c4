"""One layer under five methods at every width: exact where it is cheap, from bins where as good.

Methods with one step for the whole matrix (LQ, ACIQ, MMSE) are read from a stored histogram: the
error of any grid costs microseconds, within 0.1 % of the true one. LQ with a step for each row,
and channel splitting, are measured on the weights.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor

from engine.quantization.aciq import CONSTANT_BLOCK
from engine.quantization.analytic_error import best_clip_ratio
from engine.quantization.binned import binned_errors, histograms, midpoints
from engine.quantization.mean_squared import SEARCH_BINS, SHARES
from engine.quantization.result import STEP_BITS
from engine.studies.error_sums import binned_sums, row_sums, splitting_sums
from engine.studies.stored_histogram import StoredHistogram, grid_levels, store_histogram

ANALYSED = (
    ("LQ", "tensor"),
    ("LQ", "row"),
    ("ACIQ", "tensor"),
    ("MMSE", "tensor"),
    ("OCS", "tensor"),
)
"""Methods and granularities of a whole-model analysis."""

CoarseHistogram = tuple[Int[np.ndarray, "1 bins"], Float[np.ndarray, "1 edges"]]
"""Counts and edges of the bins that the MMSE search works on."""


def layer_cells(
    rows: Float[Tensor, "rows columns *kernel"],
    histogram: StoredHistogram,
    coarse: CoarseHistogram,
    widths: Sequence[int],
    check: Callable[[], None],
) -> list[dict[str, Any]]:
    """Return one row for each of ``ANALYSED`` and each width.

    Args:
        rows: Contiguous float32 weights, outputs first.
        histogram: Their stored histogram.
        coarse: Their histogram with the bins of the MMSE search.
        widths: Bits.
        check: Raises when the visitor stopped the job; called before each measurement.
    """
    cells = []
    signal = histogram.mean_square * histogram.weights
    buffer = torch.empty_like(rows)
    for bits in widths:
        clips = {
            "LQ": histogram.maximum,
            "ACIQ": aciq_clip(histogram, bits),
            "MMSE": mmse_clip(histogram.maximum, coarse, bits),
        }
        for method, granularity in ANALYSED:
            check()
            stored = float(bits)
            if granularity == "row":
                found = row_sums(rows, bits, signal)
                stored += STEP_BITS * rows.shape[0] / rows.numel()
            elif method == "OCS":
                found, columns = splitting_sums(rows, buffer, bits, signal)
                stored = bits * columns / rows.shape[1] + STEP_BITS / rows.numel()
            else:
                found = binned_sums(histogram, clips[method], bits)
                stored += STEP_BITS / rows.numel()
            place = {"method": method, "granularity": granularity, "bits": bits}
            measures = found.measures(rows.numel())
            cells.append({**place, "bits_per_weight": stored, **measures})
    return cells


def layer_histograms(
    rows: Float[Tensor, "rows columns *kernel"],
) -> tuple[StoredHistogram, CoarseHistogram]:
    """Return the stored histogram of a layer, and the one that the MMSE search works on."""
    values = rows.numpy().reshape(1, -1)
    stored = store_histogram(values)
    return stored, histograms(values, SEARCH_BINS, values.min(1), values.max(1))


def aciq_clip(histogram: StoredHistogram, bits: int) -> float:
    """Return the clip of ``Aciq(bits=bits)``: Laplace, Gauss or none, whichever errs least."""
    candidates = []
    fits = (("laplace", histogram.mean_deviation), ("gauss", histogram.deviation))
    for distribution, spread in fits:
        fitted = best_clip_ratio(distribution, bits) * spread
        wide = spread > CONSTANT_BLOCK * histogram.maximum
        candidates.append(fitted if wide else histogram.maximum)
    clips = np.array([*candidates, histogram.maximum])
    errors = histogram.mean_squared_error(grid_levels(clips, bits))
    return float(clips[int(errors.argmin())])


def mmse_clip(
    maximum: float,
    coarse: CoarseHistogram,
    bits: int,
) -> float:
    """Return the clip of ``MinimumMeanSquaredError(bits=bits)``."""
    if maximum == 0.0:
        return 0.0
    counts, edges = coarse
    clips = np.append(SHARES, 1.0)[None, :] * maximum
    errors = binned_errors(midpoints(edges), counts, clips, bits)
    return float(clips[0, int(errors[0].argmin())])
