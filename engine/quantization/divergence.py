"""The divergence between a histogram and its quantized self, for every window around zero.

A window of half width i holds the bins ``centre - i ... centre + i``. :func:`exact_divergence`
follows the published procedure for one window; :func:`approximate_divergences` finds all
windows at once from prefix sums, close enough to leave only a few for the exact one.
"""

import dataclasses
from functools import lru_cache

import numpy as np
from jaxtyping import Float, Int
from scipy.special import xlogy

BINS = 1001
SMOOTHING = 1e-4
CENTRE = BINS // 2
MOST_EXACT = 48  # windows computed exactly at most
_SLACK_SHARE, _SLACK = 1e-3, 1e-5  # how far from the least a rough divergence may lie
_WORK = 1 << 20


def half_widths(bits: int) -> Int[np.ndarray, " windows"]:
    """Return the half widths of all windows: from one bin for each level up to all bins.

    >>> half_widths(4)[[0, -1]]
    array([  7, 500])
    """
    return np.arange(2 ** (bits - 1) - 1, CENTRE + 1)


def least_divergent(
    counts: Int[np.ndarray, " bins"], rough: Float[np.ndarray, " windows"], bits: int
) -> int:
    """Return the half width of least divergence; the narrowest of equals, all if none is finite.

    Args:
        counts: Histogram of ``BINS`` bins.
        rough: Its approximate divergences, one for each of :func:`half_widths`.
        bits: Bits of a code.
    """
    widths = half_widths(bits)
    if not np.isfinite(rough.min()):  # all weights in the last bin: q is empty in every window
        return CENTRE
    limit = rough.min() * (1.0 + _SLACK_SHARE) + _SLACK
    near = np.flatnonzero(rough <= limit)
    if near.size > MOST_EXACT:
        near = np.sort(near[np.argsort(rough[near], kind="stable")[:MOST_EXACT]])
    if near.size == 1:
        return int(widths[near[0]])
    exact = [exact_divergence(counts, int(widths[each]), bits) for each in near]
    return int(widths[near[int(np.argmin(exact))]])


def exact_divergence(counts: Int[np.ndarray, " bins"], half_width: int, bits: int) -> float:
    """Return the divergence of one window in float32, as published; infinite if q is empty."""
    start, stop = CENTRE - half_width, CENTRE + half_width + 1
    window = counts[start:stop]
    full = window.copy()
    full[0] += counts[:start].sum()
    full[-1] += counts[stop:].sum()
    levels = 2**bits - 1
    merged = window.size // levels
    begins = np.arange(levels) * merged
    filled = (window != 0).astype(np.int64)
    filled[-1] = 0  # the published code stops one bin short
    total = np.add.reduceat(window, begins)
    bins_of = np.add.reduceat(filled, begins)
    level = np.minimum(np.arange(window.size) // merged, levels - 1)
    spread = (total[level] / np.maximum(bins_of[level], 1) * filled).astype(np.float32)
    if not spread.any():
        return float("inf")
    first, second = _smoothed(full), _smoothed(spread)
    first, second = first / first.sum(), second / second.sum()
    return float((first * np.log(first / second)).sum())


def _smoothed(
    histogram: Int[np.ndarray, " bins"] | Float[np.ndarray, " bins"],
) -> Float[np.ndarray, " bins"]:
    """Give every empty bin a little, taken evenly from the others, in float32."""
    empty = histogram == 0
    taken = SMOOTHING * empty.sum() / (~empty).sum()
    return histogram.astype(np.float32) + np.where(empty, SMOOTHING, -taken).astype(np.float32)


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

    Args:
        counts: Histograms of ``BINS`` bins, one a row.
        bits: Bits of a code.
    """
    borders = _windows(bits)[2]
    height = max(1, _WORK // borders.size)
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
