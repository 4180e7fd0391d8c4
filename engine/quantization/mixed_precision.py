"""A bit width for each layer, so that the mean meets a target and the error is least.

Choosing one width per layer under a budget of bits is a multiple-choice knapsack. It is solved
exactly by dynamic programming over the budget, in units of the greatest common divisor of the
layers' sizes; where that would need more than ``_MOST_UNITS`` units, sizes are rounded up to a
coarser unit, so the target is still never exceeded.
"""

import dataclasses

import numpy as np
from jaxtyping import Float

_MOST_UNITS = 50_000


@dataclasses.dataclass(frozen=True)
class BitAllocation:
    """One width for each layer.

    Attributes:
        bits: Bits of each layer's codes, in the order of the layers given.
        mean_bits: Mean width over weights (not over layers).
        error: Sum of the layers' errors at these widths, in the unit that was given.
    """

    bits: tuple[int, ...]
    mean_bits: float
    error: float


def allocate_bits(
    errors: Float[np.ndarray, "layers widths"],
    weights: tuple[int, ...],
    widths: tuple[int, ...],
    *,
    target_mean_bits: float,
) -> BitAllocation:
    """Return the widths with the least summed error whose mean is at most the target.

    Args:
        errors: Error that each layer adds at each width: summed squared error of its weights
            (mean squared error times weights), or its output error.
        weights: Number of weights of each layer.
        widths: The widths on offer, in bits.
        target_mean_bits: Largest mean width over all weights, in bits.

    Raises:
        ValueError: If shapes disagree, an error is not finite, or even the narrowest width is
            above the target.

    >>> allocate_bits(np.array([[9.0, 1.0], [2.0, 1.0]]), (10, 10), (2, 4), target_mean_bits=3.0)
    BitAllocation(bits=(4, 2), mean_bits=3.0, error=3.0)
    """
    _check(errors, weights, widths, target_mean_bits)
    sizes, budget = _units(weights, widths, target_mean_bits)
    choices = _knapsack(errors, sizes, budget)
    bits = tuple(widths[choice] for choice in choices)
    stored = sum(width * count for width, count in zip(bits, weights, strict=True))
    error = sum(errors[layer, choice] for layer, choice in enumerate(choices))
    return BitAllocation(bits, stored / sum(weights), float(error))


def _units(
    weights: tuple[int, ...], widths: tuple[int, ...], target: float
) -> tuple[np.ndarray, int]:
    """Return (layers, widths) sizes above the narrowest and the spare budget, both in units.

    The narrowest width of every layer is paid first, exactly; only the extra is rounded up.
    """
    counts = np.array(weights, dtype=np.int64)
    extra = counts[:, None] * (np.array(widths, dtype=np.int64) - min(widths))[None, :]
    spare = int(target * counts.sum() + 1e-6) - int(counts.sum()) * min(widths)
    spare = max(min(spare, int(extra.max(1).sum())), 0)
    exact = int(np.gcd.reduce(extra.ravel())) or 1
    unit = exact if spare // exact <= _MOST_UNITS else -(-spare // _MOST_UNITS)
    return -(-extra // unit), spare // unit


def _knapsack(
    errors: Float[np.ndarray, "layers widths"], sizes: np.ndarray, budget: int
) -> list[int]:
    """Return the index of each layer's width: least total error within the budget of units."""
    best = np.zeros(budget + 1)  # best[u]: least error so far within u units
    picks = np.zeros((len(errors), budget + 1), np.uint8)
    for layer, (costs, lengths) in enumerate(zip(errors, sizes, strict=True)):
        chosen = np.full(budget + 1, np.inf)
        for choice, (cost, length) in enumerate(zip(costs, lengths, strict=True)):
            if length > budget:
                continue
            candidate = best[: budget + 1 - length] + cost
            better = candidate < chosen[length:]
            chosen[length:][better] = candidate[better]
            picks[layer, length:][better] = choice
        best = chosen
    left = budget
    path = []
    for layer in range(len(errors) - 1, -1, -1):
        choice = int(picks[layer, left])
        path.append(choice)
        left -= int(sizes[layer, choice])
    return path[::-1]


def _check(
    errors: np.ndarray, weights: tuple[int, ...], widths: tuple[int, ...], target: float
) -> None:
    if errors.shape != (len(weights), len(widths)) or not weights or not widths:
        raise ValueError(
            f"errors must be (layers, widths) = ({len(weights)}, {len(widths)}), "
            f"got {errors.shape}"
        )
    if not np.isfinite(errors).all():
        raise ValueError("errors must be finite; leave out the layer that has none")
    if min(weights) < 1:
        raise ValueError(f"weights must be at least 1 in each layer, got {min(weights)}")
    if not target >= min(widths):
        raise ValueError(
            f"target_mean_bits must be at least {min(widths)}, the narrowest width, got {target}"
        )
