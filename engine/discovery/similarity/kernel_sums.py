"""Sums of a kernel of five bandwidths over the samples of every two classes."""

import dataclasses

import numpy as np
from jaxtyping import Bool, Float

from engine.core.jobs import Report
from engine.discovery.similarity.class_distances import ClassDistances

BANDWIDTHS = 5
TILE = 1 << 16  # entries of the working array: it stays in the processor's cache
LARGEST = 2 ** (BANDWIDTHS - 1)


@dataclasses.dataclass(frozen=True, eq=False)
class PairSums:
    """Kernel sums of every asked pair of classes; 0 where a pair was not asked for.

    Attributes:
        within: For (i, j): the sum over all pairs inside class i, at the bandwidth of (i, j).
        across: For (i, j): the sum over all pairs of a sample of i and one of j.
        counts: Samples of each class, drawn ones as often as they were drawn.
    """

    within: Float[np.ndarray, "classes classes bandwidths"]
    across: Float[np.ndarray, "classes classes bandwidths"]
    counts: Float[np.ndarray, " classes"]

    def biased(self) -> Float[np.ndarray, "classes classes bandwidths"]:
        """Return the squared discrepancy with each sample's similarity to itself (V-statistic)."""
        own = self.within / np.square(self.counts)[:, None, None]
        return self._less_across(own)

    def unbiased(self) -> Float[np.ndarray, "classes classes bandwidths"]:
        """Return the squared discrepancy without it (U-statistic); NaN for one-sample classes.

        Only for samples as they are: a drawn sample may be its own neighbour several times.
        """
        asked = self.across.any(axis=-1, keepdims=True)
        pairs = self.counts * (self.counts - 1)
        pairs = np.where(pairs > 0, pairs, np.nan)[:, None, None]
        own = np.where(asked, self.within - self.counts[:, None, None], 0) / pairs
        return self._less_across(own)

    def _less_across(
        self, own: Float[np.ndarray, "classes classes bandwidths"]
    ) -> Float[np.ndarray, "classes classes bandwidths"]:
        between = self.across / np.outer(self.counts, self.counts)[..., None]
        found = own + own.swapaxes(0, 1) - 2 * between
        each = np.arange(len(found))
        found[each, each] = 0
        return found


def pair_bandwidths(distances: ClassDistances) -> Float[np.ndarray, "classes classes"]:
    """Return the smallest bandwidth of each pair: a quarter of the pooled mean distance.

    The mean leaves a sample's distance to itself out. Where all samples of a pair coincide
    the bandwidth is 1: every kernel value is then 1 and the discrepancy 0.
    """
    totals = distances.totals()
    counts = np.array([each.sum() for each in distances.weights])
    pooled = np.diag(totals)[:, None] + np.diag(totals) + 2 * totals
    size = counts[:, None] + counts
    found = pooled / (size**2 - size) / 2 ** (BANDWIDTHS // 2)
    return np.where(found > 0, found, 1.0)


def pair_sums(
    distances: ClassDistances,
    *,
    pairs: Bool[np.ndarray, "classes classes"],
    report: Report | None = None,
) -> PairSums:
    """Return kernel sums of the pairs that a symmetric mask asks for.

    Every distance is measured once: the tiles inside a class serve all its partners.
    """
    bandwidths = pair_bandwidths(distances)
    count = len(distances)
    within = np.zeros((count, count, BANDWIDTHS))
    across = np.zeros((count, count, BANDWIDTHS))
    for first in range(count):
        partners = np.flatnonzero(pairs[first])
        within[first, partners] = _within(distances, first, bandwidths[first, partners], report)
        for second in partners[partners > first]:
            across[first, second] = _across(
                distances, first, int(second), bandwidths[first, second], report
            )
            across[second, first] = across[first, second]
        if report:
            report((first + 1) / count, f"compared class {first + 1} of {count}")
    return PairSums(within, across, np.array([each.sum() for each in distances.weights]))


def _within(
    distances: ClassDistances,
    place: int,
    bandwidths: Float[np.ndarray, " partners"],
    report: Report | None,
) -> Float[np.ndarray, "partners bandwidths"]:
    """Return the sums inside one class; a tile begins at its diagonal and counts twice beyond."""
    weights = distances.weights[place]
    size = len(weights)
    step = max(1, min(size, TILE // size, max(32, size // 4)))
    found = np.zeros((len(bandwidths), BANDWIDTHS))
    for start in range(0, size, step):
        stop = min(start + step, size)
        block = distances.tile(place, place, slice(start, stop), slice(start, None))
        columns = weights[start:].copy()
        columns[stop - start :] *= 2
        together = max(1, TILE // block.size)
        for begin in range(0, len(bandwidths), together):
            part = slice(begin, begin + together)
            found[part] += kernel_sums(block, bandwidths[part], weights[start:stop], columns)
            if report:
                report(place / len(distances), f"comparing class {place + 1}")
    return found


def _across(
    distances: ClassDistances, first: int, second: int, bandwidth: float, report: Report | None
) -> Float[np.ndarray, " bandwidths"]:
    here, there = distances.weights[first], distances.weights[second]
    step = max(1, TILE // len(there))
    found = np.zeros(BANDWIDTHS)
    for start in range(0, len(here), step):
        rows = slice(start, start + step)
        block = distances.tile(first, second, rows, slice(None))
        found += kernel_sums(block, np.array([bandwidth]), here[rows], there)[0]
        if report:
            report(first / len(distances), f"comparing class {first + 1}")
    return found


def kernel_sums(
    distances: Float[np.ndarray, "rows columns"],
    bandwidths: Float[np.ndarray, " scales"],
    row_weights: Float[np.ndarray, " rows"],
    column_weights: Float[np.ndarray, " columns"],
) -> Float[np.ndarray, "scales bandwidths"]:
    """Return weighted sums of ``exp(-D / (s 2^l))`` for l = 0..4 and each smallest bandwidth s.

    One exponential at the largest bandwidth, then four squarings: ``e^2`` halves the bandwidth.

    >>> kernel_sums(np.zeros((2, 3)), np.ones(1), np.ones(2), np.ones(3))
    array([[6., 6., 6., 6., 6.]])
    """
    scales = (-1 / (LARGEST * bandwidths)).astype(distances.dtype)
    values = scales[:, None, None] * distances
    np.exp(values, out=values)
    flat = values.reshape(-1, distances.shape[1])
    columns = column_weights.astype(distances.dtype, copy=False)
    found = np.empty((len(bandwidths), BANDWIDTHS))
    for level in reversed(range(BANDWIDTHS)):
        sums = (flat @ columns).reshape(len(bandwidths), -1).astype(np.float64, copy=False)
        found[:, level] = sums @ row_weights
        if level:
            np.square(values, out=values)
    return found
