"""Predict, then see: questions whose answers are computed on the matrix that is shown."""

import numpy as np

from engine.studies.clip_curve import clip_curve
from engine.studies.distribution_fit import fit_distributions
from engine.studies.stored_histogram import StoredHistogram, grid_levels
from engine.studies.weight_source import WeightMatrix
from ui.quiz import Question
from ui.sections import matrix_picker


def questions(matrix: WeightMatrix) -> tuple[Question, ...]:
    """Return two questions about this matrix; none where all weights are zero."""
    histogram = matrix_picker.histogram(matrix_picker.identity(matrix), matrix)
    if histogram.maximum == 0.0:
        return ()
    return _crowded(histogram), _eight_bits(histogram)


def _crowded(histogram: StoredHistogram) -> Question:
    levels = grid_levels(np.array(histogram.maximum), 3)
    counts = histogram.on_levels(levels)[0]
    zero = float(counts[levels == 0.0].sum()) / histogram.weights
    bounds = (0.25, 0.6)
    return Question(
        "crowded",
        "Predict first: 3 bits, one grid up to the largest weight of this matrix, nothing "
        "clipped. How many of its weights become exactly zero?",
        ("Less than a quarter", "Between a quarter and 60 %", "More than 60 %"),
        right=int(np.searchsorted(bounds, zero)),
        because=f"{zero:.1%} of this matrix lands on zero: the largest weight stretches the grid, "
        "and most weights are small. Choose LQ and 3 bits above to see it.",
    )


def _eight_bits(histogram: StoredHistogram) -> Question:
    curve = clip_curve(histogram, fit_distributions(histogram)[1], bits=8)
    ratio = curve.gain
    return Question(
        "eight_bits",
        "Predict first: at 8 bits, what does clipping at the Laplace formula's optimum do to the "
        "weight error of this matrix, compared with not clipping?",
        (
            "It lowers it by more than a tenth",
            "About the same",
            "It raises it by more than a tenth",
        ),
        right=int(np.searchsorted((0.9, 1.1), ratio)),
        because=f"The error becomes {ratio:.2f} times as large. With 8 bits the steps are fine "
        "already, so what clipping cuts off counts more; the formula is only as good as its fit.",
    )
