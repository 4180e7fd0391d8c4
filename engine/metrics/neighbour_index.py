"""Balls around references, measured and asked only inside shared hash buckets."""

import dataclasses

import numpy as np
from jaxtyping import Bool, Float, Int, UInt64

from engine.core.jobs import Report
from engine.metrics.bucket_distances import bucket_distances
from engine.metrics.buckets import Buckets
from engine.metrics.neighbours import tie_limits

NO_BALL = -1.0


@dataclasses.dataclass(frozen=True, eq=False)
class Judged:
    """What an index says of each sample.

    Attributes:
        accepted: Whether the ball of some bucket mate holds the sample.
        ball: Mate whose ball holds it deepest or misses it least; -1 without a mate that has one.
        candidates: Distances computed for the sample.
    """

    accepted: Bool[np.ndarray, " samples"]
    ball: Int[np.ndarray, " samples"]
    candidates: Int[np.ndarray, " samples"]


@dataclasses.dataclass(frozen=True)
class BallRule:
    """Which balls an index draws.

    Attributes:
        neighbours: Mates that a ball reaches to.
        reach: Greatest distance at which a bucket mate counts.
        cap: References that a bucket keeps.
    """

    neighbours: int
    reach: float
    cap: int


class NeighbourIndex:
    """References in capped buckets, each with a ball to its n-th neighbour among its mates.

    A mate beyond the rule's reach shares a bucket by accident and does not count. A reference
    with fewer mates than neighbours gets no ball: this is what drops outliers.

    Args:
        references: Features of the set that judges.
        codes: Code of each reference in each table.
        rule: Which balls to draw.
        draw: Decides which references a full bucket keeps.
    """

    def __init__(
        self,
        references: Float[np.ndarray, "references features"],
        codes: UInt64[np.ndarray, "tables references"],
        rule: BallRule,
        *,
        draw: np.random.Generator,
        report: Report | None = None,
    ) -> None:
        self._references = references
        self._buckets = Buckets(codes, rule.cap, draw)
        squares = self._squared_radii(codes, rule.neighbours, report)
        squares[squares > rule.reach**2] = np.inf
        self._limits = np.where(
            np.isfinite(squares), tie_limits(squares, references), -np.inf
        ).astype(references.dtype)
        self.radii = np.where(np.isfinite(squares), np.sqrt(np.maximum(squares, 0)), NO_BALL)

    def _squared_radii(
        self,
        codes: UInt64[np.ndarray, "tables references"],
        neighbours: int,
        report: Report | None,
    ) -> Float[np.ndarray, " references"]:
        """Return the squared distance to the n-th distinct mate over all tables, or infinity."""
        tables, count = codes.shape
        squares = np.full((count, tables, neighbours), np.inf, self._references.dtype)
        mates = np.full((count, tables, neighbours), -1)
        done = 0
        for batch in bucket_distances(
            self._references, self._buckets.find(codes), self._references, self._buckets.members
        ):
            block = batch.squares
            block[batch.sample[:, :, None] == batch.reference[:, None, :]] = np.inf
            kept = min(neighbours, block.shape[2])
            columns = _smallest_columns(block, kept)
            at = batch.sample[batch.here], batch.table[batch.here]
            squares[(*at, slice(kept))] = np.take_along_axis(block, columns, 2)[batch.here]
            named = np.take_along_axis(batch.reference[:, None], columns, 2)
            mates[(*at, slice(kept))] = named[batch.here]
            done += int(batch.here.sum())
            if report:
                report(done / codes.size, "measuring radii inside buckets")
        return _nth_distinct(squares.reshape(count, -1), mates.reshape(count, -1), neighbours)

    def judge(
        self,
        samples: Float[np.ndarray, "samples features"],
        codes: UInt64[np.ndarray, "tables samples"],
        *,
        report: Report | None = None,
    ) -> Judged:
        """Return the verdict on every sample."""
        buckets = self._buckets.find(codes)
        depth = np.full((len(samples), len(codes)), np.inf, samples.dtype)
        ball = np.full(depth.shape, -1)
        done, members = 0, self._buckets.members
        for batch in bucket_distances(samples, buckets, self._references, members):
            below = batch.squares
            below -= self._limits[batch.reference][:, None]
            column = below.argmin(axis=2)
            at = batch.sample[batch.here], batch.table[batch.here]
            depth[at] = np.take_along_axis(below, column[:, :, None], 2)[..., 0][batch.here]
            ball[at] = np.take_along_axis(batch.reference, column, 1)[batch.here]
            done += int(batch.here.sum())
            if report:
                report(done / codes.size, "comparing inside buckets")
        best = depth.argmin(axis=1)[:, None]
        depth = np.take_along_axis(depth, best, 1)[:, 0]
        ball = np.take_along_axis(ball, best, 1)[:, 0]
        sizes = np.append(members.sizes, 0)[buckets]
        return Judged(depth <= 0, np.where(np.isfinite(depth), ball, -1), sizes.sum(axis=0))


def _smallest_columns(
    block: Float[np.ndarray, "groups samples references"], count: int
) -> Int[np.ndarray, "groups samples count"]:
    if count == block.shape[2]:
        return np.broadcast_to(np.arange(count), block.shape)
    return np.argpartition(block, count - 1, axis=2)[:, :, :count]


def _nth_distinct(
    squares: Float[np.ndarray, "samples entries"],
    mates: Int[np.ndarray, "samples entries"],
    neighbours: int,
) -> Float[np.ndarray, " samples"]:
    """Return the n-th smallest of each row where a mate met in several tables counts once."""
    order = np.argsort(mates, axis=1, kind="stable")
    mates = np.take_along_axis(mates, order, 1)
    squares = np.take_along_axis(squares, order, 1)
    squares[:, 1:][mates[:, 1:] == mates[:, :-1]] = np.inf
    if squares.shape[1] < neighbours:
        return np.full(len(squares), np.inf, squares.dtype)
    return np.partition(squares, neighbours - 1, axis=1)[:, neighbours - 1]
