"""What one bit of a map loses and more slices give back: the multi-slice sign, decoded.

The sign at k thresholds of one value tells between which two thresholds it lies, so k bits tell
k + 1 levels apart, not 2^k. The best decoder puts out the mean of the values of each level; its
error is what no later layer can win back.
"""

import dataclasses
import itertools
import math

import numpy as np
from jaxtyping import Bool, Float, Float32

from engine.binary.sign import slice_thresholds


@dataclasses.dataclass(frozen=True, eq=False)
class SliceMaps:
    """One map at several thresholds, and what its best decoder makes of it.

    Attributes:
        thresholds: Value from which on each slice is true, in the order of the slices.
        maps: The slices: true where the value reaches the threshold.
        decoded: Mean of the values of each position's level.
        levels_used: Levels that occur, at most slices + 1.
        error: Mean squared error of the decoded map over the variance of the map, 0..1.
        bits_told: Entropy of the levels, bits a position; at most log2(slices + 1).
    """

    thresholds: tuple[float, ...]
    maps: Bool[np.ndarray, "slices height width"]
    decoded: Float32[np.ndarray, "height width"]
    levels_used: int
    error: float
    bits_told: float

    @property
    def slices(self) -> int:
        """Bits that each position takes."""
        return len(self.thresholds)


def sliced(values: Float[np.ndarray, "height width"], slices: int) -> SliceMaps:
    """Return a map's slices as the multi-slice sign of BoolNet makes them (arXiv 2106.06991).

    Args:
        values: One map, as it comes out of batch norm.
        slices: 1 or an even number.

    Raises:
        ValueError: If the number of slices is neither 1 nor even, or the map is flat.

    >>> sliced(np.array([[-1.0, -0.4, 0.4, 1.0]]), 2).maps.astype(int).tolist()
    [[[0, 0, 0, 1]], [[0, 1, 1, 1]]]
    """
    added = np.array(slice_thresholds(slices), np.float32)
    spread = float(values.var(dtype=np.float64))
    if spread <= 0:
        raise ValueError("a map must not be flat, got one value everywhere; take another map")
    maps = values.astype(np.float32) + added[:, None, None] >= 0
    level = maps.sum(axis=0)
    count = np.bincount(level.ravel(), minlength=slices + 1)
    total = np.bincount(level.ravel(), weights=values.ravel(), minlength=slices + 1)
    mean = total / np.maximum(count, 1)
    decoded = mean[level]
    shares = count[count > 0] / values.size
    return SliceMaps(
        tuple(-float(each) for each in added),
        maps,
        decoded.astype(np.float32),
        int((count > 0).sum()),
        float(((values - decoded) ** 2).mean()) / spread,
        float(-(shares * np.log2(shares)).sum()),
    )


def gaussian_error(slices: int) -> float:
    """Return the error of the best decoder for a standard normal value, in closed form.

    Args:
        slices: 1 or an even number.

    >>> round(gaussian_error(1), 4), round(1 - 2 / math.pi, 4)
    (0.3634, 0.3634)
    """
    edges = (-math.inf, *sorted(-each for each in slice_thresholds(slices)), math.inf)
    kept = 0.0
    for low, high in itertools.pairwise(edges):
        share = _below(high) - _below(low)
        kept += (_density(low) - _density(high)) ** 2 / share
    return 1.0 - kept


def _below(value: float) -> float:
    return 0.5 * (1 + math.erf(value / math.sqrt(2)))


def _density(value: float) -> float:
    return math.exp(-(value**2) / 2) / math.sqrt(2 * math.pi)
