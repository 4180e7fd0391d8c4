"""Whether weights look Laplace or Gauss, as ACIQ assumes."""

import dataclasses
import math

import numpy as np
from jaxtyping import Float64
from scipy.special import ndtr

from engine.quantization.histogram import WeightHistogram


@dataclasses.dataclass(frozen=True)
class Fit:
    """A distribution fitted to a weight.

    Attributes:
        distribution: "laplace" or "gauss".
        centre: Mean of the weights.
        spread: Mean absolute deviation (Laplace) or standard deviation (Gauss).
        distance: Kolmogorov-Smirnov distance: the largest gap between both distribution
            functions, 0 (same) to 1.
    """

    distribution: str
    centre: float
    spread: float
    distance: float

    def density(self, values: Float64[np.ndarray, " values"]) -> Float64[np.ndarray, " values"]:
        """Return the fitted density at some weights, for drawing; 0 without spread."""
        if self.spread <= 0.0:
            return np.zeros_like(values)
        ratio = (values - self.centre) / self.spread
        if self.distribution == "laplace":
            return np.exp(-np.abs(ratio)) / (2.0 * self.spread)
        return np.exp(-(ratio**2) / 2.0) / (self.spread * math.sqrt(2.0 * math.pi))


def fit(histogram: WeightHistogram, distribution: str) -> Fit:
    """Fit a Laplace or Gauss distribution by its moments and measure how far it is.

    Args:
        histogram: The weight.
        distribution: "laplace" or "gauss".

    Raises:
        ValueError: If the distribution is unknown.
    """
    if distribution not in ("laplace", "gauss"):
        raise ValueError(f"distribution must be laplace or gauss, got {distribution!r}")
    laplace = distribution == "laplace"
    spread = histogram.laplace_scale if laplace else histogram.standard_deviation
    if spread <= 0.0:
        return Fit(distribution, histogram.mean, 0.0, 1.0)
    ratio = (histogram.edges - histogram.mean) / spread
    if laplace:
        tail = 0.5 * np.exp(-np.abs(ratio))
        expected = np.where(ratio < 0.0, tail, 1.0 - tail)
    else:
        expected = ndtr(ratio)
    below = np.concatenate([[0.0], histogram.counts.cumsum() / histogram.size])
    # the first and last edge are weights themselves: nothing lies beyond them
    distance = float(np.abs(below - expected).max())
    return Fit(distribution, histogram.mean, spread, distance)
