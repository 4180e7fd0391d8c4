"""Splitting against the alternatives: the error over the number of splits, and at equal size."""

import dataclasses
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import torch
from jaxtyping import Float, Int

from engine.core.jobs import Report
from engine.quantization import Aciq, LinearQuantization, Method, MinimumMeanSquaredError
from engine.quantization.error import weight_errors
from engine.studies.channel_splitting_steps import largest_split_count, split_method
from engine.studies.weight_source import WeightMatrix
from engine.studies.weight_view import output_error

if TYPE_CHECKING:
    import pandas as pd

COUNTS = (0, 1, 2, 4, 8, 16, 32, 64)


@dataclasses.dataclass(frozen=True)
class SplitCurve:
    """Errors over the number of splits, for both ways to halve a weight.

    Attributes:
        splits: Number of appended columns.
        naive: Mean squared error with even halves, in squared weight units.
        grid_aware: Mean squared error with grid-aware halves.
        output: Output error with grid-aware halves, squared error over squared output.
    """

    splits: Int[np.ndarray, " counts"]
    naive: Float[np.ndarray, " counts"]
    grid_aware: Float[np.ndarray, " counts"]
    output: Float[np.ndarray, " counts"]


def split_curve(
    matrix: WeightMatrix,
    *,
    bits: int,
    clip_rule: str = "none",
    counts: Sequence[int] = COUNTS,
    report: Report | None = None,
) -> SplitCurve:
    """Measure both ways of splitting at several counts.

    Args:
        matrix: The matrix.
        bits: Bits of a code.
        clip_rule: Clip rule on top of splitting, ``"none"`` for splitting alone.
        counts: Numbers of splits; those beyond a quarter of the columns are left out.
        report: Told of each count.
    """
    weight = torch.from_numpy(matrix.weight)
    columns = weight.shape[1]
    kept = [count for count in counts if count <= largest_split_count(columns)]
    errors: dict[str, list[float]] = {"naive": [], "grid_aware": []}
    output = []
    for place, count in enumerate(kept):
        if report is not None:
            report(place / len(kept), f"{count} splits")
        for splitting, found in errors.items():
            method = split_method(
                columns, count, bits=bits, splitting=splitting, clip_rule=clip_rule
            )
            value = method(weight).weight
            found.append(weight_errors(weight, value).mean_squared_error)
        output.append(output_error(matrix, value - weight))
    return SplitCurve(
        splits=np.array(kept),
        naive=np.array(errors["naive"]),
        grid_aware=np.array(errors["grid_aware"]),
        output=np.array(output),
    )


def contestants(columns: int, splits: int, *, bits: int) -> dict[str, Method]:
    """Return the methods that splitting is compared with, by title."""
    return {
        "LQ": LinearQuantization(bits=bits),
        "ACIQ": Aciq(bits=bits),
        "MMSE": MinimumMeanSquaredError(bits=bits),
        "OCS": split_method(columns, splits, bits=bits),
        "OCS + MMSE": split_method(columns, splits, bits=bits, clip_rule="mmse"),
        "LQ per row": LinearQuantization(bits=bits, granularity="row"),
    }


def compare_at_size(matrix: WeightMatrix, splits: int, *, bits: int) -> "pd.DataFrame":
    """Measure splitting beside clipping and a step for each row, all at one bit width.

    Args:
        matrix: The matrix.
        splits: Columns that splitting appends.
        bits: Bits of a code.

    Returns:
        One row for each method: method, bits_per_weight, bytes, mean_squared_error,
        maximum_error, output_error.
    """
    import pandas as pd

    weight = torch.from_numpy(matrix.weight)
    rows = []
    for title, method in contestants(weight.shape[1], splits, bits=bits).items():
        quantized = method(weight)
        errors = weight_errors(weight, quantized.weight)
        rows.append(
            {
                "method": title,
                "bits_per_weight": quantized.bits_per_weight,
                "bytes": -(-quantized.stored_bits // 8),
                "mean_squared_error": errors.mean_squared_error,
                "maximum_error": errors.maximum_error,
                "output_error": output_error(matrix, quantized.weight - weight),
            }
        )
    return pd.DataFrame(rows)
