"""Outliers put among real or generated samples on purpose, and what each metric makes of them.

An outlier is a sample pushed away from the mean of its set until it lies several times as far out
as the farthest sample: something that no generator should be praised for, or judged by.
"""

import dataclasses
from collections.abc import Sequence

import numpy as np
from jaxtyping import Float

from engine.core.jobs import Report
from engine.core.params import Settings, param
from engine.core.random import numpy_generator
from engine.metrics.lsh_neighbours import LshNeighbours
from engine.metrics.lsh_occupancy import LshOccupancy
from engine.metrics.precision_recall import ExactNeighbours

SIDES = ("generated", "real")
HASH_SEEDS = (0, 1, 2, 3, 4)
TITLES = ("KNN", "LSH+KNN", "LSH-only")


@dataclasses.dataclass(frozen=True)
class OutlierInjection(Settings):
    """Replace some samples of one set by outliers in random directions.

    >>> clean = np.random.default_rng(0).normal(size=(100, 8))
    >>> changed = OutlierInjection(percent=5.0)(clean)
    >>> int((changed != clean).any(axis=1).sum())
    5
    """

    percent: float = param(2.0, 0.0, 20.0, "share of the set that becomes outliers", step=0.5)
    reach: float = param(3.0, 1.0, 10.0, "distance from the mean, over that of the farthest")
    seed: int = param(0, 0, 1000, "seed of the choice and the directions")

    def __call__(
        self, samples: Float[np.ndarray, "samples features"]
    ) -> Float[np.ndarray, "samples features"]:
        """Return the set with outliers in place of some of its samples; the input is left alone.

        Raises:
            ValueError: If the set is empty.
        """
        if len(samples) == 0:
            raise ValueError("samples must hold at least one row, got none; draw some first")
        draws = numpy_generator(self.seed)
        count = round(self.percent / 100 * len(samples))
        rows = draws.choice(len(samples), count, replace=False)
        mean = samples.mean(axis=0)
        offsets = samples - mean
        farthest = float(np.sqrt(np.einsum("ij,ij->i", offsets, offsets).max()))
        spread = offsets.std(axis=0)
        ways = draws.normal(size=(count, samples.shape[1])) * spread
        ways /= np.maximum(np.linalg.norm(ways, axis=1, keepdims=True), np.finfo(float).tiny)
        changed = samples.copy()
        changed[rows] = mean + self.reach * farthest * draws.uniform(0.8, 1.2, (count, 1)) * ways
        return changed


@dataclasses.dataclass(frozen=True)
class Score:
    """One metric at one share of outliers.

    Attributes:
        metric: "KNN", "LSH+KNN" or "LSH-only".
        percent: Outliers, in percent of the set.
        precision: Mean over hash seeds (KNN has no hash: one value).
        precision_low: Least over hash seeds.
        precision_high: Greatest over hash seeds.
        recall: Mean over hash seeds.
        recall_low: Least over hash seeds.
        recall_high: Greatest over hash seeds.
    """

    metric: str
    percent: float
    precision: float
    precision_low: float
    precision_high: float
    recall: float
    recall_low: float
    recall_high: float


def injected(
    real: Float[np.ndarray, "real features"],
    generated: Float[np.ndarray, "generated features"],
    side: str,
    injection: OutlierInjection,
) -> tuple[Float[np.ndarray, "real features"], Float[np.ndarray, "generated features"]]:
    """Return both sets, one of them with outliers.

    Raises:
        ValueError: If ``side`` is neither "real" nor "generated".
    """
    if side not in SIDES:
        raise ValueError(f"side must be real or generated, got {side!r}")
    if side == "real":
        return injection(real), generated
    return real, injection(generated)


def outlier_scores(
    real: Float[np.ndarray, "real features"],
    generated: Float[np.ndarray, "generated features"],
    *,
    percent: float,
    neighbours: int = 3,
    hash_seeds: Sequence[int] = HASH_SEEDS,
    report: Report | None = None,
) -> tuple[Score, ...]:
    """Return precision and recall of all three metrics, the hashed ones over several seeds.

    Args:
        real: Features of real samples, outliers included where they were injected.
        generated: Features of generated samples, likewise.
        percent: Share of outliers, for the record.
        neighbours: Neighbours that a ball reaches to.
        hash_seeds: Seeds of the hash functions.
        report: Told the share done.
    """
    makers = {
        "KNN": [ExactNeighbours(neighbours)],
        "LSH+KNN": [LshNeighbours(neighbours=neighbours, seed=seed) for seed in hash_seeds],
        "LSH-only": [LshOccupancy(seed=seed) for seed in hash_seeds],
    }
    total, done, found = sum(map(len, makers.values())), 0, []
    for title, methods in makers.items():
        precisions, recalls = [], []
        for method in methods:
            if report:
                report(done / total, f"{title}, hash seed {len(precisions)}")
            result = method(real, generated)
            precisions.append(result.precision)
            recalls.append(result.recall)
            done += 1
        found.append(Score(title, percent, *_spread(precisions), *_spread(recalls)))
    return tuple(found)


def _spread(values: Sequence[float]) -> tuple[float, float, float]:
    return float(np.mean(values)), min(values), max(values)
