"""Distances inside buckets, many buckets at a time as padded batches of small products."""

import dataclasses
from collections.abc import Iterator

import numpy as np
from jaxtyping import Bool, Float, Int

from engine.metrics.buckets import Members
from engine.metrics.neighbours import squared_norms

MOST_SAMPLES = 64  # samples of one bucket that go into one product
BATCH_ELEMENTS = 1 << 21
SMALL = 1 << 18  # multiplications up to which numpy is as fast


@dataclasses.dataclass(frozen=True, eq=False)
class Batch:
    """Samples and references that share buckets.

    Attributes:
        table: Table of each sample's bucket.
        sample: Rows of the samples.
        here: False where a sample is padding.
        reference: Rows of the references; padding repeats one at infinite distance.
        squares: Squared distances.
    """

    table: Int[np.ndarray, "groups samples"]
    sample: Int[np.ndarray, "groups samples"]
    here: Bool[np.ndarray, "groups samples"]
    reference: Int[np.ndarray, "groups references"]
    squares: Float[np.ndarray, "groups samples references"]


def bucket_distances(
    samples: Float[np.ndarray, "samples features"],
    buckets: Int[np.ndarray, "tables samples"],
    references: Float[np.ndarray, "references features"],
    members: Members,
) -> Iterator[Batch]:
    """Yield the squared distances between samples and the members of their buckets.

    Args:
        samples: What is judged.
        buckets: Bucket of each sample in each table; -1 for none.
        references: What the buckets hold.
        members: Which of them each bucket keeps.
    """
    norms, reference_norms = squared_norms(samples), squared_norms(references)
    entries, first, count, bucket = _groups(buckets)
    rows = _power_of_two(count)
    columns = _power_of_two(members.sizes[bucket])
    for row, column in sorted(set(zip(rows.tolist(), columns.tolist(), strict=True))):
        same = np.flatnonzero((rows == row) & (columns == column))
        size = row * column + (row + column) * samples.shape[1]
        step = max(1, BATCH_ELEMENTS // size)
        for start in range(0, len(same), step):
            part = same[start : start + step]
            here = np.arange(row) < count[part, None]
            entry = entries[np.where(here, first[part, None] + np.arange(row), first[part, None])]
            table, sample = np.divmod(entry, buckets.shape[1])
            kept = np.arange(column) < members.sizes[bucket[part], None]
            begin = members.starts[bucket[part], None]
            reference = members.references[np.where(kept, begin + np.arange(column), begin)]
            squares = _products(samples[sample] * -2, references[reference])
            squares += np.where(kept, reference_norms[reference], np.inf)[:, None]
            squares += norms[sample][:, :, None]
            yield Batch(table, sample, here, reference, squares)


def _groups(
    buckets: Int[np.ndarray, "tables samples"],
) -> tuple[Int[np.ndarray, " entries"], *tuple[Int[np.ndarray, " groups"], ...]]:
    """Return entries ordered by bucket and, for each group, its first, its count, its bucket."""
    flat = buckets.ravel()
    entries = np.flatnonzero(flat >= 0)
    entries = entries[np.argsort(flat[entries], kind="stable")]
    which, start, count = np.unique(flat[entries], return_index=True, return_counts=True)
    pieces = -(-count // MOST_SAMPLES)
    owner = np.repeat(np.arange(len(which)), pieces)
    number = np.arange(len(owner)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    first = start[owner] + number * MOST_SAMPLES
    return (
        entries,
        first,
        np.minimum(count[owner] - number * MOST_SAMPLES, MOST_SAMPLES),
        which[owner],
    )


def _products(
    left: Float[np.ndarray, "groups samples features"],
    right: Float[np.ndarray, "groups references features"],
) -> Float[np.ndarray, "groups samples references"]:
    """Return left right' of every group.

    Numpy would start its threads anew for each large product, so those go to torch; a few points
    in a plane do not pay for loading it.
    """
    if left.size * right.shape[1] <= SMALL:
        return np.matmul(left, right.transpose(0, 2, 1))
    import torch

    return torch.bmm(torch.from_numpy(left), torch.from_numpy(right).transpose(1, 2)).numpy()


def _power_of_two(count: Int[np.ndarray, " groups"]) -> Int[np.ndarray, " groups"]:
    return 1 << np.ceil(np.log2(np.maximum(count, 1))).astype(np.int64)
