"""Realism score: how well one generated sample fits among the real ones."""

import numpy as np
from jaxtyping import Float

from engine.core.jobs import Report
from engine.metrics.neighbours import centred, squared_distances, squared_radii
from engine.metrics.samples import Features, checked_neighbours, checked_pair

CLOSE = 1e-5


def realism_scores(
    real: Features,
    generated: Features,
    *,
    neighbours: int = 3,
    precision: str = "auto",
    report: Report | None = None,
) -> Float[np.ndarray, " generated"]:
    """Return max over real balls of radius / (distance + 1e-5) (arXiv 1904.06991, equation 5).

    Only the half of the balls with the smaller radii is trusted; 1 or more means that a trusted
    ball holds the sample.

    Raises:
        ValueError: If the sets cannot be compared, or hold too few samples for the balls.

    >>> line = np.arange(4.0)[:, None]
    >>> realism_scores(line, np.array([[3.0]]), neighbours=1).round()
    array([100000.])
    """
    least = checked_neighbours((neighbours,)) + 1
    real, _ = checked_pair(real, real, least=least, precision=precision)
    real, generated = checked_pair(real, generated, precision=precision)
    real, generated = centred(real, generated)
    radii = np.sqrt(squared_radii(real, (neighbours,), report=report)[:, 0])
    trusted = np.flatnonzero(radii <= np.median(radii))
    scores = np.empty(len(generated), real.dtype)
    for rows, block in squared_distances(generated, real[trusted]):
        distances = np.sqrt(np.maximum(block, 0, out=block), out=block)
        scores[rows] = (radii[trusted] / (distances + CLOSE)).max(axis=1)
        if report:
            report(rows.stop / len(generated), "scoring realism")
    return scores
