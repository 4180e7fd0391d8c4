"""How sure one is that a quantized model scores above or below full precision."""

import dataclasses

import numpy as np
from jaxtyping import Float

from engine.core.jobs import Report
from engine.core.random import numpy_generator
from engine.language.evaluation import score
from engine.language.examples import Examples

DRAWS = 1000
LEVEL = 0.95


@dataclasses.dataclass(frozen=True)
class PairedIntervals:
    """How a score compares with that of full precision on the same resampled examples.

    Attributes:
        difference_low: Lower end of score minus full score.
        difference_high: Upper end.
        retained_low: Lower end of score over full score; NaN where the latter is not positive.
        retained_high: Upper end.
    """

    difference_low: float
    difference_high: float
    retained_low: float
    retained_high: float


def paired_intervals(
    examples: Examples,
    logits: Float[np.ndarray, "examples labels"],
    full_logits: Float[np.ndarray, "examples labels"],
    *,
    report: Report | None = None,
) -> PairedIntervals:
    """Resample the examples and compare both models on each draw.

    Both models see the same examples, so what an example adds to both scores cancels: the
    interval of the difference is narrower than the two scores' intervals suggest.
    """
    task, labels = examples.task, examples.labels
    generator = numpy_generator(0)
    pairs = np.empty((DRAWS, 2))
    for draw in range(DRAWS):
        if report is not None and draw % 50 == 0:
            report(draw / DRAWS, "resampling the examples")
        rows = generator.integers(0, len(labels), len(labels))
        for place, each in enumerate((logits, full_logits)):
            pairs[draw, place] = score(task, each[rows], labels[rows])[task.primary_metric]
    ends = [50 * (1 - LEVEL), 50 * (1 + LEVEL)]
    difference = np.percentile(pairs[:, 0] - pairs[:, 1], ends)
    retained = np.array([np.nan, np.nan])
    if pairs[:, 1].min() > 0:
        retained = np.percentile(pairs[:, 0] / pairs[:, 1], ends)
    return PairedIntervals(*map(float, (*difference, *retained)))
