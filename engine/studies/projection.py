"""Many numbers a sample on a plane."""

import numpy as np
from jaxtyping import Float


def principal_plane(
    features: Float[np.ndarray, "samples width"],
) -> Float[np.ndarray, "samples 2"]:
    """Return the first two principal components of samples, the sign fixed.

    Raises:
        ValueError: If there are fewer than two samples or features.

    >>> principal_plane(np.array([[0.0, 0.0], [3.0, 4.0], [6.0, 8.0]]))[:, 0].round(3).tolist()
    [-5.0, 0.0, 5.0]
    """
    if min(features.shape) < 2:
        raise ValueError(f"a plane needs two samples and two features, got {features.shape}")
    centred = features.astype(np.float64) - features.mean(axis=0, dtype=np.float64)
    _, _, axes = np.linalg.svd(centred, full_matrices=False)
    axes = axes[:2]
    largest = np.abs(axes).argmax(axis=1)
    return centred @ (axes * np.sign(axes[[0, 1], largest])[:, None]).T
