"""Clip searches over the histograms of very many blocks, compiled by numba.

With a step for each row or group a matrix has thousands of histograms, most of their bins empty.
These loops go from filled bin to filled bin, one block after another; they compute what
:func:`engine.quantization.divergence.approximate_divergences` and
:func:`engine.quantization.binned.binned_errors` compute for whole arrays.
"""

import inspect
import math
from collections.abc import Callable
from typing import Any

import numpy as np
from jaxtyping import Float, Float64, Int

from engine.core.paths import cache_folder

cache_folder()  # names the folder of compiled code, which numba reads when it is imported
import numba  # noqa: E402

SMOOTHING = 1e-4
_Sums = Float64[np.ndarray, "terms edges"]


def _compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile ``function`` itself, without the type checks that tests wrap around it."""
    return numba.njit(inspect.unwrap(function), cache=True, nogil=True)


@_compiled
def _running_sums(counts: Int[np.ndarray, " bins"]) -> tuple[Int[np.ndarray, " filled"], _Sums]:
    """Return the filled bins, and running sums over them of n and of the terms of p log p."""
    filled = np.flatnonzero(counts)
    sums = np.zeros((5, filled.size + 1))
    for place in range(filled.size):
        amount = float(counts[filled[place]])
        logarithm = math.log(amount)
        terms = (
            amount,
            amount * logarithm,
            -(logarithm + 1.0),
            0.5 / amount,
            1.0 / (6.0 * amount * amount),
        )
        for term in range(5):
            sums[term, place + 1] = sums[term, place] + terms[term]
    return filled, sums


@_compiled
def _levels(
    filled: Int[np.ndarray, " filled"],
    sums: _Sums,
    inside: tuple[int, int],
    window: tuple[int, int],
    levels: int,
    taken: tuple[float, float],
) -> tuple[float, float]:
    """Return the sum of ``p log q`` over the filled bins of q, and the sum of q.

    Args:
        filled: Filled bins.
        sums: Their running sums.
        inside: First of them in the window, and the one after the last.
        window: First and last bin.
        levels: Levels of q.
        taken: What smoothing takes from a filled bin of p and of q.
    """
    first, last = window
    merged = (last - first + 1) // levels
    cross, spread = 0.0, 0.0
    begin = inside[0]
    while begin < inside[1]:
        level = min((filled[begin] - first) // merged, levels - 1)
        border = first + merged * (level + 1) if level < levels - 1 else last + 1
        end = begin + 1
        while end < inside[1] and filled[end] < border:
            end += 1
        amount = sums[0, end] - sums[0, begin]
        kept = end - begin - (filled[end - 1] == last)  # the last bin of q stays empty
        if kept:
            mass = amount - taken[0] * kept
            if filled[end - 1] == last:
                mass -= sums[0, end] - sums[0, end - 1]
            if filled[begin] == first:
                mass += sums[0, inside[0]]
            cross += mass * math.log(amount / kept - taken[1])
            spread += amount
        begin = end
    return cross, spread


@_compiled
def _smoothed_end(amount: float, taken: float) -> float:
    return amount - taken if amount > 0.0 else SMOOTHING


@_compiled
def _window_divergence(
    filled: Int[np.ndarray, " filled"],
    sums: _Sums,
    inside: tuple[int, int],
    window: tuple[int, int],
    levels: int,
) -> float:
    """Return ``(sum p log p - sum p log q) / total + log(sum q / total)`` of one window."""
    total = sums[0, -1]
    size = window[1] - window[0] + 1
    starts = inside[0] < inside[1] and filled[inside[0]] == window[0]
    stops = inside[0] < inside[1] and filled[inside[1] - 1] == window[1]
    low, high = inside[0] + starts, inside[1] - stops
    left, right = sums[0, low], total - sums[0, high]
    full = high - low + (left > 0.0) + (right > 0.0)
    taken = SMOOTHING * (size - full) / max(full, 1)
    spread_bins = inside[1] - inside[0] - stops
    taken_spread = SMOOTHING * (size - spread_bins) / max(spread_bins, 1)
    cross, spread = _levels(filled, sums, inside, window, levels, (taken, taken_spread))
    if spread == 0.0:
        return math.inf
    empty = SMOOTHING * (size - 2 - (high - low))
    entropy = empty * math.log(SMOOTHING)
    power = 1.0
    for term in range(1, 5):  # p log p around the counts, in powers of what smoothing takes
        entropy += power * (sums[term, high] - sums[term, low])
        power *= taken
    ends = _smoothed_end(left, taken), _smoothed_end(right, taken)
    entropy += ends[0] * math.log(ends[0]) + ends[1] * math.log(ends[1])
    without_q = empty + ends[1] + (0.0 if starts else ends[0])
    cross += without_q * math.log(SMOOTHING)
    return (entropy - cross) / total + math.log(spread / total)


@_compiled
def block_divergences(
    counts: Int[np.ndarray, "blocks bins"], bits: int
) -> Float64[np.ndarray, "blocks windows"]:
    """Return the divergence of every window around the middle bin, for every block.

    Args:
        counts: Histograms with an odd number of bins, one a row.
        bits: Bits of a code.
    """
    centre = counts.shape[1] // 2
    narrowest = 2 ** (bits - 1) - 1
    found = np.empty((counts.shape[0], centre - narrowest + 1))
    for block in range(counts.shape[0]):
        filled, sums = _running_sums(counts[block])
        low = np.searchsorted(filled, centre - narrowest)
        high = np.searchsorted(filled, centre + narrowest, side="right")
        for half in range(narrowest, centre + 1):
            if low > 0 and filled[low - 1] == centre - half:
                low -= 1
            if high < filled.size and filled[high] == centre + half:
                high += 1
            window = (centre - half, centre + half)
            found[block, half - narrowest] = _window_divergence(
                filled, sums, (low, high), window, 2**bits - 1
            )
    return found


@_compiled
def block_errors(
    values: Float[np.ndarray, "blocks bins"],
    counts: Int[np.ndarray, "blocks bins"],
    clips: Float64[np.ndarray, "blocks candidates"],
    highest: int,
) -> Float64[np.ndarray, "blocks candidates"]:
    """Return the mean squared error of each candidate clip, each bin standing at its value.

    Args:
        values: Where each bin stands.
        counts: How many weights it holds.
        clips: Clips to try.
        highest: Largest code of the grid.
    """
    errors = np.empty(clips.shape)
    for block in range(len(counts)):
        filled = np.flatnonzero(counts[block])
        size = np.abs(values[block][filled].astype(np.float64))
        amount = counts[block][filled].astype(np.float64)
        for candidate in range(clips.shape[1]):
            clip = clips[block, candidate]
            step = (clip if clip > 0.0 else 1.0) / highest
            total = 0.0
            for place in range(size.size):
                rounded = min(np.rint(size[place] / step), highest) * step
                total += (size[place] - rounded) ** 2 * amount[place]
            errors[block, candidate] = total / amount.sum()
    return errors
