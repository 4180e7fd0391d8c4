"""Buckets of equal codes: a table asked in constant time, and the members of each bucket."""

import dataclasses

import numpy as np
from jaxtyping import Int, UInt64


class BucketTable:
    """An open-addressed hash table from codes to buckets, filled and asked as whole arrays.

    At most a quarter of the slots is taken, so that a question inspects one or two slots
    however many codes there are.
    """

    def __init__(self, codes: UInt64[np.ndarray, " codes"]) -> None:
        bits = max(6, int(4 * len(codes) - 1).bit_length())
        self._shift = np.uint64(64 - bits)
        self._last = (1 << bits) - 1
        self._keys = np.zeros(1 << bits, np.uint64)
        self.slots = self._insert(codes)

    def _insert(self, codes: UInt64[np.ndarray, " codes"]) -> Int[np.ndarray, " codes"]:
        slots = (codes >> self._shift).astype(np.int64)
        keys = self._keys
        free = keys[slots] == 0
        keys[slots[free]] = codes[free]
        waiting = np.flatnonzero(keys[slots] != codes)
        while len(waiting):
            wanted, at = codes[waiting], (slots[waiting] + 1) & self._last
            slots[waiting] = at
            free = keys[at] == 0
            keys[at[free]] = wanted[free]
            waiting = waiting[keys[at] != wanted]
        return slots

    def find(self, codes: UInt64[np.ndarray, " codes"]) -> Int[np.ndarray, " codes"]:
        """Return the slot of every code; -1 where no bucket has it."""
        slots = (codes >> self._shift).astype(np.int64)
        held = self._keys[slots]
        found = np.where(held == codes, slots, -1)
        waiting = np.flatnonzero((held != codes) & (held != 0))
        at = slots[waiting]
        while len(waiting):
            at = (at + 1) & self._last
            held, wanted = self._keys[at], codes[waiting]
            match = held == wanted
            found[waiting[match]] = at[match]
            going = ~match & (held != 0)
            waiting, at = waiting[going], at[going]
        return found

    def counts(self) -> Int[np.ndarray, " slots"]:
        """Return how many codes each slot holds."""
        return np.bincount(self.slots, minlength=self._last + 1)


@dataclasses.dataclass(frozen=True, eq=False)
class Members:
    """Which references lie in which bucket.

    Attributes:
        references: References, those of one bucket in a row.
        starts: Where each bucket starts in ``references``.
        sizes: How many each bucket keeps; never more than the cap.
    """

    references: Int[np.ndarray, " entries"]
    starts: Int[np.ndarray, " buckets"]
    sizes: Int[np.ndarray, " buckets"]


class Buckets:
    """The buckets of all tables, each keeping a bounded number of its references.

    Args:
        codes: Code of each reference in each table.
        cap: References that a bucket keeps; which ones is decided by ``draw``.
        draw: Source of the order in which references are kept.
    """

    def __init__(
        self, codes: UInt64[np.ndarray, "tables references"], cap: int, draw: np.random.Generator
    ) -> None:
        order = draw.permutation(codes.shape[1])
        self._table = BucketTable(np.ascontiguousarray(codes[:, order]).ravel())
        slots = self._table.slots
        counts = self._table.counts()
        taken = np.flatnonzero(counts)
        self._bucket_of_slot = np.full(len(counts) + 1, -1)  # the last entry serves slot -1
        self._bucket_of_slot[taken] = np.arange(len(taken))
        by_bucket = np.argsort(slots, kind="stable")
        sizes = counts[taken]
        self.members = Members(
            order[by_bucket % codes.shape[1]],
            np.cumsum(sizes) - sizes,
            np.minimum(sizes, cap),
        )

    def find(
        self, codes: UInt64[np.ndarray, "tables samples"]
    ) -> Int[np.ndarray, "tables samples"]:
        """Return the bucket of every sample in every table; -1 where it is empty."""
        return self._bucket_of_slot[self._table.find(codes.ravel())].reshape(codes.shape)


def bucket_sizes(codes: UInt64[np.ndarray, "tables references"]) -> Int[np.ndarray, " buckets"]:
    """Return how many references each occupied bucket of all tables holds."""
    ordered = np.sort(codes, axis=1)
    last = np.ones(codes.shape, bool)
    last[:, :-1] = ordered[:, 1:] != ordered[:, :-1]
    return np.diff(np.flatnonzero(last.ravel()), prepend=-1)
