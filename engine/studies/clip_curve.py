"""Mean squared error over the clip: what the ACIQ formula says, and what these weights say.

A smaller clip loses the outer weights (clipping term), a larger one spreads the levels (rounding
term). ACIQ (arXiv 1810.05723, section 3) adds both for a Gauss or Laplace distribution and takes
the lowest point; the measured curve needs no distribution.
"""

import dataclasses
import math

import numpy as np
from jaxtyping import Float

from engine.quantization.analytic_error import best_clip_ratio, clipping_error, rounding_error
from engine.studies.distribution_fit import DistributionFit
from engine.studies.stored_histogram import StoredHistogram, grid_levels

POINTS = 160


@dataclasses.dataclass(frozen=True)
class ClipCurve:
    """Error terms over a range of clips, all in squared weight units.

    Attributes:
        clips: Clip values, rising to the largest magnitude (which clips nothing).
        clipping: Analytic clipping term of the fitted distribution.
        rounding: Analytic rounding term, ``clip^2 / (3 * 4^bits)``.
        measured: Mean squared error of these weights at each clip.
        analytic_clip: Clip at the lowest point of the analytic sum.
        measured_clip: Clip at the lowest point of the measured curve.
        error_at_analytic: Measured error at ``analytic_clip``.
        error_at_measured: Measured error at ``measured_clip``.
        error_unclipped: Measured error when nothing is clipped (LQ).
    """

    clips: Float[np.ndarray, " clips"]
    clipping: Float[np.ndarray, " clips"]
    rounding: Float[np.ndarray, " clips"]
    measured: Float[np.ndarray, " clips"]
    analytic_clip: float
    measured_clip: float
    error_at_analytic: float
    error_at_measured: float
    error_unclipped: float

    @property
    def analytic(self) -> Float[np.ndarray, " clips"]:
        """Sum of both analytic terms."""
        return self.clipping + self.rounding

    @property
    def regret(self) -> float:
        """How many times the lowest measured error the analytic optimum costs; 1 is perfect."""
        return _ratio(self.error_at_analytic, self.error_at_measured)

    @property
    def gain(self) -> float:
        """Measured error at the analytic optimum over that without a clip; below 1 it helps."""
        return _ratio(self.error_at_analytic, self.error_unclipped)


def _ratio(error: float, other: float) -> float:
    if other > 0.0:
        return error / other
    return math.inf if error > 0.0 else 1.0


def clip_curve(
    histogram: StoredHistogram, fit: DistributionFit, *, bits: int, levels: str = "full"
) -> ClipCurve:
    """Return the error terms over the clip.

    Args:
        histogram: The weights.
        fit: Distribution whose formula is drawn.
        bits: Bits of a code.
        levels: Level convention, ``"full"`` or ``"restricted"``.

    Raises:
        ValueError: If every weight is zero.
    """
    if histogram.maximum == 0.0:
        raise ValueError("the curve needs a weight that is not zero; pick another layer")
    lowest = min(histogram.maximum, fit.spread) * 0.1
    clips = np.geomspace(lowest, histogram.maximum, POINTS)
    optimum = float(min(analytic_optimum(fit, bits), histogram.maximum))
    everywhere = np.concatenate([clips, [optimum]])
    measured = histogram.mean_squared_error(grid_levels(everywhere, bits, levels))
    best = int(measured.argmin())
    return ClipCurve(
        clips=clips,
        clipping=clipping_error(fit.distribution, clips, fit.spread),
        rounding=rounding_error(clips, bits),
        measured=measured[:-1],
        analytic_clip=optimum,
        measured_clip=float(everywhere[best]),
        error_at_analytic=float(measured[-1]),
        error_at_measured=float(measured[best]),
        error_unclipped=float(measured[-2]),
    )


def analytic_optimum(fit: DistributionFit, bits: int) -> float:
    """Return the clip at which the analytic sum is lowest."""
    return fit.spread * best_clip_ratio(fit.distribution, bits)
