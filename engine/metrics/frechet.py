"""Frechet distance: how far apart the means and covariances of two sets of features lie."""

import numpy as np
from jaxtyping import Float

from engine.metrics.samples import Features, checked_pair


def frechet_distance(real: Features, generated: Features) -> float:
    """Return |m1 - m2|^2 + tr(C1 + C2 - 2 (C1^.5 C2 C1^.5)^.5) (arXiv 1706.08500, section 3).

    The trace of the root is the sum of the singular values of ``R1 R2'`` where ``R1' R1 = C1``
    and ``R2' R2 = C2`` come from QR decompositions of the centred features. Nothing is
    squared and then rooted again, so the value keeps its digits and stays real where a
    covariance is singular: constant features, or fewer samples than features.
    Name the features beside the number: "FID (LeNet-84 features)", never "FID".

    Raises:
        ValueError: If the sets cannot be compared; two samples of each are needed.

    >>> samples = np.array([[0.0, 1.0], [2.0, 1.0], [4.0, 1.0]])
    >>> round(frechet_distance(samples, samples + 3), 9)
    18.0
    """
    real, generated = checked_pair(real, generated, least=2, precision="float64")
    shift = real.mean(axis=0) - generated.mean(axis=0)
    first, second = _root_covariance(real), _root_covariance(generated)
    shared = np.linalg.svd(first @ second.T, compute_uv=False).sum()
    value = shift @ shift + np.sum(first**2) + np.sum(second**2) - 2 * shared
    return max(float(value), 0.0)


def _root_covariance(
    samples: Float[np.ndarray, "samples features"],
) -> Float[np.ndarray, "rank features"]:
    """Return R with R'R the covariance (divided by samples - 1)."""
    return np.linalg.qr(samples - samples.mean(axis=0), mode="r") / np.sqrt(len(samples) - 1)
