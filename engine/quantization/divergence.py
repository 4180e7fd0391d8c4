"""The divergence between a histogram and its quantized self, for every window around zero.

A window of half width i holds the bins ``centre - i ... centre + i``. All windows are found at
once from prefix sums in double precision, close enough to leave only a few for
:func:`engine.quantization.published_divergence.exact_divergences`, the procedure as published.
"""

import dataclasses
from functools import lru_cache

import numpy as np
from jaxtyping import Float, Int
from scipy.special import xlogy

BINS = 1001
SMOOTHING = 1e-4
CENTRE = BINS // 2
BATCH_BINS = 1 << 20  # bins worked on at a time
MANY = 128  # blocks from which compiled loops are worth their start


def half_widths(bits: int) -> Int[np.ndarray, " windows"]:
    """Return the half widths of all windows: from one bin for each level up to all bins.

    >>> half_widths(4)[[0, -1]]
    array([  7, 500])
    """
    return np.arange(2 ** (bits - 1) - 1, CENTRE + 1)


@lru_cache(maxsize=8)
def _windows(bits: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return first bins, last bins and the borders between levels of all windows."""
    widths = half_widths(bits)
    levels = 2**bits - 1
    first, last = CENTRE - widths, CENTRE + widths
    merged = (2 * widths + 1) // levels
    borders = first[:, None] + merged[:, None] * np.arange(levels + 1)
    borders[:, -1] = last + 1
    return first, last, borders


def approximate_divergences(
    counts: Int[np.ndarray, "blocks bins"], bits: int
) -> Float[np.ndarray, "blocks windows"]:
    """Return all divergences of all blocks, with the smoothing's effect to third order.

    Many blocks go through :mod:`engine.quantization.block_search`, which is compiled.

    Args:
        counts: Histograms of ``BINS`` bins, one a row.
        bits: Bits of a code.
    """
    if len(counts) >= MANY:
        from engine.quantization.block_search import block_divergences

        return block_divergences(counts, bits)
    return divergences(counts, bits)


def divergences(
    counts: Int[np.ndarray, "blocks bins"], bits: int
) -> Float[np.ndarray, "blocks windows"]:
    """Return all divergences of a few blocks, the plain path beside the compiled one."""
    borders = _windows(bits)[2]
    height = max(1, BATCH_BINS // borders.size)
    starts = range(0, len(counts), height)
    return np.concatenate([_divergences(counts[at : at + height], bits) for at in starts])


def _prefix(values: Float[np.ndarray, "blocks bins"]) -> Float[np.ndarray, "blocks edges"]:
    """Return running sums that start with 0, so that a difference is a sum of bins."""
    return np.concatenate([np.zeros((len(values), 1)), values.cumsum(axis=1)], axis=1)


@dataclasses.dataclass(frozen=True)
class _Sums:
    """What both halves of the divergence need, for every block and window."""

    amount: Float[np.ndarray, "blocks bins"]
    filled: Float[np.ndarray, "blocks bins"]
    sums: Float[np.ndarray, "blocks edges"]
    fills: Float[np.ndarray, "blocks edges"]
    inner_empty: Float[np.ndarray, "blocks windows"]
    outside: Float[np.ndarray, "blocks windows"]  # counts left of the window
    taken: Float[np.ndarray, "blocks windows"]  # what smoothing takes from a filled bin of p
    smooth_ends: tuple[Float[np.ndarray, "blocks windows"], Float[np.ndarray, "blocks windows"]]


def _sums(counts: Int[np.ndarray, "blocks bins"], bits: int) -> _Sums:
    first, last, _ = _windows(bits)
    amount, filled = counts.astype(np.float64), (counts != 0).astype(np.float64)
    sums, fills = _prefix(amount), _prefix(filled)
    outside = sums[:, first]
    ends = amount[:, first] + outside, amount[:, last] + sums[:, [-1]] - sums[:, last + 1]
    inner_filled = fills[:, last] - fills[:, first + 1]
    length = last - first + 1.0
    full_filled = inner_filled + (ends[0] > 0) + (ends[1] > 0)
    taken = SMOOTHING * (length - full_filled) / np.maximum(full_filled, 1.0)
    smooth = [np.where(end > 0, end - taken, SMOOTHING) for end in ends]
    inner_empty = length - 2.0 - inner_filled
    return _Sums(amount, filled, sums, fills, inner_empty, outside, taken, (smooth[0], smooth[1]))


def _divergences(
    counts: Int[np.ndarray, "blocks bins"], bits: int
) -> Float[np.ndarray, "blocks windows"]:
    """Return ``(sum p log p - sum p log q) / total + log(sum q / total)``."""
    parts = _sums(counts, bits)
    total = parts.sums[:, [-1]]
    cross, spread_sum = _cross_entropy(parts, bits)
    found = spread_sum > 0
    result = (_entropy(parts, bits) - cross) / total
    result += np.log(np.where(found, spread_sum, 1.0) / total)
    return np.where(found, result, np.inf)


def _entropy(parts: _Sums, bits: int) -> Float[np.ndarray, "blocks windows"]:
    """Return the sum of ``p log p``: filled inner bins by Taylor series, the rest exactly."""
    first, last, _ = _windows(bits)
    inverse = parts.filled / np.maximum(parts.amount, 1.0)
    logarithm = np.log(np.maximum(parts.amount, 1.0))
    terms = (
        parts.amount * logarithm,
        -(logarithm + parts.filled),
        inverse / 2.0,
        inverse**2 / 6.0,
    )
    total = parts.inner_empty * xlogy(SMOOTHING, SMOOTHING)
    for power, term in enumerate(terms):
        running = _prefix(term)
        total += parts.taken**power * (running[:, last] - running[:, first + 1])
    return total + sum(xlogy(end, end) for end in parts.smooth_ends)


def _cross_entropy(
    parts: _Sums, bits: int
) -> tuple[Float[np.ndarray, "blocks windows"], Float[np.ndarray, "blocks windows"]]:
    """Return the sums of ``p log q`` and of q, which has one value for each level."""
    first, last, borders = _windows(bits)
    level_sum = parts.sums[:, borders[:, 1:]] - parts.sums[:, borders[:, :-1]]
    level_filled = parts.fills[:, borders[:, 1:]] - parts.fills[:, borders[:, :-1]]
    level_filled[:, :, -1] -= parts.filled[:, last]  # the last bin of q stays empty
    kept = level_filled > 0
    filled = level_filled.sum(axis=2)
    taken = SMOOTHING * (last - first + 1.0 - filled) / np.maximum(filled, 1.0)
    value = level_sum / np.where(kept, level_filled, 1.0) - taken[:, :, None]
    mass = level_sum - parts.taken[:, :, None] * level_filled
    mass[:, :, -1] -= parts.amount[:, last]
    first_filled = parts.filled[:, first] > 0
    mass[:, :, 0] += np.where(first_filled, parts.outside, 0.0)
    cross = (mass * kept * np.log(np.where(kept, value, 1.0))).sum(axis=2)
    empty = parts.inner_empty * SMOOTHING + parts.smooth_ends[1]
    empty += np.where(first_filled, 0.0, parts.smooth_ends[0])
    return cross + empty * np.log(SMOOTHING), (level_sum * kept).sum(axis=2)
