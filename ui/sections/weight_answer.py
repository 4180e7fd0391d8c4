"""The picture and the numbers of one matrix under one method, or under two side by side."""

import dataclasses

import pandas as pd
import streamlit as st

from engine.quantization import KullbackLeibler, LinearQuantization
from engine.quantization.base import ClipMethod
from engine.studies import weight_view as study
from engine.studies.stored_histogram import StoredHistogram
from engine.studies.weight_source import WeightMatrix
from engine.studies.weight_view import Bars, ManualClip, WeightView
from ui.charts.weight_histogram import weight_histogram
from ui.page import LessonPage
from ui.results import Tile, table
from ui.sections import matrix_picker, method_picker
from ui.sections.method_picker import AnyMethod

MOST_SEARCHED = 2_000_000
"""Weights of a matrix up to which a page compares histograms for each row or group."""


@st.cache_data(max_entries=128, show_spinner=False)
def _clip(key: str, method: AnyMethod, _matrix: WeightMatrix) -> float:
    return study.shared_clip(_matrix, method)  # ty: ignore[invalid-argument-type]


@st.cache_data(max_entries=128, show_spinner="Measuring every weight")
def _view(
    key: str, method: AnyMethod, corner: tuple[int, int] | None, _m: WeightMatrix
) -> WeightView:
    return study.weight_view(_m, method, corner)


def view(
    matrix: WeightMatrix, method: AnyMethod, corner: tuple[int, int] | None = None
) -> WeightView:
    """Return the exact numbers of a method on a matrix, cached.

    Raises:
        ValueError: If a clip would have to be searched for each of very many rows.
    """
    searches = isinstance(method, KullbackLeibler) or getattr(method, "clip_rule", "") == "kl"
    if searches and method.granularity != "tensor" and matrix.weight.size > MOST_SEARCHED:
        rows = matrix.weight.shape[0]
        raise ValueError(
            f"a KL search for each block of {rows:,} rows takes longer than a page should wait; "
            "choose one step for the tensor, a layer instead of the word table, or MMSE"
        )
    return _view(matrix_picker.identity(matrix), method, corner, matrix)


def one_grid(method: AnyMethod) -> bool:
    """Whether all weights share one symmetric grid, so that the stored bins are enough."""
    asymmetric = isinstance(method, LinearQuantization) and not method.symmetric
    clips = isinstance(method, ClipMethod | ManualClip)
    return clips and method.granularity == "tensor" and not asymmetric


def picture(
    lesson: LessonPage,
    matrix: WeightMatrix,
    method: AnyMethod,
    *,
    second: AnyMethod | None,
    logarithmic: bool,
) -> None:
    """Draw both histograms; from the stored bins where one grid serves all weights."""
    histogram = matrix_picker.histogram(matrix_picker.identity(matrix), matrix)
    bars, clip = _bars(matrix, method, histogram)
    full = _frame(study.full_bars(histogram), histogram.weights, level=False)
    chart = weight_histogram(
        full,
        bars,
        lesson.palette,
        clip=clip,
        logarithmic=logarithmic,
        second=_bars(matrix, second, histogram)[0] if second else None,
    )
    data = bars.drop(columns="level")
    lesson.figure(chart, alt=str(chart.description), data=data, key="weights_histogram")


def _bars(
    matrix: WeightMatrix, method: AnyMethod, histogram: StoredHistogram
) -> tuple[pd.DataFrame, float]:
    if not one_grid(method):
        measured = view(matrix, method)
        return _frame(measured.bars, histogram.weights, level=False), measured.largest_clip
    clip = _clip(matrix_picker.identity(matrix), method, matrix)
    bars = study.level_bars(histogram, clip, bits=method.bits, levels=method.levels)
    return _frame(bars, histogram.weights, level=True), clip


def _frame(bars: Bars, weights: int, *, level: bool) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "left": bars.left,
            "right": bars.right,
            "percent": 100 * bars.density,
            "share": bars.share,
            "weights": (bars.share * weights).round().astype(int),
            "level": level,
        }
    )


def numbers(matrix: WeightMatrix, measured: WeightView) -> dict[str, float]:
    """Return every number of the answer by name, for tiles and downloads."""
    return {
        **dataclasses.asdict(measured.errors),
        "output_error": measured.output_error,
        "packed_bytes": -(-measured.stored_bits // 8),
        "full_bytes": matrix.weight.size * 4,
        "bits_per_weight": measured.bits_per_weight,
        "steps": measured.steps,
    }


def tiles(lesson: LessonPage, matrix: WeightMatrix, measured: WeightView) -> None:
    """Draw the numbers of the answer."""
    errors, found = measured.errors, numbers(matrix, measured)
    times = found["full_bytes"] / found["packed_bytes"]
    lesson.tiles(
        Tile("Mean squared error", f"{errors.mean_squared_error:.2e}", term="mean_squared_error"),
        Tile(
            "Signal to noise (dB)", f"{errors.signal_to_noise_db:.1f}", term="signal_to_noise_db"
        ),
        Tile("Largest error", f"{errors.maximum_error:.3g}", term="maximum_error"),
        Tile("Error of its output", f"{measured.output_error:.1%}", term="output_error"),
    )
    lesson.tiles(
        Tile("Packed size", f"{found['packed_bytes'] / 1000:,.1f} kB", term="packed"),
        Tile("Bits a weight", f"{measured.bits_per_weight:.3f}", term="bits_per_weight"),
        Tile("Smaller than float32", f"{times:.2f} times"),
        Tile("Cosine", f"{errors.cosine:.5f}", term="cosine"),
    )
    st.caption(
        "Simulated: the page computes with the rounded weights; the packed size is what a file "
        f"needs, with {measured.steps:,} step{'s' if measured.steps > 1 else ''} of 32 bits. "
        f"Output measured on {matrix.inputs_are}."
    )


def side_by_side(matrix: WeightMatrix, first: AnyMethod, second: AnyMethod) -> None:
    """Draw the numbers of two settings in one table."""
    rows = [(method_picker.describe(x), numbers(matrix, view(matrix, x))) for x in (first, second)]
    frame = pd.DataFrame(
        {
            "setting": setting,
            "mean squared error": f"{row['mean_squared_error']:.2e}",
            "signal to noise (dB)": f"{row['signal_to_noise_db']:.1f}",
            "largest error": f"{row['maximum_error']:.3g}",
            "output error": f"{row['output_error']:.1%}",
            "bits a weight": f"{row['bits_per_weight']:.3f}",
            "packed kB": f"{row['packed_bytes'] / 1000:,.1f}",
        }
        for setting, row in rows
    )
    better = min(rows, key=lambda row: row[1]["output_error"])[0]
    table(frame, alt=f"Two settings side by side; {better} keeps the output better")
