"""The error as the clip moves: what ACIQ's formulas say beside what is measured."""

import dataclasses

import numpy as np
from jaxtyping import Float64

from engine.quantization.analytic_error import (
    DISTRIBUTIONS,
    best_clip_ratio,
    clipping_error,
    rounding_error,
)
from engine.quantization.goodness_of_fit import Fit, fit
from engine.quantization.histogram import WeightHistogram

POINTS = 120
WIDEST = 1.1  # the last clip, in units of the largest weight
FAR = 0.05  # a Kolmogorov-Smirnov distance above this breaks the assumption


@dataclasses.dataclass(frozen=True)
class AnalyticCurve:
    """The expected error under one fitted distribution.

    Attributes:
        fit: The distribution.
        clipping: Expected squared error of clipped weights, for each clip.
        rounding: Expected squared rounding error inside the clip, for each clip.
        best_clip: The clip of least expected error.
        measured_error: What is measured at that clip.
    """

    fit: Fit
    clipping: Float64[np.ndarray, " clips"]
    rounding: Float64[np.ndarray, " clips"]
    best_clip: float
    measured_error: float

    @property
    def total(self) -> Float64[np.ndarray, " clips"]:
        """Clipping plus rounding."""
        return self.clipping + self.rounding


@dataclasses.dataclass(frozen=True)
class ClipCurve:
    """Error curves over the clip, in squared weight units.

    Attributes:
        clips: Clips, rising, up to a little beyond the largest weight.
        measured: Measured mean squared error at each.
        best_clip: The clip of least measured error among them.
        best_error: That error.
        unclipped_error: Measured error without clipping.
        laplace: Analytic curve of the Laplace fit.
        gauss: Analytic curve of the Gauss fit.
        excess_kurtosis: Of the weights; 0 for Gauss, 3 for Laplace.
        broken: Why ACIQ's assumption does not hold, one sentence each; empty where it does.
    """

    clips: Float64[np.ndarray, " clips"]
    measured: Float64[np.ndarray, " clips"]
    best_clip: float
    best_error: float
    unclipped_error: float
    laplace: AnalyticCurve
    gauss: AnalyticCurve
    excess_kurtosis: float
    broken: tuple[str, ...]

    @property
    def better(self) -> AnalyticCurve:
        """The analytic curve whose distribution fits better."""
        return min(self.laplace, self.gauss, key=lambda curve: curve.fit.distance)

    @property
    def assumption_broken(self) -> bool:
        """Whether the clip that the formula calls best should not be trusted."""
        return bool(self.broken)


def clip_curve(
    histogram: WeightHistogram, bits: int, *, levels: str = "full", points: int = POINTS
) -> ClipCurve:
    """Return expected and measured errors over a range of clips (arXiv 1810.05723).

    The measured grid has ``2^bits`` or one fewer levels by its convention and is not centred
    between them, the formula assumes ``2^bits`` in the middle of their cells: compare shape and
    place of the minimum, not the values.

    Args:
        histogram: The weight.
        bits: Bits of a code, 2 to 8.
        levels: "full" or "restricted".
        points: Number of clips.

    Raises:
        ValueError: If the weight is constantly zero, which no clip can serve.
    """
    if histogram.largest == 0.0:
        raise ValueError("every weight is zero; there is no clip to look for, pick another layer")
    clips = np.linspace(WIDEST / points, WIDEST, points) * histogram.largest
    measured = np.array([histogram.mean_squared_error(clip, bits, levels) for clip in clips])
    laplace, gauss = (
        _analytic(histogram, distribution, clips, bits, levels) for distribution in DISTRIBUTIONS
    )
    unclipped = histogram.mean_squared_error(histogram.largest, bits, levels)
    best = int(measured.argmin())
    return ClipCurve(
        clips=clips,
        measured=measured,
        best_clip=float(clips[best]),
        best_error=float(measured[best]),
        unclipped_error=unclipped,
        laplace=laplace,
        gauss=gauss,
        excess_kurtosis=histogram.excess_kurtosis,
        broken=_broken(laplace, gauss, unclipped),
    )


def _analytic(
    histogram: WeightHistogram,
    distribution: str,
    clips: Float64[np.ndarray, " clips"],
    bits: int,
    levels: str,
) -> AnalyticCurve:
    fitted = fit(histogram, distribution)
    best = best_clip_ratio(distribution, bits) * fitted.spread
    return AnalyticCurve(
        fit=fitted,
        clipping=clipping_error(distribution, clips, fitted.spread),
        rounding=rounding_error(clips, bits),
        best_clip=best,
        measured_error=histogram.mean_squared_error(best or histogram.largest, bits, levels),
    )


def _broken(laplace: AnalyticCurve, gauss: AnalyticCurve, unclipped: float) -> tuple[str, ...]:
    """Return what speaks against trusting the better fit."""
    better = min(laplace, gauss, key=lambda curve: curve.fit.distance)
    name = better.fit.distribution.capitalize()
    reasons = []
    if better.fit.distance > FAR:
        reasons.append(
            f"The closer fit, {name}, is {better.fit.distance:.3f} away "
            f"(Kolmogorov-Smirnov; above {FAR} is far)."
        )
    if better.measured_error > unclipped:
        times = better.measured_error / unclipped if unclipped > 0.0 else float("inf")
        reasons.append(f"The {name} clip costs {times:.1f} times the error of not clipping.")
    return tuple(reasons)
