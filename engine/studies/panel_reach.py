"""What one point of the set that judges does for the other set: its ball, its buckets."""

import dataclasses

import numpy as np
from jaxtyping import Bool, Float

from engine.metrics.lsh_occupancy import LshOccupancy
from engine.metrics.occupancy_index import OccupancyIndex
from engine.studies.ball_panel import BallPanel
from engine.studies.bucket_cells import Cell, point_cells
from engine.studies.bucket_panel import ROUNDING, BucketPanel


@dataclasses.dataclass(frozen=True, eq=False)
class Reach:
    """Which judged points one reference helps.

    Attributes:
        radius: Radius of its ball; -1 where it has none.
        held: For each judged point: the ball holds it, or a bucket holds both.
        alone: Those among them that count only because of this reference.
        cells: Its bucket in every table, with the judged points in it; empty for exact balls.
    """

    radius: float
    held: Bool[np.ndarray, " judged"]
    alone: Bool[np.ndarray, " judged"]
    cells: tuple[Cell, ...] = ()


def ball_reach(panel: BallPanel, index: int) -> Reach:
    """Return what the ball of one reference holds.

    Args:
        panel: The exact metric.
        index: Which reference.

    Raises:
        ValueError: If there is no such point.
    """
    _check(index, panel.references)
    gaps = panel.judged_points[:, None] - panel.references
    inside = (gaps**2).sum(axis=2) <= panel.radii**2 + ROUNDING
    held = inside[:, index]
    return Reach(float(panel.radii[index]), held, held & (inside.sum(axis=1) == 1))


def bucket_reach(panel: BucketPanel, index: int) -> Reach:
    """Return which judged points share a bucket with one reference, and which depend on it.

    Args:
        panel: A hashed metric.
        index: Which reference.

    Raises:
        ValueError: If there is no such point.
    """
    _check(index, panel.references)
    points = panel.judged_points
    cells = point_cells(panel.hashing, panel.references[index], points, panel.width)
    own = panel.hashing.codes(panel.hashing.project(panel.references), panel.width)
    asked = panel.hashing.codes(panel.hashing.project(points), panel.width)
    if isinstance(panel.method, LshOccupancy):
        held = (own[:, index, None] == asked).any(axis=0)
        others = OccupancyIndex(np.delete(own, index, axis=1), panel.method.least)
        kept = others.occupied(asked) >= panel.method.share
        return Reach(-1.0, held, panel.accepted & ~kept, cells)
    mates = (own[:, :, None] == asked[:, None, :]).any(axis=0)
    gaps = ((panel.references[:, None] - points) ** 2).sum(axis=2)
    reach = panel.radii[:, None]
    inside = mates & (reach >= 0) & (gaps <= reach**2 + ROUNDING)
    held = inside[index]
    return Reach(float(panel.radii[index]), held, held & (inside.sum(axis=0) == 1), cells)


def _check(index: int, references: Float[np.ndarray, "references 2"]) -> None:
    if not 0 <= index < len(references):
        raise ValueError(f"index must name one of {len(references)} references, got {index}")
