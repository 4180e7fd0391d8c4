"""Transfer flow as its definition reads, slow and plain: the oracle of the fast path."""

import numpy as np
from jaxtyping import Float
from scipy.spatial.distance import cdist

from engine.discovery.samples import Features, Labels


def plain_transfer_flow(
    features: Features, labels: Labels, *, kernel: str = "gaussian"
) -> Float[np.ndarray, " bandwidths"]:
    """Return transfer flow at each of the five bandwidths (arXiv 2209.09120).

    >>> rows = np.array([[0.0], [1.0], [10.0], [11.0]])
    >>> float(plain_transfer_flow(rows, np.array([0, 0, 1, 1])).sum().round(4))
    4.652
    """
    samples = np.asarray(features, np.float64)
    classes, whole, flow = np.unique(labels), len(samples), np.zeros(5)
    for one in classes:
        for other in classes:
            if one == other:
                continue
            here, there = samples[labels == one], samples[labels == other]
            share = len(here) * len(there) / (whole * (whole - 1))
            flow += share * plain_discrepancy(here, there, kernel=kernel)
    return flow


def plain_discrepancy(
    here: Float[np.ndarray, "here features"],
    there: Float[np.ndarray, "there features"],
    *,
    kernel: str = "gaussian",
) -> Float[np.ndarray, " bandwidths"]:
    """Return the biased squared maximum mean discrepancy at each of the five bandwidths."""
    pooled = np.concatenate([here, there])
    distance = {"gaussian": "sqeuclidean", "laplacian": "cityblock"}[kernel]
    distances = cdist(pooled, pooled, distance)
    size, cut = len(pooled), len(here)
    bandwidth = distances.sum() / (size**2 - size) / 2**2
    found = []
    for level in range(5):
        values = np.exp(-distances / (bandwidth * 2**level))
        own, others, across = values[:cut, :cut], values[cut:, cut:], values[:cut, cut:]
        found.append(own.mean() + others.mean() - 2 * across.mean())
    return np.array(found)
