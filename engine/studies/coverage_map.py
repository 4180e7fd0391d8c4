"""Which real samples a generator reaches, and which it loses with fewer bits (arXiv 2103.11912).

Recall is one number; here each real sample has its own verdict. A sample that the full generator
covers and the compressed one does not is *lost*; some are always lost by chance, because another
draw of latents covers others, so that share is measured beside it.
"""

import dataclasses

import numpy as np
from jaxtyping import Bool, Float, Int64

STATES = ("covered", "lost", "gained", "never covered")
"""Covered by both, only by the full, only by the compressed, by neither."""
NORMAL_95 = 1.959963984540054


@dataclasses.dataclass(frozen=True, eq=False)
class ClassRecall:
    """Recall of one generator for each class, with 95 % Wilson intervals.

    Attributes:
        recall: Share of the class's real samples that are covered; NaN without samples.
        low: Lower end of the interval.
        high: Upper end.
        count: Real samples of the class.
    """

    recall: Float[np.ndarray, " classes"]
    low: Float[np.ndarray, " classes"]
    high: Float[np.ndarray, " classes"]
    count: Int64[np.ndarray, " classes"]


@dataclasses.dataclass(frozen=True, eq=False)
class CoverageMap:
    """The verdict on each real sample before and after compression.

    Attributes:
        state: Index into ``STATES`` of each real sample.
        full: Recall by class of the full generator.
        compressed: Recall by class of the compressed one.
        lost_share: Share of all samples that only the full generator covers.
        gained_share: Share that only the compressed one covers.
    """

    state: Int64[np.ndarray, " real"]
    full: ClassRecall
    compressed: ClassRecall
    lost_share: float
    gained_share: float


def class_recall(
    labels: Int64[np.ndarray, " real"], covered: Bool[np.ndarray, " real"], classes: int
) -> ClassRecall:
    """Return recall by class; the interval is Wilson's (1927), which stays within 0 and 1."""
    count = np.bincount(labels, minlength=classes)
    hits = np.bincount(labels, weights=covered, minlength=classes)
    square = NORMAL_95**2
    with np.errstate(invalid="ignore", divide="ignore"):
        share = hits / count
        middle = (hits + square / 2) / (count + square)
        spread = np.sqrt(count * share * (1 - share) + square / 4) * NORMAL_95 / (count + square)
    empty = count == 0
    low, high = middle - spread, middle + spread
    low[empty], high[empty] = np.nan, np.nan
    return ClassRecall(share, low.clip(0, 1), high.clip(0, 1), count)


def coverage_map(
    labels: Int64[np.ndarray, " real"],
    full: Bool[np.ndarray, " real"],
    compressed: Bool[np.ndarray, " real"],
    *,
    classes: int = 10,
) -> CoverageMap:
    """Return what became of each real sample when the generator was compressed.

    Args:
        labels: Class of each real sample.
        full: Whether the full generator covers it.
        compressed: Whether the compressed one does.
        classes: Number of classes.

    >>> yes, no = True, False
    >>> found = coverage_map(np.array([0, 0, 1, 1]), np.array([yes, yes, no, no]),
    ...                      np.array([yes, no, yes, no]), classes=2)
    >>> [STATES[each] for each in found.state]
    ['covered', 'lost', 'gained', 'never covered']
    >>> found.full.recall, found.compressed.recall
    (array([1., 0.]), array([0.5, 0.5]))
    """
    state = np.where(full, np.where(compressed, 0, 1), np.where(compressed, 2, 3))
    return CoverageMap(
        state,
        class_recall(labels, full, classes),
        class_recall(labels, compressed, classes),
        float((state == STATES.index("lost")).mean()),
        float((state == STATES.index("gained")).mean()),
    )


@dataclasses.dataclass(frozen=True)
class Difference:
    """A change of a share, with its 95 % interval.

    Attributes:
        value: After minus before.
        low: Lower end of the interval.
        high: Upper end.
    """

    value: float
    low: float
    high: float


def paired_difference(
    before: Bool[np.ndarray, " samples"] | Float[np.ndarray, " samples"],
    after: Bool[np.ndarray, " samples"] | Float[np.ndarray, " samples"],
) -> Difference:
    """Return the change of a share or mean on the same samples, with Wald's interval for pairs.

    >>> paired_difference(np.array([True] * 4), np.array([True] * 4))
    Difference(value=0.0, low=0.0, high=0.0)
    """
    change = after.astype(np.float64) - before
    spread = NORMAL_95 * change.std() / np.sqrt(len(change))
    value = float(change.mean())
    return Difference(value, float(value - spread), float(value + spread))


def unpaired_difference(before: float, after: float, count: int) -> Difference:
    """Return the change between two shares of ``count`` samples each, taken as independent."""
    spread = NORMAL_95 * np.sqrt((before * (1 - before) + after * (1 - after)) / count)
    value = after - before
    return Difference(value, float(value - spread), float(value + spread))
