"""Equal-width histograms of many blocks at once, and the error that clipping makes on them.

The clip searches of the published channel-splitting code work on a histogram and not on the
weights; their answers depend on how the bins are cut, so the bins here are numpy's to the last
count.
"""

import numpy as np
from jaxtyping import Float, Float64, Int

BATCH = 1 << 22  # numbers held at a time
PIECE = 1 << 16  # values of one block counted at a time, in the cache
FEW = 4  # up to so many blocks are counted one by one
MANY = 2048  # blocks from which compiled loops are worth their start
NEAR_EDGE = 1e-3  # in bins; rounding of float32 moves a value by less


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
        high: Right end of its last bin; where it equals ``low`` both move out.

    Returns:
        Counts, and the ``bins + 1`` edges of each block in the type of the values.
    """
    low, high = _separate(low, high)
    # the ends in the type of the values: numpy then computes the edges in that type too
    ends = low.astype(blocks.dtype), high.astype(blocks.dtype)
    edges = np.linspace(*ends, bins + 1, axis=-1, dtype=blocks.dtype)
    narrow = (high - low).min() < bins * np.finfo(blocks.dtype).tiny
    if narrow or not (edges[:, 1:] > edges[:, :-1]).all():  # narrower than the type resolves
        blocks = blocks.astype(np.float64)
        edges = np.linspace(low, high, bins + 1, axis=-1)
    if len(blocks) <= FEW:
        each = [_count_block(*pair) for pair in zip(blocks, edges, strict=True)]
        return np.stack(each), edges
    height = max(1, BATCH // blocks.shape[1])
    starts = range(0, len(blocks), height)
    batches = [_count(blocks[at : at + height], edges[at : at + height]) for at in starts]
    return np.concatenate(batches), edges


def _separate(
    low: Float[np.ndarray, " blocks"], high: Float[np.ndarray, " blocks"]
) -> tuple[Float64[np.ndarray, " blocks"], Float64[np.ndarray, " blocks"]]:
    """Return both ends as float64, moved apart where they are equal; the middle bin holds them."""
    low, high = low.astype(np.float64), high.astype(np.float64)
    half = np.where(low == high, np.where(low == 0.0, 0.5, 0.5 * np.abs(low)), 0.0)
    return low - half, high + half


def _count_block(
    values: Float[np.ndarray, " size"], edges: Float[np.ndarray, " edges"]
) -> Int[np.ndarray, " bins"]:
    """Count one block piece by piece; only values next to an edge are compared with it."""
    bins = len(edges) - 1
    scale = bins / (float(edges[-1]) - float(edges[0]))
    counts = np.zeros(bins, dtype=np.int64)
    for start in range(0, len(values), PIECE):
        piece = values[start : start + PIECE]
        place = (piece - edges[0]) * piece.dtype.type(scale)
        found = place.astype(np.int64)
        place -= np.rint(place)
        near = np.flatnonzero(np.abs(place, out=place) < NEAR_EDGE)
        found[near] = _settle(piece[near][None], found[near][None], edges[None])[0]
        counts += np.bincount(found, minlength=bins)
    return counts


def _count(
    values: Float[np.ndarray, "blocks size"], edges: Float[np.ndarray, "blocks edges"]
) -> Int[np.ndarray, "blocks bins"]:
    """Count several blocks at once."""
    bins = edges.shape[1] - 1
    low, high = edges[:, :1].astype(np.float64), edges[:, -1:].astype(np.float64)
    found = ((values - low) * (bins / (high - low))).astype(np.int64)
    found = _settle(values, found, edges) + np.arange(len(values))[:, None] * bins
    counts = np.bincount(found.reshape(-1), minlength=len(values) * bins)
    return counts.reshape(len(values), bins)


def _settle(
    values: Float[np.ndarray, "blocks size"],
    found: Int[np.ndarray, "blocks size"],
    edges: Float[np.ndarray, "blocks edges"],
) -> Int[np.ndarray, "blocks size"]:
    """Move values that rounding put beside their bin; one on an edge belongs to its right."""
    bins = edges.shape[1] - 1
    found = found.clip(0, bins - 1)
    row = np.arange(len(values))[:, None]
    found -= values < edges[row, found]
    found += (values >= edges[row, found + 1]) & (found < bins - 1)
    return found


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

    Bins beyond the clip cost ``(|value| - clip)^2``; bins within are rounded to its grid. Many
    blocks go through :mod:`engine.quantization.block_search`, which is compiled.
    """
    highest = 2 ** (bits - 1) - 1
    if len(values) >= MANY:
        from engine.quantization.block_search import block_errors

        return block_errors(values, counts, clips, highest)
    return plain_errors(values, counts, clips, highest)


def plain_errors(
    values: Float[np.ndarray, "blocks bins"],
    counts: Int[np.ndarray, "blocks bins"],
    clips: Float64[np.ndarray, "blocks candidates"],
    highest: int,
) -> Float64[np.ndarray, "blocks candidates"]:
    """Return what :func:`binned_errors` returns, in whole arrays; ``highest`` is the top code."""
    errors = np.empty(clips.shape)
    height = max(1, BATCH // (values.shape[1] * clips.shape[1]))
    for start in range(0, len(values), height):
        batch = slice(start, start + height)
        size = np.abs(values[batch].astype(np.float64))[:, None, :]
        clip = np.where(clips[batch] > 0.0, clips[batch], 1.0)[:, :, None]
        step = clip / highest
        rounded = np.minimum(np.rint(size / step), highest) * step
        errors[batch] = np.einsum("bcn,bn->bc", (size - rounded) ** 2, counts[batch].astype(float))
    return errors / counts.sum(axis=1, keepdims=True)
