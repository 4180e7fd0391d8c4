"""Quality and variety of drawn pictures, as a classifier sees them.

Quality is stood in for by the classifier's confidence, variety by the spread over classes and by
the distance between pictures in its features. Both are proxies on a few hundred samples of one
seed; precision and recall (arXiv 2103.11912) need real pictures beside them.
"""

import dataclasses

import numpy as np
from jaxtyping import Float, Int64

from engine.core.random import numpy_generator

DRAWS = 400
LEVEL = 0.95
KEPT_CONFIDENCE = 0.05  # a fall of confidence up to which quality counts as kept


@dataclasses.dataclass(frozen=True)
class SeenPictures:
    """What a classifier says about a set of pictures.

    Attributes:
        confidences: Largest probability of each sample, 0 to 1.
        labels: Class of that probability.
        features: Features of each sample, no unit.
        classes: Number of classes.
    """

    confidences: Float[np.ndarray, " samples"]
    labels: Int64[np.ndarray, " samples"]
    features: Float[np.ndarray, "samples size"]
    classes: int

    @property
    def confidence(self) -> float:
        """Mean confidence: stands in for quality."""
        return float(self.confidences.mean())

    @property
    def shares(self) -> Float[np.ndarray, " classes"]:
        """Share of the samples in each class."""
        return np.bincount(self.labels, minlength=self.classes) / len(self.labels)

    @property
    def effective_classes(self) -> float:
        """Exponential of the entropy of the class shares: 10 for ten even classes, 1 for one."""
        return effective_classes(self.shares)

    @property
    def spread(self) -> float:
        """Root mean squared distance between two samples in feature space."""
        return pairwise_distance(self.features)


@dataclasses.dataclass(frozen=True)
class Change:
    """A number before and after, with a paired bootstrap interval of the difference.

    Attributes:
        full: Value in full precision.
        compressed: Value after compression.
        low: Lower end of the 95 % interval of compressed minus full.
        high: Upper end.
    """

    full: float
    compressed: float
    low: float
    high: float


@dataclasses.dataclass(frozen=True)
class TradeOff:
    """Quality and variety before and after compression, on the same latents.

    Attributes:
        confidence: Mean confidence, the proxy of quality.
        effective_classes: Classes in use, a proxy of variety.
        spread: Distance between samples in feature space, a proxy of variety.
        agreement: Share of latents whose picture keeps its class.
    """

    confidence: Change
    effective_classes: Change
    spread: Change
    agreement: float

    @property
    def quality_kept(self) -> bool:
        """Whether the confidence surely fell by less than 5 points."""
        return self.confidence.low > -KEPT_CONFIDENCE

    @property
    def quality_lost(self) -> bool:
        """Whether the confidence surely fell by more than 5 points."""
        return self.confidence.high < -KEPT_CONFIDENCE

    @property
    def variety_lost(self) -> bool:
        """Whether a proxy of variety surely fell and none surely rose."""
        both = self.spread, self.effective_classes
        return any(x.high < 0.0 for x in both) and not any(x.low > 0.0 for x in both)


def effective_classes(shares: Float[np.ndarray, " classes"]) -> float:
    """Return the exponential of the entropy of class shares.

    >>> round(effective_classes(np.array([0.5, 0.5, 0.0])), 6)
    2.0
    """
    used = shares[shares > 0]
    return float(np.exp(-(used * np.log(used)).sum()))


def pairwise_distance(features: Float[np.ndarray, "samples size"]) -> float:
    """Return the root of the mean squared distance over all pairs of different samples.

    Equals the root of twice the total variance, so that no pair has to be looked at.

    >>> pairwise_distance(np.array([[0.0, 0.0], [3.0, 4.0]]))
    5.0
    """
    if len(features) < 2:
        return 0.0
    return float(np.sqrt(2.0 * features.astype(np.float64).var(axis=0, ddof=1).sum()))


def trade_off(full: SeenPictures, compressed: SeenPictures, *, seed: int = 0) -> TradeOff:
    """Compare what a classifier sees before and after; samples are paired by their latent.

    Args:
        full: Pictures in full precision.
        compressed: Pictures of the same latents after compression.
        seed: Seed of the bootstrap.

    Raises:
        ValueError: If the sets differ in size or there are fewer than two samples.
    """
    count = len(full.labels)
    if count != len(compressed.labels) or count < 2:
        raise ValueError(
            f"both sets must hold the same two or more samples, got {count} and "
            f"{len(compressed.labels)}; draw them from the same latents"
        )
    picks = numpy_generator(seed).integers(0, count, (DRAWS, count))
    both = full, compressed
    confidences = [each.confidences[picks].mean(axis=1) for each in both]
    classes = [_drawn_classes(each, picks) for each in both]
    spreads = [_drawn_spreads(each, picks) for each in both]
    return TradeOff(
        confidence=_change(full.confidence, compressed.confidence, confidences),
        effective_classes=_change(full.effective_classes, compressed.effective_classes, classes),
        spread=_change(full.spread, compressed.spread, spreads),
        agreement=float((full.labels == compressed.labels).mean()),
    )


def _drawn_classes(
    seen: SeenPictures, picks: Int64[np.ndarray, "draws samples"]
) -> Float[np.ndarray, " draws"]:
    shares = [np.bincount(seen.labels[pick], minlength=seen.classes) / len(pick) for pick in picks]
    return np.array([effective_classes(each) for each in shares])


def _drawn_spreads(
    seen: SeenPictures, picks: Int64[np.ndarray, "draws samples"]
) -> Float[np.ndarray, " draws"]:
    """Return the pairwise distance of each resample, from how often each sample stands in it."""
    count = picks.shape[1]
    features = seen.features.astype(np.float64)
    features = features - features.mean(0)
    times = np.stack([np.bincount(pick, minlength=count) for pick in picks]).astype(np.float64)
    means = times @ features / count
    squares = times @ (features**2).sum(1) / count
    total = (squares - (means**2).sum(1)) * count / (count - 1)
    return np.sqrt(2.0 * np.maximum(total, 0.0))


def _change(full: float, compressed: float, drawn: list[Float[np.ndarray, " draws"]]) -> Change:
    outside = (1.0 - LEVEL) / 2.0
    low, high = np.quantile(drawn[1] - drawn[0], [outside, 1.0 - outside])
    return Change(full, compressed, float(low), float(high))
