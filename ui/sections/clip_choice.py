"""Where to clip: the error over the clip, the fit behind the formula, and its constants."""

import dataclasses

import pandas as pd
import streamlit as st

from engine.studies.clip_constants import DEFINITIONS, compare_constants
from engine.studies.clip_curve import ClipCurve, clip_curve
from engine.studies.distribution_fit import DISTRIBUTIONS, DistributionFit, fit_distributions
from engine.studies.stored_histogram import StoredHistogram
from engine.studies.weight_source import WeightMatrix
from ui import controls
from ui.charts.clip_curve import clip_curve_chart
from ui.charts.quantile_plot import quantile_plot
from ui.page import LessonPage
from ui.results import table
from ui.sections import matrix_picker
from ui.sections.method_picker import AnyMethod

NEARER = "nearer"
HARMLESS = 1.25  # times the lowest error


def draw(lesson: LessonPage, matrix: WeightMatrix, method: AnyMethod, clip: float | None) -> None:
    """Draw the curve, the fit and the constants.

    Args:
        lesson: The page.
        matrix: The matrix.
        method: Gives bits and level convention.
        clip: Clip that the method takes for the whole matrix, or None where it has several.
    """
    st.header("Where should the grid end?", anchor=False)
    histogram = matrix_picker.histogram(matrix_picker.identity(matrix), matrix)
    if histogram.maximum == 0.0:
        st.info("Every weight here is zero, so there is nothing to clip. Pick another matrix.")
        return
    lesson.text(
        "A small clip loses the large weights, a large one makes the steps coarse. ACIQ adds both "
        "losses for a bell curve (Gauss) or a sharper one (Laplace) and takes the lowest point."
    )
    fits = fit_distributions(histogram)
    wanted = controls.choice(
        lesson.key, "fit", (NEARER, *DISTRIBUTIONS), default=NEARER, title="Formula for"
    )
    fit = _chosen(fits, wanted)
    curve = clip_curve(histogram, fit, bits=method.bits, levels=method.levels)
    _verdict(fit, curve)
    _curve(lesson, curve, clip)
    left, right = st.columns([5, 6])
    with left:
        st.markdown("**Does the assumption hold?**")
        _fit_figure(lesson, fits)
    with right:
        st.markdown("**Three definitions of ACIQ's constants**")
        _constants(histogram, method)


def _chosen(fits: tuple[DistributionFit, DistributionFit], wanted: str) -> DistributionFit:
    if wanted == NEARER:
        return min(fits, key=lambda fit: fit.distance)
    return fits[DISTRIBUTIONS.index(wanted)]


def _verdict(fit: DistributionFit, curve: ClipCurve) -> None:
    name = fit.distribution.capitalize()
    cost = (
        f"At the formula's optimum the measured error is **{curve.regret:.2f} times** the lowest "
        f"one on the curve, and {curve.gain:.2g} times that "
        "of no clip."
    )
    numbers = f"KS distance {fit.distance:.3f}, largest weight {fit.tail:.1f} times as expected."
    if not fit.broken:
        text = f"The weights are close to a {name} distribution: {numbers} {cost}"
        st.success(text, icon=":material/check_circle:", title="Assumption holds")
        return
    harmless = curve.regret < HARMLESS
    show = st.info if harmless else st.warning
    show(
        f"The weights are no {name} distribution: {numbers} {cost}",
        icon=":material/rule:",
        title="Assumption broken" + (", but harmless here" if harmless else ""),
    )


def _curve(lesson: LessonPage, curve: ClipCurve, clip: float | None) -> None:
    frame = pd.DataFrame(
        {
            "clip": curve.clips,
            "clipping": curve.clipping,
            "rounding": curve.rounding,
            "sum": curve.analytic,
            "measured": curve.measured,
        }
    )
    chart = clip_curve_chart(
        frame,
        lesson.palette,
        optimum=(curve.analytic_clip, curve.error_at_analytic),
        lowest=(curve.measured_clip, curve.error_at_measured),
        chosen=clip,
    )
    lesson.figure(chart, alt=str(chart.description), data=frame, key="weights_curve")


def _fit_figure(lesson: LessonPage, fits: tuple[DistributionFit, DistributionFit]) -> None:
    frame = pd.concat(
        pd.DataFrame(
            {
                "distribution": fit.distribution,
                "theoretical": fit.theoretical,
                "observed": fit.observed,
            }
        )
        for fit in fits
    )
    chart = quantile_plot(frame, lesson.palette)
    lesson.figure(chart, alt=str(chart.description), data=frame, key="weights_quantiles")
    lines = (
        f"{fit.distribution.capitalize()}: spread {fit.spread:.4g}, KS distance "
        f"{fit.distance:.3f}, tail {fit.tail:.1f}"
        for fit in fits
    )
    st.caption("On the line a fit is right. " + ". ".join(lines) + ".")


def _constants(histogram: StoredHistogram, method: AnyMethod) -> None:
    rows = compare_constants(histogram, bits=method.bits, levels=method.levels)
    frame = pd.DataFrame([dataclasses.asdict(row) for row in rows])
    best = frame.loc[frame["mean_squared_error"].idxmin()]
    shown = frame.assign(
        definition=frame["definition"].map(controls.label),
        mean_squared_error=frame["mean_squared_error"].map("{:.3e}".format),
        **{name: frame[name].round(4) for name in ("constant", "clip")},
    ).drop(columns="spread")
    shown = shown.rename(columns={"mean_squared_error": "measured error"})
    table(
        shown,
        alt=f"Clip and measured error of six constants; {controls.label(best['definition'])} for "
        f"{best['distribution']} has the lowest error",
    )
    notes = (
        f"*{controls.label(name).capitalize()}*: {text}" for name, text in DEFINITIONS.items()
    )
    st.caption("  \n".join(notes))
