"""GLUE's metrics in numpy (arXiv 1804.07461, section 3), from logits and labels."""

from collections.abc import Callable

import numpy as np
from jaxtyping import Float, Int

Classes = Int[np.ndarray, " examples"]
Scores = Float[np.ndarray, " examples"]


def accuracy(predicted: Classes, labels: Classes) -> float:
    """Return the share of right answers."""
    return float(np.mean(predicted == labels))


def f1(predicted: Classes, labels: Classes) -> float:
    """Return the harmonic mean of precision and recall of class 1; 0 without a hit."""
    hits = int(np.sum((predicted == 1) & (labels == 1)))
    marked = int(np.sum(predicted == 1)) + int(np.sum(labels == 1))
    return 2.0 * hits / marked if hits else 0.0


def matthews(predicted: Classes, labels: Classes) -> float:
    """Return the Matthews correlation of two classes; 0 when either side has one class only."""
    said, true = (predicted == 1).astype(np.float64), (labels == 1).astype(np.float64)
    return pearson(said, true)


def pearson(predicted: Scores, labels: Scores) -> float:
    """Return the linear correlation; 0 when either side is constant."""
    first, second = predicted - predicted.mean(), labels - labels.mean()
    spread = float(np.sqrt(np.sum(first**2) * np.sum(second**2)))
    return float(np.sum(first * second)) / spread if spread > 0 else 0.0


def ranks(values: Scores) -> Scores:
    """Return ranks from 1; equal values share their mean rank."""
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(count)
    return (last - (count - 1) / 2.0)[place].astype(np.float64)


def spearman(predicted: Scores, labels: Scores) -> float:
    """Return the rank correlation; 0 when either side is constant."""
    return pearson(ranks(predicted), ranks(labels))


METRICS: dict[str, Callable[..., float]] = {
    "accuracy": accuracy,
    "f1": f1,
    "matthews": matthews,
    "pearson": pearson,
    "spearman": spearman,
}
