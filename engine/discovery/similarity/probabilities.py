"""Class probabilities as features: the paper's own definition of transfer flow."""

import numpy as np
from jaxtyping import Float

from engine.discovery.samples import Features, checked_features


def class_probabilities(logits: Features) -> Float[np.ndarray, "samples labeled"]:
    """Return the softmax of a labeled head's outputs.

    The paper defines transfer flow on ``p(labeled class | x)`` (arXiv 2209.09120); its code takes
    the features before the head. Give these to ``TransferFlow`` for the former.

    Raises:
        ValueError: If the outputs are not a finite matrix.

    >>> class_probabilities(np.array([[0.0, 0.0], [1000.0, 0.0]]))
    array([[0.5, 0.5],
           [1. , 0. ]])
    """
    array = checked_features(logits, "logits").astype(np.float64)
    raised = np.exp(array - array.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)
