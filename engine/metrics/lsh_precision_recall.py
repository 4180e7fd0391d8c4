"""What both hashed metrics return."""

import dataclasses

import numpy as np
from jaxtyping import Bool, Float, Int

from engine.metrics.operations import Operations

RECONSTRUCTION = "Our reconstruction of arXiv:2103.11912 from its abstract; parameters ours."


@dataclasses.dataclass(frozen=True)
class Calibration:
    """A cell width, and how many references it is meant for.

    Attributes:
        width: Cell width, in the units of the features.
        references: References that a set must have when this width judges.
        accepted: Share of one half of the real samples that the other half accepts.
    """

    width: float
    references: int
    accepted: float


@dataclasses.dataclass(frozen=True, eq=False)
class LshPrecisionRecall:
    """Precision and recall by hashing.

    Attributes:
        precision: Share of generated samples that the real ones accept.
        recall: Share of real samples that the generated ones accept.
        generated_accepted: For each generated sample: it counts for precision.
        real_covered: For each real sample: it counts for recall.
        width: Cell width, in the units of the features; None for sign hashing.
        hash_bits: Directions in a table, for precision and for recall.
        operations: Cost of judging one generated sample.
        calibration: LSH-only: how its width was found, to be given back; else None.
        accepting_ball: LSH+KNN: real bucket mate whose ball holds each generated sample deepest;
            -1 where no mate has a ball. None for LSH-only.
        real_radii: LSH+KNN: radius of each real sample's ball, -1 where it has none.
        generated_radii: LSH+KNN: the same of the generated samples.
        occupied: LSH-only: share of tables in which each generated sample's bucket is occupied.
        real_occupied: LSH-only: the same of real samples among the generated ones.
    """

    precision: float
    recall: float
    generated_accepted: Bool[np.ndarray, " generated"]
    real_covered: Bool[np.ndarray, " real"]
    width: float | None
    hash_bits: tuple[int, int]
    operations: Operations
    calibration: Calibration | None = None
    accepting_ball: Int[np.ndarray, " generated"] | None = None
    real_radii: Float[np.ndarray, " real"] | None = None
    generated_radii: Float[np.ndarray, " generated"] | None = None
    occupied: Float[np.ndarray, " generated"] | None = None
    real_occupied: Float[np.ndarray, " real"] | None = None
