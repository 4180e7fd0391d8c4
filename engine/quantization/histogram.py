"""One stored histogram of a weight, from which a slider reads errors without the weight.

Each of 8192 bins keeps its count, the sum of its weights and the sum of their squares. The
squared error of a bin whose weights all round to one level is exact then, ``squares - 2 level
sum + count level^2``; only bins that a rounding border cuts are approximate.
"""

import dataclasses

import numpy as np
from jaxtyping import Float, Float64, Int
from torch import Tensor

from engine.quantization.base import checked
from engine.quantization.grid import SMALLEST_STEP, level_range

BINS = 8192
PIECE = 1 << 16


@dataclasses.dataclass(frozen=True)
class QuantizedHistogram:
    """How many weights stand on each level.

    Attributes:
        values: Value of each level, rising, in weight units.
        counts: Weights on each level.
    """

    values: Float64[np.ndarray, " levels"]
    counts: Int[np.ndarray, " levels"]


@dataclasses.dataclass(frozen=True)
class WeightHistogram:
    """A weight summed up in equal bins between its smallest and largest value.

    Attributes:
        low: Smallest weight.
        high: Largest weight.
        counts: Weights in each bin.
        sums: Sum of the weights in each bin.
        squares: Sum of their squares.
    """

    low: float
    high: float
    counts: Int[np.ndarray, " bins"]
    sums: Float64[np.ndarray, " bins"]
    squares: Float64[np.ndarray, " bins"]

    @property
    def size(self) -> int:
        """Number of weights."""
        return int(self.counts.sum())

    @property
    def largest(self) -> float:
        """Largest magnitude, the clip of linear quantization."""
        return max(-self.low, self.high)

    @property
    def mean(self) -> float:
        """Mean weight."""
        return float(self.sums.sum() / self.size)

    @property
    def standard_deviation(self) -> float:
        """Standard deviation with ``size - 1`` in the denominator."""
        total = float(self.squares.sum()) - self.size * self.mean**2
        return float(np.sqrt(max(0.0, total) / max(1, self.size - 1)))

    @property
    def laplace_scale(self) -> float:
        """Mean absolute deviation from the mean."""
        beyond = np.abs(self.sums - self.counts * self.mean)
        return float(beyond.sum() / self.size)

    @property
    def excess_kurtosis(self) -> float:
        """Fourth standardized moment less 3: 0 for Gauss, 3 for Laplace, 0 for a constant."""
        offset = self.centres - self.mean
        variance = float(self.counts @ offset**2) / self.size
        if variance == 0.0:
            return 0.0
        return float(self.counts @ offset**4) / self.size / variance**2 - 3.0

    @property
    def edges(self) -> Float64[np.ndarray, " edges"]:
        """Borders of the bins."""
        return np.linspace(self.low, self.high, len(self.counts) + 1)

    @property
    def centres(self) -> Float64[np.ndarray, " bins"]:
        """Mean weight of each bin; its middle where it is empty."""
        edges = self.edges
        middle = 0.5 * (edges[:-1] + edges[1:])
        return np.where(self.counts > 0, self.sums / np.maximum(self.counts, 1), middle)

    def mean_squared_error(self, clip: float, bits: int, levels: str = "full") -> float:
        """Return the error of a symmetric per-tensor grid with this clip, in squared units."""
        step = _step(clip / (2 ** (bits - 1) - 1))
        codes = np.rint(self.centres / step).clip(*level_range(bits, levels))
        return self._error(codes * step)

    def asymmetric_error(self, bits: int) -> float:
        """Return the error of asymmetric linear quantization per tensor, in squared units."""
        values = self._asymmetric(bits)
        return self._error(values)

    def quantized(self, clip: float, bits: int, levels: str = "full") -> QuantizedHistogram:
        """Return how many weights fall on each level of a symmetric grid, empty ones included."""
        low, high = level_range(bits, levels)
        step = _step(clip / (2 ** (bits - 1) - 1))
        codes = np.rint(self.centres / step).clip(low, high).astype(np.int64)
        counts = np.bincount(codes - low, weights=self.counts, minlength=high - low + 1)
        return QuantizedHistogram(np.arange(low, high + 1) * step, counts.astype(np.int64))

    def rebinned(self, bins: int) -> "WeightHistogram":
        """Return the same weight in fewer bins for drawing.

        Raises:
            ValueError: If ``bins`` does not divide the number of bins.
        """
        if not 1 <= bins <= len(self.counts) or len(self.counts) % bins:
            raise ValueError(
                f"bins must divide {len(self.counts)}, got {bins}; take a power of two"
            )
        parts = (self.counts, self.sums, self.squares)
        counts, sums, squares = (part.reshape(bins, -1).sum(axis=1) for part in parts)
        return WeightHistogram(self.low, self.high, counts, sums, squares)

    def _asymmetric(self, bits: int) -> Float64[np.ndarray, " bins"]:
        low, high = min(self.low, 0.0), max(self.high, 0.0)
        highest = 2**bits - 1
        step = _step((high - low) / highest)
        offset = np.rint(low / step)
        codes = np.rint(self.centres / step - offset).clip(0, highest)
        return (codes + offset) * step

    def _error(self, values: Float64[np.ndarray, " bins"]) -> float:
        total = self.squares - 2.0 * values * self.sums + self.counts * values**2
        return max(0.0, float(total.sum()) / self.size)


def _step(step: float) -> float:
    return step if step >= SMALLEST_STEP else 1.0


def weight_histogram(
    weight: Float[Tensor, "rows columns *kernel"], *, bins: int = BINS
) -> WeightHistogram:
    """Sum a weight up in bins; about 200 kB whatever the weight's size.

    Args:
        weight: Finite weights.
        bins: Number of bins; 8192 keeps errors of 2 to 8 bits within 0.1 %.

    Raises:
        ValueError: If the weight is empty or holds NaN or infinity.
    """
    flat = checked(weight).reshape(-1).cpu().numpy()
    low, high = float(flat.min()), float(flat.max())
    scale = bins / (high - low) if high > low else 0.0
    counts = np.zeros(bins, dtype=np.int64)
    sums, squares = np.zeros(bins), np.zeros(bins)
    for start in range(0, flat.size, PIECE):
        piece = flat[start : start + PIECE].astype(np.float64)
        place = ((piece - low) * scale).astype(np.int64).clip(0, bins - 1)
        counts += np.bincount(place, minlength=bins)
        sums += np.bincount(place, weights=piece, minlength=bins)
        squares += np.bincount(place, weights=piece * piece, minlength=bins)
    return WeightHistogram(low, high, counts, sums, squares)
