"""Precision, recall, density and coverage from exact nearest neighbours."""

import dataclasses
from typing import ClassVar

import numpy as np
from jaxtyping import Bool, Float, Int

from engine.core.jobs import Report
from engine.core.params import Settings, param
from engine.metrics.neighbours import centred, squared_distances, squared_radii, tie_limits
from engine.metrics.operations import Operations
from engine.metrics.progress import stage
from engine.metrics.samples import Features, checked_neighbours, checked_pair


@dataclasses.dataclass(frozen=True, eq=False)
class PrecisionRecall:
    """How two sets cover each other, by balls that reach to the n-th neighbour.

    Attributes:
        neighbours: The n of the balls.
        precision: Share of generated samples inside some ball of a real one.
        recall: Share of real samples inside some ball of a generated one.
        density: Mean number of real balls around a generated sample, over ``neighbours``.
        coverage: Share of real samples whose own ball holds a generated one.
        generated_accepted: For each generated sample: it counts for precision.
        real_covered: For each real sample: it counts for recall.
        real_reached: For each real sample: it counts for coverage.
        accepting_ball: For each generated sample: the real sample whose ball holds it deepest
            or, where none does, misses it least (by squared distance less squared radius).
        real_radii: Radius of each real sample's ball.
        generated_radii: Radius of each generated sample's ball.
        operations: Cost of judging one generated sample.
    """

    neighbours: int
    precision: float
    recall: float
    density: float
    coverage: float
    generated_accepted: Bool[np.ndarray, " generated"]
    real_covered: Bool[np.ndarray, " real"]
    real_reached: Bool[np.ndarray, " real"]
    accepting_ball: Int[np.ndarray, " generated"]
    real_radii: Float[np.ndarray, " real"]
    generated_radii: Float[np.ndarray, " generated"]
    operations: Operations


@dataclasses.dataclass(frozen=True)
class ExactNeighbours(Settings):
    """Compare every sample with every other: the KNN metrics (arXiv 1904.06991, 2002.09797).

    Around each real sample lies a ball that reaches to its n-th real neighbour; a generated
    sample counts for precision if some ball holds it. Recall swaps the roles. One far outlier
    among the generated samples has a huge ball, and that misleads recall.

    >>> points = np.random.default_rng(0).normal(size=(50, 2))
    >>> ExactNeighbours(neighbours=3)(points, points).precision
    1.0
    """

    title: ClassVar[str] = "KNN"
    summary: ClassVar[str] = "Balls to the n-th neighbour; every pair of samples is compared."

    neighbours: int = param(3, 1, 20, "neighbours that a ball reaches to")

    def __call__(
        self, real: Features, generated: Features, *, report: Report | None = None
    ) -> PrecisionRecall:
        """Return the four metrics and the verdict on every sample."""
        return knn_precision_recall(real, generated, neighbours=(self.neighbours,), report=report)[
            0
        ]


def knn_precision_recall(
    real: Features,
    generated: Features,
    *,
    neighbours: tuple[int, ...] = (3, 5),
    precision: str = "auto",
    report: Report | None = None,
) -> tuple[PrecisionRecall, ...]:
    """Return the four KNN metrics for several numbers of neighbours, in one pass.

    Equal to the published ``prdc`` code but for ties: a sample exactly on a ball's edge counts
    as inside (``<=``), so that a set of coincident points covers itself. Memory is a few blocks
    of 1,024 rows.

    Args:
        real: Features of real samples, one row each.
        generated: Features of generated samples, one row each; the counts may differ.
        neighbours: Which balls to use, one result each.
        precision: "float64", "float32", or "auto": float32 only if both arrays are.
        report: Told the share done.

    Raises:
        ValueError: If the sets cannot be compared, or hold too few samples for the balls.
    """
    least = checked_neighbours(neighbours) + 1
    real, generated = checked_pair(real, generated, least=least, precision=precision)
    real, generated = centred(real, generated)
    real_radii = squared_radii(real, neighbours, report=stage(report, 0, 0.33))
    generated_radii = squared_radii(generated, neighbours, report=stage(report, 0.33, 0.66))
    real_limits = np.ascontiguousarray(tie_limits(real_radii, real).T)
    generated_limits = np.ascontiguousarray(tie_limits(generated_radii, generated).T)
    tallies = [
        _Tally(each, *limits)
        for each, *limits in zip(neighbours, real_limits, generated_limits, strict=True)
    ]
    compared = stage(report, 0.66, 1)
    for rows, block in squared_distances(generated, real):
        nearest_of_rows = block.min(axis=0)
        for tally in tallies:
            tally.add(rows, block, nearest_of_rows)
        compared(rows.stop / len(generated), "comparing real and generated")
    return tuple(
        tally.result(np.sqrt(real_radii[:, column]), np.sqrt(generated_radii[:, column]))
        for column, tally in enumerate(tallies)
    )


class _Tally:
    """Verdicts for one number of neighbours, gathered block by block."""

    def __init__(
        self,
        neighbours: int,
        real_limits: Float[np.ndarray, " real"],
        generated_limits: Float[np.ndarray, " generated"],
    ) -> None:
        self.neighbours = neighbours
        self.real_limits, self.generated_limits = real_limits, generated_limits
        self.accepted = np.zeros(len(generated_limits), bool)
        self.ball = np.zeros(len(generated_limits), np.int64)
        self.covered = np.zeros(len(real_limits), bool)
        self.reached = np.zeros(len(real_limits), bool)
        self.pairs = 0

    def add(
        self,
        rows: slice,
        block: Float[np.ndarray, "rows real"],
        nearest_of_rows: Float[np.ndarray, " real"],
    ) -> None:
        """Count one block of squared distances, generated rows by real columns."""
        inside = block <= self.real_limits
        self.pairs += int(np.count_nonzero(inside))
        self.accepted[rows] = inside.any(axis=1)
        self.ball[rows] = (block - self.real_limits).argmin(axis=1)
        self.covered |= (block <= self.generated_limits[rows, None]).any(axis=0)
        self.reached |= nearest_of_rows <= self.real_limits

    def result(
        self,
        real_radii: Float[np.ndarray, " real"],
        generated_radii: Float[np.ndarray, " generated"],
    ) -> PrecisionRecall:
        """Return the shares."""
        return PrecisionRecall(
            neighbours=self.neighbours,
            precision=float(self.accepted.mean()),
            recall=float(self.covered.mean()),
            density=self.pairs / (self.neighbours * len(self.accepted)),
            coverage=float(self.reached.mean()),
            generated_accepted=self.accepted,
            real_covered=self.covered,
            real_reached=self.reached,
            accepting_ball=self.ball,
            real_radii=real_radii,
            generated_radii=generated_radii,
            operations=Operations(0, 0, len(self.covered)),
        )
