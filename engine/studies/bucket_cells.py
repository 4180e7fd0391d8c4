"""The outline of a hash bucket in a plane, and how many references lie in it."""

import dataclasses

import numpy as np
from jaxtyping import Float, Int

from engine.metrics.lsh import Hashing
from engine.studies.point_sets import HALF_WIDTH


@dataclasses.dataclass(frozen=True, eq=False)
class Cell:
    """The bucket of one point in one table.

    Attributes:
        corners: Outline of the bucket, cut at the edge of the plane.
        members: References that lie in it.
    """

    corners: Float[np.ndarray, "corners 2"]
    members: Int[np.ndarray, " members"]


def point_cells(
    hashing: Hashing,
    point: Float[np.ndarray, " 2"],
    references: Float[np.ndarray, "references 2"],
    width: float,
) -> tuple[Cell, ...]:
    """Return the bucket of one point in every table.

    Args:
        hashing: The random directions.
        point: The point that asks.
        references: The points that fill the buckets.
        width: Cell width along a direction; not used by "srp".
    """
    here = hashing.codes(hashing.project(point[None]), width)
    there = hashing.codes(hashing.project(references), width)
    return tuple(
        Cell(
            cell_corners(hashing, point, table, width),
            np.flatnonzero(there[table] == here[table]),
        )
        for table in range(len(here))
    )


def cell_corners(
    hashing: Hashing, point: Float[np.ndarray, " 2"], table: int, width: float
) -> Float[np.ndarray, "corners 2"]:
    """Return the outline of the cell of one table that holds a point.

    A cell is where every direction's ``floor((a.x + b) / width)`` stays the same: strips cut out
    of the plane, one for each direction (arXiv 2103.11912 names the family; Datar et al. 2004).
    """
    corners = HALF_WIDTH * np.array([[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]])
    bits, tables = hashing.shifts.shape
    directions = hashing.directions.reshape(2, bits, tables)[:, :, table]
    for bit in range(bits):
        direction = directions[:, bit]
        position = float((point - hashing.centre) @ direction)
        if hashing.family == "srp":
            low, high = (0.0, np.inf) if position > 0 else (-np.inf, 0.0)
        else:
            shift = float(hashing.shifts[bit, table])
            cell = np.floor(position / width + shift)
            low, high = (cell - shift) * width, (cell + 1 - shift) * width
        base = float(hashing.centre @ direction)
        if np.isfinite(high):
            corners = _cut(corners, direction, base + high)
        if np.isfinite(low):
            corners = _cut(corners, -direction, -(base + low))
    return corners


def _cut(
    corners: Float[np.ndarray, "corners 2"], direction: Float[np.ndarray, " 2"], limit: float
) -> Float[np.ndarray, "kept 2"]:
    """Return the part of a convex outline where ``x . direction <= limit``."""
    over = corners @ direction - limit
    kept = []
    for index, corner in enumerate(corners):
        previous, before = corners[index - 1], over[index - 1]
        if (over[index] > 0) != (before > 0):
            kept.append(previous + (corner - previous) * before / (before - over[index]))
        if over[index] <= 0:
            kept.append(corner)
    return np.array(kept).reshape(-1, 2)
