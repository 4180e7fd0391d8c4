"""Occupied buckets of one set, asked without computing a distance."""

import numpy as np
from jaxtyping import Float, Int, UInt64

from engine.metrics.buckets import BucketTable


class OccupancyIndex:
    """Counts of references in the buckets of all tables.

    Args:
        codes: Code of each reference in each table.
        least: References that make a bucket occupied.
    """

    def __init__(self, codes: UInt64[np.ndarray, "tables references"], least: int = 1) -> None:
        self._table = BucketTable(codes.ravel())
        self._counts = self._table.counts() if least > 1 else None
        self._least = least

    def occupied(
        self, codes: UInt64[np.ndarray, "tables samples"]
    ) -> Float[np.ndarray, " samples"]:
        """Return the share of tables in which each sample's bucket is occupied."""
        slots = self._table.find(codes.ravel())
        found = slots >= 0
        if self._counts is not None:
            found &= self._counts[slots] >= self._least
        return found.reshape(codes.shape).mean(axis=0)

    def counts(
        self, codes: UInt64[np.ndarray, "tables samples"]
    ) -> Int[np.ndarray, "tables samples"]:
        """Return how many references each sample's bucket holds in each table."""
        slots = self._table.find(codes.ravel())
        return np.where(slots >= 0, self._table.counts()[slots], 0).reshape(codes.shape)
