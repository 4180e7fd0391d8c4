"""Whether similarity and discovery rank alike, with an interval that knows of shared seeds."""

import dataclasses

import numpy as np
from jaxtyping import Float, Int, Shaped

from engine.core.random import numpy_generator


@dataclasses.dataclass(frozen=True)
class RankCorrelation:
    """Spearman's and Pearson's correlation of two measurements of the same cells.

    Attributes:
        spearman: Correlation of the ranks, equal values sharing their mean rank.
        pearson: Correlation of the values.
        low: Lower end of the percentile interval of ``spearman``.
        high: Upper end of it.
        cells: Number of cells.
        groups: Number of groups that were drawn anew together.
    """

    spearman: float
    pearson: float
    low: float
    high: float
    cells: int
    groups: int


def rank_correlation(
    first: Float[np.ndarray, " cells"],
    second: Float[np.ndarray, " cells"],
    groups: Shaped[np.ndarray, " cells"] | None = None,
    *,
    draws: int = 1000,
    seed: int = 0,
    level: float = 0.95,
) -> RankCorrelation:
    """Return how alike two measurements rank the cells, such as transfer flow and accuracy.

    Cells that share a seed or an unlabeled set are not independent: name what they share in
    ``groups``, and whole groups are drawn anew. Draws without any spread are left out.

    Args:
        first: One measurement of each cell.
        second: The other measurement of each cell.
        groups: What each cell shares with others; every cell alone without it.
        draws: Resamples of the interval.
        seed: Decides them.
        level: Share of resamples inside the interval.

    Raises:
        ValueError: If there are fewer than three cells, or one measurement does not vary.

    >>> found = rank_correlation(np.array([1.0, 2.0, 3.0]), np.array([1.0, 4.0, 9.0]))
    >>> found.spearman, found.high
    (1.0, 1.0)
    """
    if len(first) < 3 or not (np.isfinite(first).all() and np.isfinite(second).all()):
        raise ValueError(f"a rank correlation needs three finite cells or more, got {len(first)}")
    if np.ptp(first) == 0 or np.ptp(second) == 0:
        raise ValueError("both measurements must vary between cells, got a constant one")
    named = np.arange(len(first)) if groups is None else groups
    _, places = np.unique(named, return_inverse=True)
    members = [np.flatnonzero(places == each) for each in range(places.max() + 1)]
    draw = numpy_generator(seed)
    values = []
    for _ in range(draws):
        chosen = draw.integers(len(members), size=len(members))
        cells = np.concatenate([members[each] for each in chosen])
        if np.ptp(first[cells]) > 0 and np.ptp(second[cells]) > 0:
            values.append(_spearman(first[cells], second[cells]))
    low, high = np.quantile(values, [(1 - level) / 2, (1 + level) / 2]) if values else (-1.0, 1.0)
    return RankCorrelation(
        spearman=_spearman(first, second),
        pearson=_pearson(first, second),
        low=float(low),
        high=float(high),
        cells=len(first),
        groups=len(members),
    )


def _ranks(values: Float[np.ndarray, " cells"]) -> Float[np.ndarray, " cells"]:
    """Return ranks from 0; equal values share their mean rank."""
    _, places, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends: Int[np.ndarray, " distinct"] = np.cumsum(counts)
    return (ends - (counts + 1) / 2)[places]


def _spearman(first: Float[np.ndarray, " cells"], second: Float[np.ndarray, " cells"]) -> float:
    return _pearson(_ranks(first), _ranks(second))


def _pearson(first: Float[np.ndarray, " cells"], second: Float[np.ndarray, " cells"]) -> float:
    one, other = first - first.mean(), second - second.mean()
    found = float((one * other).sum() / np.sqrt((one**2).sum() * (other**2).sum()))
    return round(min(1.0, max(-1.0, found)), 12)
