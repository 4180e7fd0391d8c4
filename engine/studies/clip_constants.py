"""Three definitions of ACIQ's constants: the same equation with three counts of levels.

The optimal clip is a constant times the spread. Papers and code disagree on the constant because
they count the levels differently, and on the spread because one of them estimates it from the
range. All three are in use; this module puts them side by side on one matrix.
"""

import dataclasses
import math

import numpy as np
import torch

from engine.core.errors import unknown_name
from engine.quantization.aciq import deviation_from_range
from engine.quantization.analytic_error import best_clip_ratio
from engine.studies.distribution_fit import DISTRIBUTIONS
from engine.studies.stored_histogram import StoredHistogram, grid_levels

DEFINITIONS = {
    "textbook": "arXiv 1810.05723: 2^bits levels over the whole clip range",
    "ocs_repository": "dnn-quant-ocs: about 2^bits - 2 usable levels; sigma from the range",
    "half_range": "one-sided data (after a ReLU): as many levels over half the range",
}


@dataclasses.dataclass(frozen=True)
class ClipConstant:
    """One definition applied to one matrix.

    Attributes:
        definition: Key of ``DEFINITIONS``.
        distribution: ``"gauss"`` or ``"laplace"``.
        constant: Clip over spread.
        spread: Estimated sigma or b, in weight units.
        clip: ``constant * spread``, at most the largest weight.
        mean_squared_error: Measured error of these weights at that clip.
    """

    definition: str
    distribution: str
    constant: float
    spread: float
    clip: float
    mean_squared_error: float


def clip_constant(definition: str, distribution: str, bits: int) -> float:
    """Return clip over spread by one definition.

    Args:
        definition: Key of ``DEFINITIONS``.
        distribution: ``"gauss"`` or ``"laplace"``.
        bits: Bits of a code.

    >>> round(clip_constant("textbook", "laplace", 4), 5)
    5.02864
    """
    if definition == "half_range":
        return best_clip_ratio(distribution, bits + 1)
    if definition not in DEFINITIONS:
        raise unknown_name("definition of the constants", definition, DEFINITIONS)
    return best_clip_ratio(distribution, bits, definition)


def compare_constants(
    histogram: StoredHistogram, *, bits: int, levels: str = "full"
) -> tuple[ClipConstant, ...]:
    """Return clip and measured error of each definition and distribution, six in all.

    Args:
        histogram: The weights.
        bits: Bits of a code.
        levels: Level convention, ``"full"`` or ``"restricted"``.
    """
    rows = []
    for definition in DEFINITIONS:
        for distribution in DISTRIBUTIONS:
            spread = _spread(histogram, definition, distribution)
            constant = clip_constant(definition, distribution, bits)
            clip = min(constant * spread, histogram.maximum)
            error = float(histogram.mean_squared_error(grid_levels(np.array(clip), bits, levels)))
            rows.append(ClipConstant(definition, distribution, constant, spread, clip, error))
    return tuple(rows)


def _spread(histogram: StoredHistogram, definition: str, distribution: str) -> float:
    if distribution == "laplace":
        return histogram.mean_deviation
    if definition != "ocs_repository":
        return histogram.deviation
    ends = torch.from_numpy(histogram.edges[[0, -1]]).reshape(1, 1, 2)
    # the estimate needs only range and count, so the two ends stand for all weights
    ratio = math.log(2) / math.log(max(histogram.weights, 2))
    return float(deviation_from_range(ends)) * math.sqrt(ratio)
