"""Plain numpy versions of the fast algorithms: slow, read top to bottom, used as test oracles.

Written from the papers' description with no thought for speed: outlier channel splitting
(arXiv 1901.09504) rescans and copies the whole matrix for every split, and the KL search loops
over every window and every level.
"""

import math

import numpy as np
from jaxtyping import Float, Int


def quantize(weight: Float[np.ndarray, "..."], clip: float, bits: int) -> Float[np.ndarray, "..."]:
    """Round to the symmetric full grid of this clip, half to even, and scale back."""
    if clip == 0.0:
        return np.zeros_like(weight)
    scale = weight.dtype.type((2 ** (bits - 1) - 1) / clip)
    codes = np.clip(np.rint(weight * scale), -(2 ** (bits - 1)), 2 ** (bits - 1) - 1)
    return codes / scale


def split_channels(
    weight: Float[np.ndarray, "rows columns"], splits: int, quarter_step: float = 0.0
) -> tuple[Float[np.ndarray, "rows expanded"], list[int]]:
    """Split the column with the largest weight, again and again.

    Args:
        weight: Matrix with input channels as columns.
        splits: How often to split.
        quarter_step: A quarter of the grid's step for grid-aware halves; 0 for equal halves.

    Returns:
        The expanded matrix, and the original column of each appended one.
    """
    columns = weight.shape[1]
    expanded = weight.copy()
    origins = list(range(columns))
    for _ in range(splits):
        column = int(np.argmax(np.abs(expanded).max(axis=0)))
        whole = expanded[:, column]
        # an exact zero stays zero in both halves
        lower = np.where(whole == 0.0, 0.0, whole / 2 - quarter_step).astype(weight.dtype)
        upper = np.where(whole == 0.0, 0.0, whole / 2 + quarter_step).astype(weight.dtype)
        expanded[:, column] = lower
        expanded = np.concatenate([expanded, upper[:, None]], axis=1)
        origins.append(origins[column])
    return expanded, origins[columns:]


def outlier_channel_splitting(
    weight: Float[np.ndarray, "rows columns"],
    bits: int,
    expand_ratio: float,
    *,
    grid_aware: bool = True,
) -> tuple[Float[np.ndarray, "rows columns"], list[int], float]:
    """Quantize with split outlier channels and add the halves up again.

    Returns:
        The quantized weight in its own shape, the split columns, and the clip.
    """
    columns = weight.shape[1]
    splits = math.ceil(expand_ratio * columns)
    expanded, origins = split_channels(weight, splits)
    clip = float(np.abs(expanded).max())
    if grid_aware and clip > 0.0:
        step = clip / (2 ** (bits - 1) - 1)
        expanded, origins = split_channels(weight, splits, step / 4)
    rounded = quantize(expanded, clip, bits)
    folded = rounded[:, :columns].copy()
    for position, origin in enumerate(origins):
        folded[:, origin] += rounded[:, columns + position]
    return folded, origins, clip


def least_divergent_clip(weight: Float[np.ndarray, "..."], bits: int) -> float:
    """Return the clip of least KL divergence, window by window and level by level."""
    largest = np.abs(weight).max()
    counts, edges = np.histogram(weight, 1001, range=(-largest, largest))
    levels = 2**bits - 1
    best, clip = math.inf, float(largest)
    for half_width in range(levels // 2, 501):
        start, stop = 500 - half_width, 501 + half_width
        window = counts[start:stop]
        full = window.astype(np.float64)
        full[0] += counts[:start].sum()
        full[-1] += counts[stop:].sum()
        spread = _merge_and_spread(window, levels)
        if not spread.any():
            continue
        divergence = _divergence(_smooth(full), _smooth(spread))
        if divergence < best:
            best, clip = divergence, float(edges[stop])
    return clip


def _merge_and_spread(window: Int[np.ndarray, " bins"], levels: int) -> np.ndarray:
    merged = window.size // levels
    spread = np.zeros(window.size)
    for level in range(levels):
        begin = level * merged
        end = begin + merged if level < levels - 1 else window.size
        # the published code stops the last level one bin short
        target = slice(begin, end if level < levels - 1 else end - 1)
        filled = np.count_nonzero(window[target])
        if filled:
            spread[target] = window[begin:end].sum() / filled
    spread[window == 0] = 0.0
    return spread


def _smooth(histogram: Float[np.ndarray, " bins"]) -> Float[np.ndarray, " bins"]:
    empty = histogram == 0
    taken = 1e-4 * empty.sum() / np.count_nonzero(histogram)
    # single precision, as published: it decides between windows that are nearly equal
    return (histogram.astype(np.float32) + np.where(empty, 1e-4, -taken)).astype(np.float32)


def _divergence(first: Float[np.ndarray, " bins"], second: Float[np.ndarray, " bins"]) -> float:
    first, second = first / first.sum(), second / second.sum()
    return float((first * np.log(first / second)).sum())
