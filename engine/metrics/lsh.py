"""Locality-sensitive hash families: near samples share codes more often than far ones."""

import dataclasses

import numpy as np
from jaxtyping import Float, Int, UInt64

from engine.core.random import numpy_generator

FAMILIES = ("e2lsh", "srp")


@dataclasses.dataclass(frozen=True, eq=False)
class Hashing:
    """Random directions of several tables, and how a projection becomes a cell.

    "e2lsh" cuts each direction into cells of one width (p-stable hashing, Datar et al. 2004):
    cells are bounded, so an outlier fills only its own. "srp" keeps the sign alone (Charikar
    2002): cells are cones from the centre to infinity.

    Attributes:
        family: "e2lsh" or "srp".
        directions: Random directions; the columns go bit by bit, table by table within.
        shifts: Random shift of each cell border, as a share of the width.
        multipliers: Random odd numbers that mix a table's cells into one code.
        centre: Point that projections are measured from.
    """

    family: str
    directions: Float[np.ndarray, "features columns"]
    shifts: Float[np.ndarray, "bits tables"]
    multipliers: UInt64[np.ndarray, "bits tables"]
    centre: Float[np.ndarray, " features"]

    def project(
        self, samples: Float[np.ndarray, "samples features"]
    ) -> Float[np.ndarray, "bits tables samples"]:
        """Return every sample's position along every direction."""
        return (self.directions.T @ (samples - self.centre).T).reshape(
            *self.shifts.shape, len(samples)
        )

    def cells(
        self, positions: Float[np.ndarray, "bits tables samples"], width: float
    ) -> Int[np.ndarray, "bits tables samples"]:
        """Return the number of the cell along each direction: floor((a.x + b) / width)."""
        return np.stack([self._cell(positions, bit, width) for bit in range(len(positions))])

    def codes(
        self, positions: Float[np.ndarray, "bits tables samples"], width: float
    ) -> UInt64[np.ndarray, "tables samples"]:
        """Return one 64-bit code for each table and sample, made of its cells; never 0.

        Codes of different tables differ, so that all tables may share one store. The first
        ``len(positions)`` bits of the hashing are used; ``width`` is not used by "srp".
        """
        codes = np.zeros(positions.shape[1:], np.uint64)
        codes += np.arange(1, len(codes) + 1, dtype=np.uint64)[:, None] << np.uint64(56)
        for bit in range(len(positions)):
            cell = self._cell(positions, bit, width).view(np.uint64)
            cell *= self.multipliers[bit][:, None]
            codes += cell
        codes ^= codes >> np.uint64(32)
        codes *= np.uint64(0x9E3779B97F4A7C15)
        codes ^= codes >> np.uint64(29)
        codes *= np.uint64(0xBF58476D1CE4E5B9)
        codes |= np.uint64(1)
        return codes

    def _cell(
        self, positions: Float[np.ndarray, "bits tables samples"], bit: int, width: float
    ) -> Int[np.ndarray, "tables samples"]:
        if self.family == "srp":
            return (positions[bit] > 0).astype(np.int64)
        scaled = positions[bit] * positions.dtype.type(1 / width)
        scaled += self.shifts[bit][:, None].astype(scaled.dtype)
        np.floor(scaled, out=scaled)
        with np.errstate(invalid="ignore"):  # beyond 2^63 cells away all outliers share one
            return scaled.astype(np.int64)


@dataclasses.dataclass(frozen=True, eq=False)
class SharedCodes:
    """Codes of references and of the samples that they judge, by the same hashing.

    Attributes:
        references: Code of each reference in each table.
        samples: Code of each sample in each table.
        hash_bits: Directions in a table that made them.
    """

    references: UInt64[np.ndarray, "tables references"]
    samples: UInt64[np.ndarray, "tables samples"]
    hash_bits: int


def draw_hashing(
    family: str,
    centre: Float[np.ndarray, " features"],
    *,
    tables: int,
    hash_bits: int,
    seed: int,
) -> Hashing:
    """Return the hashing that ``seed`` decides; its type follows ``centre``."""
    draw = numpy_generator(seed)
    shape = (hash_bits, tables)
    directions = draw.standard_normal((len(centre), hash_bits * tables), dtype=np.float32)
    return Hashing(
        family,
        directions.astype(centre.dtype, copy=False),
        draw.random(shape),
        draw.integers(0, 1 << 63, shape, dtype=np.uint64) * np.uint64(2) + np.uint64(1),
        centre,
    )
