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
from engine.quantization.zones import choose_zones, place_in

BINS = 8192
PIECE = 1 << 16
MOST_DRAWN = 1024


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
    """A weight summed up in bins between its smallest and largest value.

    The bins are equal; where a few weights lie far out, half of them share the middle.

    Attributes:
        edges: Borders of the bins, from the smallest to the largest weight.
        counts: Weights in each bin.
        sums: Sum of the weights in each bin.
        squares: Sum of their squares.
    """

    edges: Float64[np.ndarray, " edges"]
    counts: Int[np.ndarray, " bins"]
    sums: Float64[np.ndarray, " bins"]
    squares: Float64[np.ndarray, " bins"]

    @property
    def low(self) -> float:
        """Smallest weight."""
        return float(self.edges[0])

    @property
    def high(self) -> float:
        """Largest weight."""
        return float(self.edges[-1])

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
    def centres(self) -> Float64[np.ndarray, " bins"]:
        """Mean weight of each bin; its middle where it is empty."""
        middle = 0.5 * (self.edges[:-1] + self.edges[1:])
        return np.where(self.counts > 0, self.sums / np.maximum(self.counts, 1), middle)

    def mean_squared_error(self, clip: float, bits: int, levels: str = "full") -> float:
        """Return the error of a symmetric per-tensor grid with this clip, in squared units."""
        step = _step(clip / (2 ** (bits - 1) - 1))
        return self._error(step, 0.0, level_range(bits, levels))

    def asymmetric_error(self, bits: int) -> float:
        """Return the error of asymmetric linear quantization per tensor, in squared units."""
        low, high = min(self.low, 0.0), max(self.high, 0.0)
        step = _step((high - low) / (2**bits - 1))
        return self._error(step, float(np.rint(low / step)), (0, 2**bits - 1))

    def quantized(self, clip: float, bits: int, levels: str = "full") -> QuantizedHistogram:
        """Return how many weights fall on each level of a symmetric grid, empty ones included."""
        low, high = level_range(bits, levels)
        step = _step(clip / (2 ** (bits - 1) - 1))
        codes = np.rint(self.centres / step).clip(low, high).astype(np.int64)
        counts = np.bincount(codes - low, weights=self.counts, minlength=high - low + 1)
        return QuantizedHistogram(np.arange(low, high + 1) * step, counts.astype(np.int64))

    def drawn(self, bins: int) -> tuple[Float64[np.ndarray, " edges"], Int[np.ndarray, " bins"]]:
        """Return edges and counts of a few equal bins for a chart.

        Args:
            bins: Number of bins, at most 1024.

        Raises:
            ValueError: If ``bins`` is out of range.
        """
        if not 1 <= bins <= MOST_DRAWN:
            raise ValueError(f"bins must lie between 1 and {MOST_DRAWN}, got {bins}")
        high = self.high if self.high > self.low else self.low + 1e-6
        counts, edges = np.histogram(self.centres, bins, (self.low, high), weights=self.counts)
        return edges, counts.astype(np.int64)

    def _error(self, step: float, offset: float, limits: tuple[int, int]) -> float:
        """Return the mean squared error of the levels ``(code + offset) * step``."""
        place = self.centres / step - offset
        values = (np.rint(place).clip(*limits) + offset) * step
        total = self.squares - 2.0 * values * self.sums + self.counts * values**2
        # a bin that a border between two levels cuts: its far part rounds to the other level
        below = np.floor(place)
        width = np.diff(self.edges)
        middle = self.edges[:-1] + 0.5 * width
        far = 0.5 * width - np.abs(middle - (below + 0.5 + offset) * step)
        cut = (far > 0.0) & (below >= limits[0]) & (below < limits[1]) & (width < step)
        total -= np.where(cut, self.counts * step * far**2 / np.where(cut, width, 1.0), 0.0)
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
    zones = choose_zones(flat, bins)
    counts = np.zeros(bins, dtype=np.int64)
    sums, squares = np.zeros(bins), np.zeros(bins)
    for start in range(0, flat.size, PIECE):
        piece = flat[start : start + PIECE].astype(np.float64)
        place = place_in(piece, zones).clip(0, bins - 1)
        counts += np.bincount(place, minlength=bins)
        sums += np.bincount(place, weights=piece, minlength=bins)
        squares += np.bincount(place, weights=piece * piece, minlength=bins)
    parts = [np.linspace(low, high, share, endpoint=False) for low, high, share in zones]
    edges = np.append(np.concatenate(parts), zones[-1][1])
    return WeightHistogram(edges, counts, sums, squares)
