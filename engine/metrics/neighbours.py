"""Exact nearest neighbours in blocks of rows; no array of samples by samples is ever made."""

import dataclasses
from collections.abc import Iterator, Sequence

import numpy as np
from jaxtyping import Float, Int

from engine.core.jobs import Report
from engine.metrics.samples import Features, checked, checked_neighbours, checked_pair

CHUNK = 1024
BLOCK_ELEMENTS = 1 << 24  # a block of distances has at most so many entries, 128 MB in float64
GROUP = 32


@dataclasses.dataclass(frozen=True, eq=False)
class Nearest:
    """Nearest references of each sample, the nearest first.

    Attributes:
        indices: Rows of the references.
        distances: Euclidean distances to them.
    """

    indices: Int[np.ndarray, "samples count"]
    distances: Float[np.ndarray, "samples count"]


def nearest(
    samples: Features, references: Features, *, count: int, report: Report | None = None
) -> Nearest:
    """Return the ``count`` nearest references of every sample.

    A sample that is itself a reference finds itself first, at distance 0.

    >>> nearest(np.array([[0.0]]), np.array([[3.0], [1.0]]), count=1).indices
    array([[1]])
    """
    checked_neighbours((count,))
    samples, references = checked_pair(samples, references)
    checked(references, "references", least=count)
    samples, references = centred(samples, references)
    indices = np.empty((len(samples), count), np.int64)
    squares = np.empty((len(samples), count), samples.dtype)
    for rows, block in squared_distances(samples, references):
        squares[rows], indices[rows] = smallest(block, count)
        if report:
            report(rows.stop / len(samples), "finding nearest references")
    return Nearest(indices, np.sqrt(np.maximum(squares, 0)))


def neighbour_radii(
    samples: Features, *, neighbours: Sequence[int] = (3, 5), report: Report | None = None
) -> Float[np.ndarray, "samples counts"]:
    """Return each sample's distance to its n-th neighbour in its own set, itself excluded.

    >>> neighbour_radii(np.array([[0.0], [1.0], [3.0]]), neighbours=(1, 2))
    array([[1., 3.],
           [1., 2.],
           [2., 3.]])
    """
    array = checked(samples, "samples", least=checked_neighbours(tuple(neighbours)) + 1)
    array, _ = centred(array, array)
    return np.sqrt(squared_radii(array, tuple(neighbours), report=report))


def centred(
    first: Float[np.ndarray, "first features"], second: Float[np.ndarray, "second features"]
) -> tuple[Float[np.ndarray, "first features"], Float[np.ndarray, "second features"]]:
    """Return both sets without the mean of the first: products far from 0 lose digits."""
    mean = first.mean(axis=0, dtype=np.float64).astype(first.dtype)
    moved = first - mean
    return moved, moved if second is first else second - mean


def squared_norms(samples: Float[np.ndarray, "samples features"]) -> Float[np.ndarray, " samples"]:
    """Return the squared length of every row."""
    return np.einsum("ij,ij->i", samples, samples)


def squared_distances(
    samples: Float[np.ndarray, "samples features"],
    references: Float[np.ndarray, "references features"],
) -> Iterator[tuple[slice, Float[np.ndarray, "rows references"]]]:
    """Yield blocks of rows of squared distances; rounding may leave a 0 slightly negative."""
    norms, reference_norms = squared_norms(samples), squared_norms(references)
    rows_at_a_time = min(CHUNK, max(16, BLOCK_ELEMENTS // len(references)))
    for start in range(0, len(samples), rows_at_a_time):
        rows = slice(start, min(start + rows_at_a_time, len(samples)))
        block = (-2 * samples[rows]) @ references.T
        block += reference_norms
        block += norms[rows, None]
        yield rows, block


def squared_radii(
    samples: Float[np.ndarray, "samples features"],
    neighbours: tuple[int, ...],
    *,
    report: Report | None = None,
) -> Float[np.ndarray, "samples counts"]:
    """Return squared distances to the n-th neighbour in the own set, itself excluded."""
    most = max(neighbours)
    columns = np.array(neighbours) - 1
    radii = np.empty((len(samples), len(neighbours)), samples.dtype)
    for rows, block in squared_distances(samples, samples):
        block[np.arange(len(block)), np.arange(rows.start, rows.stop)] = np.inf
        radii[rows] = smallest(block, most)[0][:, columns]
        if report:
            report(rows.stop / len(samples), "measuring radii")
    return np.maximum(radii, 0)


def smallest(
    block: Float[np.ndarray, "rows columns"], count: int
) -> tuple[Float[np.ndarray, "rows count"], Int[np.ndarray, "rows count"]]:
    """Return the ``count`` smallest values of every row, ascending, and their columns.

    The minima of groups of columns come first: the smallest values of a row lie in the groups
    whose minima are smallest, and only those few groups are searched.
    """
    rows, columns = block.shape
    groups = columns // GROUP
    if groups <= 4 * count:
        return _sorted_part(block, None, count)
    whole = groups * GROUP
    minima = block[:, :whole].reshape(rows, GROUP, groups).min(axis=1)
    chosen = np.argpartition(minima, count - 1, axis=1)[:, :count]
    members = (chosen[:, None, :] + groups * np.arange(GROUP)[:, None]).reshape(rows, -1)
    rest = np.broadcast_to(np.arange(whole, columns), (rows, columns - whole))
    members = np.concatenate([members, rest], axis=1)
    return _sorted_part(np.take_along_axis(block, members, axis=1), members, count)


def _sorted_part(
    values: Float[np.ndarray, "rows some"],
    members: Int[np.ndarray, "rows some"] | None,
    count: int,
) -> tuple[Float[np.ndarray, "rows count"], Int[np.ndarray, "rows count"]]:
    """Return the smallest values in order, with the columns that ``members`` names."""
    if count < values.shape[1]:
        part = np.argpartition(values, count - 1, axis=1)[:, :count]
    else:
        part = np.broadcast_to(np.arange(count), (len(values), count))
    found = np.take_along_axis(values, part, axis=1)
    order = np.argsort(found, axis=1, kind="stable")
    part = np.take_along_axis(part, order, axis=1)
    columns = part if members is None else np.take_along_axis(members, part, axis=1)
    return np.take_along_axis(found, order, axis=1), columns


def tie_limits(
    squared_radii: Float[np.ndarray, "samples ..."],
    samples: Float[np.ndarray, "samples features"],
) -> Float[np.ndarray, "samples ..."]:
    """Return squared radii widened by rounding, so that a tie counts as inside (``<=``)."""
    rounding = np.finfo(samples.dtype).eps * (8 + np.sqrt(samples.shape[1]))
    norms = squared_norms(samples).reshape(-1, *[1] * (squared_radii.ndim - 1))
    return (squared_radii + rounding * (norms + squared_radii)).astype(samples.dtype)
