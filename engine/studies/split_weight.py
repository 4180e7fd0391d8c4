"""The arithmetic of one split weight: whole, in even halves, in grid-aware halves."""

import dataclasses

import numpy as np

from engine.quantization.splitting import clip_after_halving
from engine.studies.channel_splitting_steps import check_split_count
from engine.studies.weight_source import WeightMatrix


@dataclasses.dataclass(frozen=True)
class SplitWeight:
    """One weight cut in two in one way, with what rounding does to it.

    Attributes:
        splitting: ``"not split"``, ``"naive"`` or ``"grid aware"``.
        halves: The parts before rounding, in weight units.
        codes: Code of each part.
        value: What the codes are worth together, in weight units.
        error: ``value`` minus the weight.
    """

    splitting: str
    halves: tuple[float, ...]
    codes: tuple[int, ...]
    value: float
    error: float


def split_weight(matrix: WeightMatrix, splits: int, *, bits: int) -> tuple[SplitWeight, ...]:
    """Return one weight of the first split column: whole, in even halves, in grid-aware halves.

    The weight is the one on which even halves err most. All use the grid after ``splits`` splits;
    the whole weight is rounded as if it fitted.
    """
    weight = matrix.weight
    check_split_count(splits, weight.shape[1])
    maxima = np.abs(weight).max(axis=0)
    step = clip_after_halving(maxima, max(1, splits)) / (2 ** (bits - 1) - 1) or 1.0
    column = weight[:, int(maxima.argmax())].astype(np.float64)
    scaled = column / step
    fits = np.abs(scaled) / 2 <= 2 ** (bits - 1) - 1.5
    naive_error = np.abs(2 * np.round(scaled / 2) - scaled)
    chosen = float(column[int(np.where(fits & (column != 0), naive_error, -1.0).argmax())])
    half = chosen / 2
    ways = {
        "not split": (chosen,),
        "naive": (half, half),
        "grid aware": (half - step / 4, half + step / 4),
    }
    made = []
    for name, halves in ways.items():
        codes = tuple(int(np.round(part / step)) for part in halves)
        value = sum(codes) * step
        made.append(SplitWeight(name, halves, codes, value, value - chosen))
    return tuple(made)
