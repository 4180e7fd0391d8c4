"""The KL divergence of single windows as published, in single precision, and the choice by it.

Single precision decides between windows that are nearly equal, so the windows that are near the
least divergence in double precision are computed again here, all blocks of one window at once.
"""

import numpy as np
from jaxtyping import Bool, Float, Int
from scipy.special import rel_entr

from engine.quantization.divergence import BATCH_BINS, CENTRE, SMOOTHING, half_widths

_SLACK_SHARE, _SLACK = 1e-5, 1e-5  # how far from the least a near divergence may lie


def least_divergent(
    counts: Int[np.ndarray, "blocks bins"], rough: Float[np.ndarray, "blocks windows"], bits: int
) -> Int[np.ndarray, " blocks"]:
    """Return each block's half width of least divergence.

    The narrowest of equals wins. A block whose weights all lie in its last bin has no finite
    divergence, since q is empty in every window; it keeps all bins.

    Args:
        counts: Histograms.
        rough: Their divergences in double precision, one for each of :func:`half_widths`.
        bits: Bits of a code.
    """
    least = rough.min(axis=1)
    finite = np.isfinite(least)
    limit = np.where(finite, least * (1.0 + _SLACK_SHARE) + _SLACK, -np.inf)
    near: Bool[np.ndarray, "blocks windows"] = rough <= limit[:, None]
    near[near.sum(axis=1) == 1] = False  # nothing to decide
    exact = np.where(near.sum(axis=1)[:, None] > 0, np.inf, rough)
    widths = half_widths(bits)
    for window in np.flatnonzero(near.any(axis=0)):
        blocks = np.flatnonzero(near[:, window])
        for start in range(0, len(blocks), BATCH_BINS // len(counts[0])):
            some = blocks[start : start + BATCH_BINS // len(counts[0])]
            exact[some, window] = exact_divergences(counts[some], int(widths[window]), bits)
    return np.where(finite, widths[exact.argmin(axis=1)], CENTRE)


def exact_divergences(
    counts: Int[np.ndarray, "blocks bins"], half_width: int, bits: int
) -> Float[np.ndarray, " blocks"]:
    """Return every block's divergence of one window, as published; infinite if q is empty."""
    start, stop = CENTRE - half_width, CENTRE + half_width + 1
    window = np.ascontiguousarray(counts[:, start:stop])
    full = window.copy()
    full[:, 0] += counts[:, :start].sum(axis=1)
    full[:, -1] += counts[:, stop:].sum(axis=1)
    size, levels = window.shape[1], 2**bits - 1
    merged = size // levels
    begins = np.arange(levels) * merged
    filled = (window != 0).astype(np.int64)
    filled[:, -1] = 0  # the published code stops one bin short
    total = np.add.reduceat(window, begins, axis=1)
    bins_of = np.add.reduceat(filled, begins, axis=1)
    level = np.minimum(np.arange(size) // merged, levels - 1)
    mean = (total / np.maximum(bins_of, 1))[:, level]
    spread = np.where(filled != 0, mean, 0.0).astype(np.float32)
    first, second = _smoothed(full), _smoothed(spread)
    first /= first.sum(axis=1, keepdims=True)
    second /= second.sum(axis=1, keepdims=True)
    return np.where(spread.any(axis=1), rel_entr(first, second).sum(axis=1), np.inf)


def _smoothed(
    histograms: Int[np.ndarray, "blocks bins"] | Float[np.ndarray, "blocks bins"],
) -> Float[np.ndarray, "blocks bins"]:
    """Give every empty bin a little, taken evenly from the others, in float32."""
    empty = histograms == 0
    filled = np.maximum((~empty).sum(axis=1, keepdims=True), 1)
    taken = SMOOTHING * empty.sum(axis=1, keepdims=True) / filled
    return histograms.astype(np.float32) + np.where(empty, SMOOTHING, -taken).astype(np.float32)
