"""Why one sample counts or not: what lies in its bucket of every table."""

import dataclasses

import numpy as np
from jaxtyping import Bool, Int

from engine.metrics.lsh_neighbours import LshNeighbours
from engine.metrics.lsh_occupancy import LshOccupancy
from engine.metrics.lsh_precision_recall import LshPrecisionRecall
from engine.metrics.samples import Features


@dataclasses.dataclass(frozen=True, eq=False)
class BucketVerdict:
    """One sample's bucket in every table.

    Attributes:
        counts: References in the bucket of each table.
        occupied: Whether that is enough, for each table.
        mates: References that share at least one bucket with the sample.
        shared: Tables in which each of those mates does.
    """

    counts: Int[np.ndarray, " tables"]
    occupied: Bool[np.ndarray, " tables"]
    mates: Int[np.ndarray, " mates"]
    shared: Int[np.ndarray, " mates"]


def bucket_verdict(
    method: LshNeighbours | LshOccupancy,
    real: Features,
    generated: Features,
    result: LshPrecisionRecall,
    *,
    sample: int,
    of: str = "generated",
) -> BucketVerdict:
    """Explain one sample of a finished comparison by the buckets that it falls into.

    For LSH-only the shares of occupied tables equal the result's; for LSH+KNN the counts are
    those before a bucket is capped.

    Args:
        method: The settings that made ``result``.
        real: The real features that were compared.
        generated: The generated features that were compared.
        result: What the comparison returned.
        sample: Row of the sample to explain.
        of: "generated": real references judge it; "real": generated ones do.

    Raises:
        ValueError: If ``of`` is neither.

    >>> points = np.random.default_rng(0).normal(size=(60, 2))
    >>> method = LshOccupancy()
    >>> result = method(points, points)
    >>> bool(bucket_verdict(method, points, points, result, sample=0).occupied.all())
    True
    """
    if of not in ("generated", "real"):
        raise ValueError(f"of must be 'generated' or 'real', got {of!r}")
    codes = method.shared_codes(real, generated, result.width)[of == "real"]
    members = np.arange(codes.references.shape[1])
    least = 1
    if isinstance(method, LshOccupancy):
        references = result.calibration.references if result.calibration else len(members)
        members = members[method.drawn(len(members), references)]
        least = method.least
    same = codes.references[:, members] == codes.samples[:, sample, None]
    shared = same.sum(axis=0)
    counts = same.sum(axis=1)
    return BucketVerdict(counts, counts >= least, members[shared > 0], shared[shared > 0])
