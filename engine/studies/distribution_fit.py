"""How well a Gauss or a Laplace distribution describes weights: Q-Q points, KS distance, tail.

ACIQ (arXiv 1810.05723) derives its clip from one of the two. Where neither fits, its optimum is
not the optimum of these weights; the KS distance says how far off the body is, the tail ratio
how far off the largest weight is.
"""

import dataclasses

import numpy as np
from jaxtyping import Float

from engine.studies.stored_histogram import StoredHistogram

DISTRIBUTIONS = ("gauss", "laplace")
BROKEN_DISTANCE = 0.03
"""KS distance from which the assumption counts as broken; Gauss against Laplace is 0.04-0.06."""
BROKEN_TAIL = 1.5
"""Ratio of largest to expected largest weight from which the assumption counts as broken."""


@dataclasses.dataclass(frozen=True)
class DistributionFit:
    """One fitted distribution beside the weights.

    Attributes:
        distribution: ``"gauss"`` or ``"laplace"``.
        spread: Fitted sigma (Gauss) or b (Laplace), in weight units.
        distance: Largest difference of the two cumulative distributions, 0 to 1 (KS statistic).
        tail: Largest deviation from the mean over the one expected of this many weights.
        theoretical: Quantiles of the fit, for a Q-Q figure.
        observed: Quantiles of the weights at the same probabilities.
    """

    distribution: str
    spread: float
    distance: float
    tail: float
    theoretical: Float[np.ndarray, " points"]
    observed: Float[np.ndarray, " points"]

    @property
    def broken(self) -> bool:
        """Whether body or tail is too far from this distribution to trust its formula."""
        return self.distance > BROKEN_DISTANCE or self.tail > BROKEN_TAIL


def fit_distributions(
    histogram: StoredHistogram, points: int = 121
) -> tuple[DistributionFit, DistributionFit]:
    """Return the Gauss and the Laplace fit (mean and spread by moments).

    Args:
        histogram: The weights.
        points: Points of each Q-Q figure.
    """
    # weights that are all equal have no spread; any positive number keeps the fit defined
    spreads = (histogram.deviation or 1e-12, histogram.mean_deviation or 1e-12)
    gauss, laplace = (
        _fit(histogram, name, spread, points)
        for name, spread in zip(DISTRIBUTIONS, spreads, strict=True)
    )
    return gauss, laplace


def _fit(histogram: StoredHistogram, name: str, spread: float, points: int) -> DistributionFit:
    probabilities = (np.arange(points) + 0.5) / points
    standard = (histogram.edges - histogram.mean) / spread
    distance = np.abs(cumulative(name, standard) - histogram.counts / histogram.weights).max()
    # half of the largest of n deviations lie below the 0.5^(1/n) quantile of |x|
    largest = quantile(name, np.array([(1 + 0.5 ** (1 / histogram.weights)) / 2]))[0]
    deviation = np.abs(standard[[0, -1]]).max()
    return DistributionFit(
        distribution=name,
        spread=spread,
        distance=float(distance),
        tail=float(deviation / largest),
        theoretical=histogram.mean + spread * quantile(name, probabilities),
        observed=np.quantile(histogram.sample, probabilities),
    )


def cumulative(name: str, standard: Float[np.ndarray, "*shape"]) -> Float[np.ndarray, "*shape"]:
    """Return the cumulative distribution of the unit Gauss or unit Laplace distribution."""
    if name == "gauss":
        from scipy.special import ndtr

        return ndtr(standard)
    half = np.exp(-np.abs(standard)) / 2
    return np.where(standard < 0, half, 1 - half)


def quantile(name: str, probability: Float[np.ndarray, "*shape"]) -> Float[np.ndarray, "*shape"]:
    """Return the inverse of :func:`cumulative`.

    >>> quantile("gauss", cumulative("gauss", np.array([1.0]))).round(6)
    array([1.])
    """
    if name == "gauss":
        from scipy.special import ndtri

        return ndtri(probability)
    away = np.minimum(probability, 1 - probability)
    return np.sign(probability - 0.5) * -np.log(2 * away)


def nearer_fit(histogram: StoredHistogram) -> DistributionFit:
    """Return the fit with the smaller KS distance."""
    return min(fit_distributions(histogram), key=lambda fit: fit.distance)
