"""Frechet and kernel distance of two sets of features, with an interval where one can be had."""

import dataclasses

import numpy as np
from jaxtyping import Float, Int64

from engine.core.jobs import Report
from engine.core.random import numpy_generator
from engine.metrics.frechet import frechet_distance
from engine.metrics.intervals import Interval
from engine.metrics.kernel_distance import kernel_distance
from engine.metrics.progress import stage

GROUPS = 10
WIDE = 512  # features beyond which the Frechet distance takes too long to be repeated
NORMAL = 1.96  # standard errors to each side of a 95 % interval
NO_INTERVAL = "no interval: too few samples"
TOO_WIDE = "no interval: too many features"
DELETED = "jackknife: each tenth of both sets left out once"
BLOCKS = "spread of ten disjoint tenths"


@dataclasses.dataclass(frozen=True)
class Distance:
    """A distance between two sets.

    Attributes:
        name: "FID" or "KID"; to be named together with its features.
        value: The distance; no unit.
        interval: 95 % interval, or None.
        basis: What the interval is about, or why there is none.
    """

    name: str
    value: float
    interval: Interval | None
    basis: str


def measured_distances(
    real: Float[np.ndarray, "real features"],
    generated: Float[np.ndarray, "generated features"],
    *,
    seed: int = 0,
    report: Report | None = None,
) -> tuple[Distance, Distance]:
    """Return both distances.

    The Frechet distance falls with the number of samples, and drawing samples anew would repeat
    some and raise it; so its interval is a jackknife of ten groups. The kernel distance has no
    such bias: its interval is the spread over ten disjoint pairs of tenths.

    Args:
        real: Real features.
        generated: Generated features.
        seed: Decides the tenths.
        report: Told the share done.
    """
    tenths = _tenths(len(real), seed), _tenths(len(generated), seed + 1)
    half = stage(report, 0.0, 0.5)
    frechet = frechet_distance(real, generated)
    half(0.05, "Frechet distance")
    error = None
    if min(len(real), len(generated)) >= 10 * GROUPS and real.shape[1] <= WIDE:
        values = []
        for turn, (first, second) in enumerate(zip(*tenths, strict=True)):
            half((1 + turn) / (1 + GROUPS), "Frechet distance, its interval")
            rest = np.delete(real, first, axis=0), np.delete(generated, second, axis=0)
            values.append(frechet_distance(*rest))
        error = float(np.sqrt((GROUPS - 1) * np.var(values)))
    kernel = kernel_distance(real, generated, report=stage(report, 0.5, 0.9))
    spread = None
    if min(len(real), len(generated)) >= 4 * GROUPS:
        parts = [
            kernel_distance(real[first], generated[second])
            for first, second in zip(*tenths, strict=True)
        ]
        spread = float(np.std(parts, ddof=1) / np.sqrt(GROUPS))
    missing = TOO_WIDE if real.shape[1] > WIDE else NO_INTERVAL
    return (
        Distance(
            "FID", frechet, _around(frechet, error, 0.0), missing if error is None else DELETED
        ),
        Distance(
            "KID", kernel, _around(kernel, spread), NO_INTERVAL if spread is None else BLOCKS
        ),
    )


def _tenths(count: int, seed: int) -> list[Int64[np.ndarray, " _"]]:
    return list(np.array_split(numpy_generator(seed).permutation(count), GROUPS))


def _around(value: float, error: float | None, least: float = -np.inf) -> Interval | None:
    if error is None:
        return None
    return Interval(max(value - NORMAL * error, least), value + NORMAL * error)
