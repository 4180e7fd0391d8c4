"""How far a number could have come out otherwise: bootstrap over samples, spread over seeds."""

import dataclasses

import numpy as np
from jaxtyping import Bool, Float

from engine.core.jobs import Report
from engine.core.random import numpy_generator
from engine.metrics.lsh_neighbours import LshNeighbours
from engine.metrics.lsh_occupancy import LshOccupancy
from engine.metrics.progress import stage
from engine.metrics.samples import Features

SEEDS = (0, 1, 2, 3, 4)


@dataclasses.dataclass(frozen=True)
class Interval:
    """Bounds of a percentile interval.

    Attributes:
        low: Lower bound.
        high: Upper bound.
    """

    low: float
    high: float


@dataclasses.dataclass(frozen=True)
class SeedSpread:
    """A hashed metric under several seeds of its random directions.

    Attributes:
        seeds: The seeds.
        precisions: Precision under each.
        recalls: Recall under each.
    """

    seeds: tuple[int, ...]
    precisions: tuple[float, ...]
    recalls: tuple[float, ...]

    @property
    def precision(self) -> float:
        """Mean precision over the seeds."""
        return float(np.mean(self.precisions))

    @property
    def recall(self) -> float:
        """Mean recall over the seeds."""
        return float(np.mean(self.recalls))

    @property
    def precision_range(self) -> Interval:
        """Least and greatest precision."""
        return Interval(min(self.precisions), max(self.precisions))

    @property
    def recall_range(self) -> Interval:
        """Least and greatest recall."""
        return Interval(min(self.recalls), max(self.recalls))

    @property
    def precision_deviation(self) -> float:
        """Standard deviation of precision over the seeds."""
        return float(np.std(self.precisions, ddof=1)) if len(self.seeds) > 1 else 0.0

    @property
    def recall_deviation(self) -> float:
        """Standard deviation of recall over the seeds."""
        return float(np.std(self.recalls, ddof=1)) if len(self.seeds) > 1 else 0.0


def bootstrap_interval(
    values: Bool[np.ndarray, " samples"] | Float[np.ndarray, " samples"],
    *,
    draws: int = 1000,
    seed: int = 0,
    level: float = 0.95,
) -> Interval:
    """Return the percentile interval of the mean over resampled verdicts.

    The judged samples are drawn anew, the references that judge them stay: drawing those anew
    would repeat some, and a repeated reference has a neighbour at distance 0. The mean of a
    resampled mask is a binomial draw, which is how it is made.

    Args:
        values: One verdict or score for each judged sample, such as ``generated_accepted``.
        draws: Resamples.
        seed: Decides them.
        level: Share of resamples inside the interval.

    Raises:
        ValueError: If there are no values, or ``level`` or ``draws`` make no interval.

    >>> bootstrap_interval(np.arange(100) < 60)
    Interval(low=0.5, high=0.7)
    """
    if len(values) == 0 or draws < 1 or not 0 < level < 1:
        raise ValueError(
            "a bootstrap needs values, draws and a level between 0 and 1, got "
            f"{len(values)} values, {draws} draws and the level {level}"
        )
    draw = numpy_generator(seed)
    count = len(values)
    if values.dtype == bool:
        means = draw.binomial(count, values.mean(), size=draws) / count
    else:
        means = np.array([values[draw.integers(count, size=count)].mean() for _ in range(draws)])
    low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])
    return Interval(float(low), float(high))


def seed_spread(
    method: LshNeighbours | LshOccupancy,
    real: Features,
    generated: Features,
    *,
    seeds: tuple[int, ...] = SEEDS,
    report: Report | None = None,
) -> SeedSpread:
    """Return precision and recall of a hashed metric under several seeds.

    LSH-only calibrates its width for each seed afresh.

    Raises:
        ValueError: If there are no seeds, or the sets cannot be compared.
    """
    if not seeds:
        raise ValueError("seeds must not be empty; five show the spread")
    found = []
    for turn, seed in enumerate(seeds):
        part = stage(report, turn / len(seeds), (turn + 1) / len(seeds))
        result = dataclasses.replace(method, seed=seed)(real, generated, report=part)
        found.append((result.precision, result.recall))
    precisions, recalls = zip(*found, strict=True)
    return SeedSpread(tuple(seeds), precisions, recalls)
