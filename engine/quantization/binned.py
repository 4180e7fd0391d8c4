"""Equal-width histograms of many blocks at once, and the error that clipping makes on them.

The clip searches of the published channel-splitting code work on a histogram and not on the
weights; their answers depend on how the bins are cut, so the bins here are numpy's to the last
count.
"""

import numpy as np
from jaxtyping import Float, Float64, Int

BATCH = 1 << 22  # numbers held at a time


def histograms(
    blocks: Float[np.ndarray, "blocks size"],
    bins: int,
    low: Float[np.ndarray, " blocks"],
    high: Float[np.ndarray, " blocks"],
) -> tuple[Int[np.ndarray, "blocks bins"], Float[np.ndarray, "blocks edges"]]:
    """Count each block into equal bins, as ``numpy.histogram`` does block by block.

    Args:
        blocks: Values, one block a row.
        bins: Number of bins.
        low: Left end of each block's first bin.
        high: Right end of its last bin; where it equals ``low`` both move out by a half.

    Returns:
        Counts, and the ``bins + 1`` edges of each block in the type of the values.
    """
    same = low == high
    low, high = np.where(same, low - 0.5, low), np.where(same, high + 0.5, high)
    low, high = low.astype(blocks.dtype), high.astype(blocks.dtype)
    edges = np.linspace(low, high, bins + 1, axis=-1, dtype=blocks.dtype)
    counts = np.empty((len(blocks), bins), dtype=np.int64)
    if len(blocks) <= 4:
        for index, block in enumerate(blocks):
            counts[index] = np.histogram(block, bins, range=(low[index], high[index]))[0]
        return counts, edges
    for start in range(0, len(blocks), max(1, BATCH // blocks.shape[1])):
        batch = slice(start, start + max(1, BATCH // blocks.shape[1]))
        counts[batch] = _count(blocks[batch], edges[batch])
    return counts, edges


def _count(
    values: Float[np.ndarray, "blocks size"], edges: Float[np.ndarray, "blocks edges"]
) -> Int[np.ndarray, "blocks bins"]:
    """Count values between edges; a value on an edge belongs to the bin on its right."""
    bins = edges.shape[1] - 1
    low, high = edges[:, :1], edges[:, -1:]
    width = (high.astype(np.float64) - low) / bins
    found = ((values.astype(np.float64) - low) / width).astype(np.int64).clip(0, bins - 1)
    row = np.arange(len(values))[:, None]
    found -= values < edges[row, found]
    found += (values >= edges[row, found + 1]) & (found < bins - 1)
    flat = (found + row * bins).reshape(-1)
    return np.bincount(flat, minlength=len(values) * bins).reshape(len(values), bins)


def midpoints(edges: Float[np.ndarray, "blocks edges"]) -> Float[np.ndarray, "blocks bins"]:
    """Return the middle of every bin, in the type of the edges."""
    return edges.dtype.type(0.5) * (edges[:, :-1] + edges[:, 1:])


def binned_errors(
    values: Float[np.ndarray, "blocks bins"],
    counts: Int[np.ndarray, "blocks bins"],
    clips: Float64[np.ndarray, "blocks candidates"],
    bits: int,
) -> Float64[np.ndarray, "blocks candidates"]:
    """Return the mean squared error of each candidate clip, each bin standing at its value.

    Bins beyond the clip cost ``(|value| - clip)^2``; bins within are rounded to its grid.
    """
    highest = 2 ** (bits - 1) - 1
    errors = np.empty(clips.shape)
    height = max(1, BATCH // (values.shape[1] * clips.shape[1]))
    for start in range(0, len(values), height):
        batch = slice(start, start + height)
        size = np.abs(values[batch].astype(np.float64))[:, None, :]
        clip = np.maximum(clips[batch], np.finfo(np.float64).tiny)[:, :, None]
        step = clip / highest
        rounded = np.minimum(np.rint(size / step), highest) * step
        errors[batch] = np.einsum("bcn,bn->bc", (size - rounded) ** 2, counts[batch].astype(float))
    return errors / counts.sum(axis=1, keepdims=True)
