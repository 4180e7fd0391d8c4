"""What the hashed metrics look like in a plane: where they accept, and why a point counts."""

import dataclasses

import numpy as np
from jaxtyping import Bool, Float

from engine.metrics.lsh import Hashing, draw_hashing
from engine.metrics.lsh_neighbours import SPARE_BITS, LshNeighbours
from engine.metrics.lsh_occupancy import LshOccupancy
from engine.metrics.lsh_precision_recall import LshPrecisionRecall
from engine.metrics.occupancy_index import OccupancyIndex
from engine.studies.ball_panel import Judged
from engine.studies.bucket_cells import Cell, point_cells
from engine.studies.point_sets import HALF_WIDTH, PointSet

ROUNDING = 1e-12
HashedMethod = LshOccupancy | LshNeighbours


@dataclasses.dataclass(frozen=True, eq=False)
class BucketPanel:
    """A hashed metric on a small set of points.

    Attributes:
        method: Its settings.
        result: Both scores and the verdict on every point.
        judged: "generated" for precision, "real" for recall.
        judged_points: The points that are judged.
        references: The points whose buckets judge them.
        hashing: The random directions of this judgement.
        width: Cell width of this judgement.
        accepted: For each judged point: it counts.
    """

    method: HashedMethod
    result: LshPrecisionRecall
    judged: Judged
    judged_points: Float[np.ndarray, "judged 2"]
    references: Float[np.ndarray, "references 2"]
    hashing: Hashing
    width: float
    accepted: Bool[np.ndarray, " judged"]

    @property
    def score(self) -> float:
        """Precision or recall, whichever is looked at."""
        return self.result.precision if self.judged == "generated" else self.result.recall

    @property
    def radii(self) -> Float[np.ndarray, " references"]:
        """Radius of each reference's ball, -1 where it has none; LSH-only has no balls."""
        generated = self.judged == "generated"
        radii = self.result.real_radii if generated else self.result.generated_radii
        return np.full(len(self.references), -1.0) if radii is None else radii

    def cells(self, index: int) -> tuple[Cell, ...]:
        """Return the bucket of one judged point in every table.

        Raises:
            ValueError: If there is no such point.
        """
        if not 0 <= index < len(self.judged_points):
            raise ValueError(
                f"index must name one of {len(self.judged_points)} points, got {index}"
            )
        return point_cells(self.hashing, self.judged_points[index], self.references, self.width)

    def best_mate(self, index: int) -> tuple[int, float, float] | None:
        """LSH+KNN: return the bucket mate whose ball holds a point deepest or misses it least.

        Returns:
            Reference, distance and radius; None where no mate has a ball.
        """
        mates = np.unique(np.concatenate([cell.members for cell in self.cells(index)]))
        mates = mates[self.radii[mates] >= 0]
        if not len(mates):
            return None
        distances = np.linalg.norm(self.references[mates] - self.judged_points[index], axis=1)
        best = int((distances**2 - self.radii[mates] ** 2).argmin())
        return int(mates[best]), float(distances[best]), float(self.radii[mates[best]])

    def occupied(self, cell: Cell) -> bool:
        """Whether a bucket counts as occupied; LSH+KNN asks for one mate."""
        least = self.method.least if isinstance(self.method, LshOccupancy) else 1
        return len(cell.members) >= least

    def accepts(self, points: Float[np.ndarray, "points 2"]) -> Bool[np.ndarray, " points"]:
        """Return the verdict on any points of the plane; a bucket's cap is left out of account."""
        held = self.hashing.codes(self.hashing.project(self.references), self.width)
        asked = self.hashing.codes(self.hashing.project(points), self.width)
        if isinstance(self.method, LshOccupancy):
            share = OccupancyIndex(held, self.method.least).occupied(asked)
            return share >= self.method.share
        accepted = np.zeros(len(points), bool)
        across, up = np.ascontiguousarray(points.T)
        for (x, y), code, radius in zip(self.references, held.T, self.radii, strict=True):
            if radius < 0:
                continue
            squares = (across - x) ** 2 + (up - y) ** 2
            mates = np.flatnonzero(squares <= radius**2 + ROUNDING)
            accepted[mates] |= (asked[:, mates] == code[:, None]).any(axis=0)
        return accepted


def bucket_panel(points: PointSet, judged: Judged, method: HashedMethod) -> BucketPanel:
    """Return a hashed metric's view of one set by the other.

    Args:
        points: The two sets.
        judged: "generated" asks for precision, "real" for recall.
        method: Settings of LSH-only or LSH+KNN.

    Raises:
        ValueError: If there are too few points.
    """
    generated = judged == "generated"
    result = method(points.real, points.generated)
    if generated:
        sides = points.generated, points.real
        accepted = result.generated_accepted
    else:
        sides = points.real, points.generated
        accepted = result.real_covered
    width = result.width or 0.0
    hashing = _hashing(points, method, result, judged)
    return BucketPanel(method, result, judged, *sides, hashing, width, accepted)


def _hashing(
    points: PointSet, method: HashedMethod, result: LshPrecisionRecall, judged: Judged
) -> Hashing:
    """Return the directions that the method drew, with the points' own origin."""
    if isinstance(method, LshOccupancy):
        return method.hashing(points.real)
    largest = max(len(points.real), len(points.generated))
    bits = result.hash_bits[0 if judged == "generated" else 1]
    return neighbour_hashing(method, points.real.mean(axis=0), largest=largest, hash_bits=bits)


def neighbour_hashing(
    method: LshNeighbours,
    centre: Float[np.ndarray, " features"],
    *,
    largest: int,
    hash_bits: int,
) -> Hashing:
    """Return the directions of LSH+KNN that were used of those that it drew.

    Args:
        method: Its settings.
        centre: Mean of the real samples.
        largest: Samples of the larger set.
        hash_bits: Directions that were used in each table.
    """
    drawn = draw_hashing(
        method.family,
        centre,
        tables=method.tables,
        hash_bits=method.hash_bits or round(np.log2(largest)) + SPARE_BITS,
        seed=method.seed,
    )
    by_bit = drawn.directions.reshape(len(centre), *drawn.shifts.shape)
    return Hashing(
        drawn.family,
        by_bit[:, :hash_bits].reshape(len(centre), -1),
        drawn.shifts[:hash_bits],
        drawn.multipliers[:hash_bits],
        drawn.centre,
    )


def accepted_area(panel: BucketPanel, *, steps: int = 112) -> Bool[np.ndarray, "rows columns"]:
    """Return where in the plane a point would count: rows from bottom to top.

    Args:
        panel: The judgement.
        steps: Squares along each side of the plane.
    """
    edge = HALF_WIDTH * (1 - 1 / steps)
    line = np.linspace(-edge, edge, steps)
    across, up = np.meshgrid(line, line)
    grid = np.stack([across.ravel(), up.ravel()], axis=1)
    return panel.accepts(grid).reshape(steps, steps)
