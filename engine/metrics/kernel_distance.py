"""Kernel distance: the unbiased squared maximum mean discrepancy with a cubic kernel."""

import numpy as np
from jaxtyping import Float

from engine.core.jobs import Report
from engine.metrics.neighbours import CHUNK
from engine.metrics.samples import Features, checked_pair


def kernel_distance(real: Features, generated: Features, *, report: Report | None = None) -> float:
    """Return the unbiased estimate of KID over whole sets (arXiv 1801.01401, section 4).

    The kernel is (x.y / features + 1)^3. Being unbiased, the value may be slightly negative
    for equal distributions.

    Raises:
        ValueError: If the sets cannot be compared; two samples of each are needed.

    >>> kernel_distance(np.array([[0.0], [1.0]]), np.array([[0.0], [1.0]]))
    -3.5
    """
    real, generated = checked_pair(real, generated, least=2, precision="float64")
    means = []
    for first, second in ((real, real), (generated, generated), (real, generated)):
        if report:
            report(len(means) / 3, "summing kernels")
        means.append(_mean_kernel(first, second))
    return means[0] + means[1] - 2 * means[2]


def _mean_kernel(
    first: Float[np.ndarray, "first features"], second: Float[np.ndarray, "second features"]
) -> float:
    """Return the mean kernel over pairs; within one set, pairs of a sample with itself not."""
    total = 0.0
    for start in range(0, len(first), CHUNK):
        block = first[start : start + CHUNK] @ second.T / first.shape[1] + 1
        total += float((block * block * block).sum())
    if first is second:
        own = np.einsum("ij,ij->i", first, first) / first.shape[1] + 1
        return (total - float((own**3).sum())) / (len(first) * (len(first) - 1))
    return total / (len(first) * len(second))
