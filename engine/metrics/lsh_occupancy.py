"""LSH-only: a sample is accepted where enough of its buckets are occupied; no distances."""

import dataclasses
from typing import ClassVar

import numpy as np
from jaxtyping import Float, Int, UInt64

from engine.core.jobs import Report
from engine.core.params import Settings, param
from engine.core.random import numpy_generator
from engine.metrics.lsh import FAMILIES, Hashing, SharedCodes, draw_hashing
from engine.metrics.lsh_precision_recall import Calibration, LshPrecisionRecall
from engine.metrics.occupancy_index import OccupancyIndex
from engine.metrics.operations import Operations
from engine.metrics.samples import Features, checked, checked_pair

STEPS = 12  # of the bisection
OCTAVES = 16  # doublings of the width that it searches
Positions = Float[np.ndarray, "bits tables _"]
Codes = UInt64[np.ndarray, "tables _"]


@dataclasses.dataclass(frozen=True)
class LshOccupancy(Settings):
    """Accept a sample if its bucket holds a reference in enough of the tables.

    Our reconstruction of arXiv:2103.11912 from its abstract; parameters ours. Cost per sample
    does not depend on the number of references. The cell width is calibrated: half of the real
    samples must accept the other half at the target rate. A width serves only as many references
    as it was calibrated for, because more of them occupy more cells; so of the larger set as
    many references are drawn as the smaller set has, while every sample of both is judged.

    >>> points = np.random.default_rng(0).normal(size=(400, 8))
    >>> method = LshOccupancy()
    >>> found = method(points, points + 100)
    >>> found.precision
    0.0
    >>> method(points, points, calibration=found.calibration).precision
    1.0
    """

    title: ClassVar[str] = "LSH-only"
    summary: ClassVar[str] = "A sample counts if most of its hash buckets are occupied."

    family: str = param("e2lsh", meaning="hash family", choices=FAMILIES)
    tables: int = param(32, 1, 64, "hash tables")
    hash_bits: int = param(8, 1, 32, "directions in a table")
    share: float = param(0.5, 0.01, 1.0, "share of tables that must be occupied")
    least: int = param(1, 1, 100, "references that make a bucket occupied")
    target: float = param(0.7, 0.05, 0.95, "rate at which half of the real accepts the other")
    seed: int = param(0, 0, 2**31, "seed of the random directions")

    def __call__(
        self,
        real: Features,
        generated: Features,
        *,
        calibration: Calibration | None = None,
        report: Report | None = None,
    ) -> LshPrecisionRecall:
        """Return precision, recall and the verdict on every sample.

        Args:
            real: Features of real samples, one row each.
            generated: Features of generated samples, one row each; the counts may differ.
            calibration: A width found before by these settings on these real samples.
            report: Told the share done.

        Raises:
            ValueError: If the sets cannot be compared, or the calibration needs more samples.
        """
        real, generated = checked_pair(real, generated, least=4)
        hashing = self.hashing(real)
        positions = hashing.project(real), hashing.project(generated)
        if calibration is None:
            count = min(len(real), len(generated))
            calibration = self._calibrated(hashing, positions[0], count, report)
        if min(len(real), len(generated)) < calibration.references:
            raise ValueError(
                f"this width serves {calibration.references} references, got {len(real)} real "
                f"and {len(generated)} generated; calibrate for fewer"
            )
        codes = [hashing.codes(each, calibration.width) for each in positions]
        occupied, real_occupied = (
            OccupancyIndex(
                held[:, self.drawn(held.shape[1], calibration.references)], self.least
            ).occupied(asked)
            for held, asked in (codes, codes[::-1])
        )
        if report:
            report(1.0, "buckets asked")
        accepted, covered = occupied >= self.share, real_occupied >= self.share
        return LshPrecisionRecall(
            precision=float(accepted.mean()),
            recall=float(covered.mean()),
            generated_accepted=accepted,
            real_covered=covered,
            width=calibration.width if self.family == "e2lsh" else None,
            hash_bits=(self.hash_bits, self.hash_bits),
            operations=Operations(self.tables * self.hash_bits, self.tables, 0),
            calibration=calibration,
            occupied=occupied,
            real_occupied=real_occupied,
        )

    def calibrate(
        self, real: Features, *, references: int | None = None, report: Report | None = None
    ) -> Calibration:
        """Return the width that suits so many references (all, unless said).

        Raises:
            ValueError: If there are fewer real samples than that, or fewer than 4.
        """
        real = checked(real, "real", least=max(4, references or 4))
        hashing = self.hashing(real)
        return self._calibrated(hashing, hashing.project(real), references or len(real), report)

    def hashing(self, real: Float[np.ndarray, "real features"]) -> Hashing:
        """Return the random directions, measured from the mean of the real samples."""
        centre = real.mean(axis=0, dtype=np.float64).astype(real.dtype)
        return draw_hashing(
            self.family, centre, tables=self.tables, hash_bits=self.hash_bits, seed=self.seed
        )

    def _calibrated(
        self, hashing: Hashing, positions: Positions, references: int, report: Report | None
    ) -> Calibration:
        """Bisect the width on two halves of so many real samples; projections are made once."""
        order = numpy_generator(self.seed).permutation(positions.shape[2])[:references]
        half = references // 2
        holds = np.ascontiguousarray(positions[:, :, order[:half]])
        asks = np.ascontiguousarray(positions[:, :, order[half:]])

        def accepted(width: float) -> float:
            index = OccupancyIndex(hashing.codes(holds, width), self.least)
            return float((index.occupied(hashing.codes(asks, width)) >= self.share).mean())

        if self.family == "srp":
            return Calibration(0.0, references, accepted(1.0))
        quarter, three_quarters = np.quantile(holds[0], [0.25, 0.75])
        high = float(np.log2(8 * (three_quarters - quarter) or 1.0))
        low = high - OCTAVES
        for step in range(STEPS):
            middle = (low + high) / 2
            if accepted(2**middle) < self.target:
                low = middle
            else:
                high = middle
            if report:
                report((step + 1) / (STEPS + 2), "calibrating the cell width")
        return Calibration(2**high, references, accepted(2**high))

    def drawn(self, count: int, references: int) -> slice | Int[np.ndarray, " references"]:
        """Return which samples of a set serve as references."""
        if count == references:
            return slice(None)
        return numpy_generator(self.seed).permutation(count)[:references]

    def shared_codes(
        self, real: Features, generated: Features, width: float | None
    ) -> tuple[SharedCodes, SharedCodes]:
        """Return the codes with which real judge generated samples, then the reverse."""
        real, generated = checked_pair(real, generated)
        hashing = self.hashing(real)
        first, second = (
            hashing.codes(hashing.project(each), width or 1.0) for each in (real, generated)
        )
        return (
            SharedCodes(first, second, self.hash_bits),
            SharedCodes(second, first, self.hash_bits),
        )
