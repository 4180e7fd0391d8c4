"""Instance selection: train on the most typical pictures of each class (arXiv 2007.15255).

Devries et al. drop the pictures of low likelihood under a Gaussian in a feature space before a
GAN is trained: quality rises, diversity falls. Here one Gaussian a class, in the features of our
own classifiers, so that every class keeps its share.
"""

import numpy as np
from jaxtyping import Bool, Float, Int64

from engine.metrics.features import FeatureExtractor

RIDGE = 1e-3  # of the mean variance, so that features that never fire can be inverted


def log_likelihood(
    features: Float[np.ndarray, "samples size"],
) -> Float[np.ndarray, " samples"]:
    """Return the log density of each sample under the Gaussian of all, up to a constant, nats."""
    centred = features.astype(np.float64) - features.mean(axis=0, dtype=np.float64)
    covariance = centred.T @ centred / max(1, len(centred) - 1)
    covariance += (
        RIDGE * max(float(np.trace(covariance)) / len(covariance), 1e-12) * np.eye(len(covariance))
    )
    whitened = np.linalg.solve(np.linalg.cholesky(covariance), centred.T)
    return -0.5 * np.square(whitened).sum(axis=0)


def typical(
    features: Float[np.ndarray, "samples size"],
    labels: Int64[np.ndarray, " samples"],
    share: float,
) -> Bool[np.ndarray, " samples"]:
    """Return which samples belong to the likeliest ``share`` of their class.

    Raises:
        ValueError: If labels are missing or ``share`` is not in (0, 1].
    """
    if len(features) != len(labels):
        raise ValueError(f"labels must be {len(features)}, one a sample, got {len(labels)}")
    if not 0 < share <= 1:
        raise ValueError(f"share must be above 0 and at most 1, got {share}")
    kept = np.zeros(len(labels), dtype=bool)
    for label in np.unique(labels):
        rows = np.flatnonzero(labels == label)
        order = np.argsort(-log_likelihood(features[rows]), kind="stable")
        kept[rows[order[: max(1, round(share * len(rows)))]]] = True
    return kept


def typical_pictures(
    extractor: FeatureExtractor,
    images: Float[np.ndarray, "samples channels height width"],
    labels: Int64[np.ndarray, " samples"],
    share: float,
) -> Bool[np.ndarray, " samples"]:
    """Return which pictures, of [-1, 1], are typical in an extractor's features."""
    return typical(extractor(images).features, labels, share)
