"""A weight matrix as 8192 bins: the error of any single grid of levels in microseconds.

Half of the edges are evenly spaced, half are quantiles, so that neither a far outlier nor a narrow
peak falls into one bin. Each bin keeps its count and its sum, so that a bin inside the cell of one
level is exact; only a bin cut by a decision threshold is approximate (uniform within the bin).
"""

import dataclasses

import numpy as np
from jaxtyping import Float, Shaped

BINS = 8192
CHUNK = 32_768  # weights worked on at a time


@dataclasses.dataclass(frozen=True)
class StoredHistogram:
    """What is kept of a matrix; about 200 KB whatever its size.

    Attributes:
        edges: Bin edges, increasing.
        counts: Cumulative number of weights below each edge.
        sums: Cumulative sum of the weights below each edge.
        mean_square: Mean of the squared weights.
        maximum: Largest absolute weight.
        deviation: Standard deviation (n - 1).
        mean: Mean weight.
        mean_deviation: Mean absolute deviation from the mean.
        kurtosis: Fourth standardized moment; 3 for a Gauss distribution, 6 for Laplace.
        sample: At most 4096 weights at evenly spaced ranks, sorted.
    """

    edges: Float[np.ndarray, " edges"]
    counts: Float[np.ndarray, " edges"]
    sums: Float[np.ndarray, " edges"]
    mean_square: float
    maximum: float
    deviation: float
    mean: float
    mean_deviation: float
    kurtosis: float
    sample: Float[np.ndarray, " sample"]

    @property
    def weights(self) -> int:
        """Number of weights."""
        return int(self.counts[-1])

    def below(
        self, thresholds: Float[np.ndarray, "*shape"]
    ) -> tuple[Float[np.ndarray, "*shape"], Float[np.ndarray, "*shape"]]:
        """Return count and sum of the weights below each threshold."""
        bins = len(self.edges) - 1
        at = np.clip(np.searchsorted(self.edges, thresholds, side="right") - 1, 0, bins - 1)
        low, width = self.edges[at], self.edges[at + 1] - self.edges[at]
        share = np.clip((thresholds - low) / width, 0.0, 1.0)
        count = self.counts[at + 1] - self.counts[at]
        part = count * share
        middle = self.sums[at + 1] - self.sums[at] - count * (low + width / 2)
        total = part * (low + share * width / 2) + share * middle
        return self.counts[at] + part, self.sums[at] + total

    def on_levels(
        self, levels: Float[np.ndarray, "*shape levels"]
    ) -> tuple[Float[np.ndarray, "*shape levels"], Float[np.ndarray, "*shape levels"]]:
        """Return count and sum of the weights that are nearest to each level (sorted)."""
        counts, sums = self.below((levels[..., 1:] + levels[..., :-1]) / 2)
        ends = [(0, 0)] * (levels.ndim - 1)
        padded = [np.pad(each, [*ends, (1, 1)]) for each in (counts, sums)]
        padded[0][..., -1], padded[1][..., -1] = self.counts[-1], self.sums[-1]
        return np.diff(padded[0], axis=-1), np.diff(padded[1], axis=-1)

    def mean_squared_error(
        self, levels: Float[np.ndarray, "*shape levels"]
    ) -> Float[np.ndarray, "*shape"]:
        """Return the mean squared error of moving every weight to its nearest level."""
        counts, sums = self.on_levels(levels)
        moved = (levels * (levels * counts - 2 * sums)).sum(-1) / self.weights
        return np.asarray(np.maximum(self.mean_square + moved, 0.0))


def grid_levels(
    clip: Float[np.ndarray, "*shape"], bits: int, levels: str = "full"
) -> Float[np.ndarray, "*shape levels"]:
    """Return the levels of a symmetric grid: ``code * clip / (2^(bits-1) - 1)``.

    >>> grid_levels(np.array(3.0), 3, "restricted")
    array([-3., -2., -1.,  0.,  1.,  2.,  3.])
    """
    high = 2 ** (bits - 1) - 1
    low = -high - 1 if levels == "full" else -high
    return np.asarray(clip)[..., None] / high * np.arange(low, high + 1)


def store_histogram(weight: Shaped[np.ndarray, "..."], bins: int = BINS) -> StoredHistogram:
    """Return the histogram of a matrix of any shape.

    Raises:
        ValueError: If the matrix is empty or holds a value that is not finite.

    >>> stored = store_histogram(np.array([0.0, 0.5, 2.0]))
    >>> round(float(stored.mean_squared_error(np.array([0.0, 2.0]))), 6)
    0.083333
    """
    ordered = np.sort(np.asarray(weight, dtype=np.float32), axis=None)
    if not ordered.size or not (np.isfinite(ordered[0]) and np.isfinite(ordered[-1])):
        raise ValueError(
            f"a weight matrix must hold finite numbers, got shape {weight.shape} with "
            "none or with infinities or NaN; pick another layer or mend the file"
        )
    edges = _edges(ordered, bins)
    # the edges are float32 numbers, and searching in one type spares a copy of all weights
    places = np.searchsorted(ordered, edges[1:-1].astype(np.float32), side="left")
    bounds = np.concatenate([[0], places, [ordered.size]])
    filled = np.flatnonzero(np.diff(bounds))
    sums = np.zeros(len(edges))
    sums[filled + 1] = np.add.reduceat(ordered, bounds[filled], dtype=np.float64)
    sums = sums.cumsum()
    mean = float(sums[-1] / ordered.size)
    variance, fourth = _central_moments(ordered, mean)
    ranks = np.linspace(0, ordered.size - 1, min(4096, ordered.size)).astype(int)
    return StoredHistogram(
        edges=edges,
        counts=bounds.astype(np.float64),
        sums=sums,
        mean_square=variance + mean**2,
        maximum=float(max(-ordered[0], ordered[-1])),
        deviation=float(np.sqrt(variance * ordered.size / max(ordered.size - 1, 1))),
        mean=mean,
        mean_deviation=_mean_deviation(ordered, mean, bounds, sums),
        kurtosis=fourth / variance**2 if variance > 0 else 0.0,
        sample=ordered[ranks].astype(np.float64),
    )


def _mean_deviation(
    ordered: Shaped[np.ndarray, " weights"],
    mean: float,
    bounds: Shaped[np.ndarray, " edges"],
    sums: Float[np.ndarray, " edges"],
) -> float:
    """Return the mean of |w - mean|: what lies above the mean less what lies below."""
    place = int(np.searchsorted(ordered, np.float32(mean)))
    edge = int(np.searchsorted(bounds, place, side="right")) - 1
    below = sums[edge] + ordered[bounds[edge] : place].sum(dtype=np.float64)
    above = sums[-1] - below
    return float((above - below - mean * (ordered.size - 2 * place)) / ordered.size)


def _central_moments(values: Shaped[np.ndarray, " weights"], mean: float) -> tuple[float, float]:
    """Return the mean of the second and the fourth power of w - mean; pieces fit a cache."""
    second = fourth = 0.0
    for start in range(0, values.size, CHUNK):
        centred = values[start : start + CHUNK].astype(np.float64)
        centred -= mean
        second += float(centred @ centred)
        np.square(centred, out=centred)
        fourth += float(centred @ centred)
    return second / values.size, fourth / values.size


def _edges(ordered: Shaped[np.ndarray, " weights"], bins: int) -> Float[np.ndarray, " edges"]:
    low, high = float(ordered[0]), float(ordered[-1])
    if low == high:
        return np.array([low - 0.5, high + 0.5], np.float32).astype(np.float64)
    even = np.linspace(low, high, bins // 2 + 1)
    ranks = np.linspace(0, ordered.size - 1, bins // 2 + 1)[1:-1].astype(int)
    return np.unique(np.concatenate([even.astype(np.float32), ordered[ranks]])).astype(np.float64)
