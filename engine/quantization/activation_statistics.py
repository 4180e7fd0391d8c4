"""What is known of a layer's inputs after calibration, collected batch by batch."""

import math

import numpy as np
import torch
from jaxtyping import Float, Float64
from torch import Tensor

BINS = 4096
_SMALLEST = 1e-30


class ActivationStatistics:
    """Range, mean and a histogram of everything seen so far, in constant memory.

    The histogram spans -reach to reach in 4096 equal bins. When a value lies beyond, the reach
    doubles and neighbours are added up in pairs, so no value is ever left out.

    Attributes:
        low: Smallest value seen.
        high: Largest value seen.
        count: Number of values seen.
        counts: Values in each bin.
        reach: Right end of the histogram.
    """

    def __init__(self) -> None:
        """Start with nothing seen."""
        self.low = math.inf
        self.high = -math.inf
        self.count = 0
        self.total = 0.0
        self.counts: Float64[np.ndarray, " bins"] = np.zeros(BINS)
        self.reach = _SMALLEST

    def add(self, values: Float[Tensor, "..."]) -> None:
        """Take in one batch.

        Raises:
            ValueError: If a value is NaN or infinite.
        """
        if values.numel() == 0:
            return
        flat = values.detach().float().reshape(-1)
        low, high = (float(each) for each in torch.aminmax(flat))
        if not (math.isfinite(low) and math.isfinite(high)):
            raise ValueError("activations must be finite, got NaN or infinity; check the inputs")
        largest = max(-low, high)
        if self.count == 0:
            self.reach = max(largest, _SMALLEST)
        while self.reach < largest:
            self._double()
        self.counts += torch.histc(flat, BINS, -self.reach, self.reach).double().cpu().numpy()
        self.low, self.high = min(self.low, low), max(self.high, high)
        self.count += flat.numel()
        self.total += float(flat.sum(dtype=torch.float64))

    def _double(self) -> None:
        self.reach *= 2.0
        quarter = BINS // 4
        pairs = self.counts.reshape(-1, 2).sum(1)
        self.counts = np.zeros(BINS)
        self.counts[quarter:-quarter] = pairs

    @property
    def mean(self) -> float:
        """Mean of all values, exact."""
        return self.total / self.count if self.count else 0.0

    @property
    def midpoints(self) -> Float64[np.ndarray, " bins"]:
        """Middle of each bin, kept within the range that was seen."""
        middle = (np.arange(BINS) + 0.5) * (2.0 * self.reach / BINS) - self.reach
        return middle.clip(self.low, self.high) if self.count else middle

    @property
    def mean_deviation(self) -> float:
        """Mean absolute deviation from the mean, to within half a bin."""
        return self._expected(np.abs(self.midpoints - self.mean))

    @property
    def standard_deviation(self) -> float:
        """Standard deviation, from the histogram."""
        return math.sqrt(self._expected((self.midpoints - self.mean) ** 2))

    def quantile(self, share: float) -> float:
        """Return the value below which a share of all values lies, to within a bin."""
        place = np.searchsorted(self.counts.cumsum(), share * self.count)
        return float(self.midpoints[min(int(place), BINS - 1)])

    def mean_squared_error(self, low: float, step: float, levels: int) -> float:
        """Return the error of rounding to ``low + i * step``, i from 0 to levels - 1."""
        middle = self.midpoints
        nearest = np.rint((middle - low) / step).clip(0, levels - 1) * step + low
        return self._expected((middle - nearest) ** 2)

    def _expected(self, values: Float64[np.ndarray, " bins"]) -> float:
        return float(self.counts @ values) / self.count if self.count else 0.0
