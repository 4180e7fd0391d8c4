"""Single weights: a window of the matrix with the arithmetic of each, and rows and columns."""

import numpy as np
import pandas as pd
import streamlit as st

from engine.core.params import Parameter
from engine.studies.weight_source import WeightMatrix
from engine.studies.weight_view import WeightView
from ui import controls
from ui.charts.row_maxima import row_maxima
from ui.charts.weight_window import VIEWS, weight_window
from ui.page import LessonPage
from ui.results import table
from ui.sections import matrix_picker, weight_answer
from ui.sections.method_picker import AnyMethod

RUNS = 256


def draw(
    lesson: LessonPage, matrix: WeightMatrix, method: AnyMethod, measured: WeightView
) -> None:
    """Draw the window and what it needs to be moved."""
    st.header("What happens to a single weight?", anchor=False)
    lesson.text("Hover a square, or read the first line below, to follow one weight.")
    rows, columns = matrix.weight.shape
    with st.container(horizontal=True, vertical_alignment="bottom"):
        view = controls.choice(
            lesson.key, "colour", tuple(VIEWS), default="error", title="Colour shows"
        )
        worst_place = controls.switch(
            lesson.key, "worst", default=True, title="Where the error is largest"
        )
        if not worst_place:
            ends = {"row": rows - 1, "column": columns - 1}
            row, column = (
                controls.widget(lesson.key, Parameter(name, 0, "place in the matrix", 0, end))
                for name, end in ends.items()
            )
            measured = weight_answer.view(matrix, method, (int(row), int(column)))
    window = measured.window
    frame = pd.DataFrame(
        {
            "row": window.row,
            "column": window.column,
            "full": window.full,
            "code": window.code,
            "step": window.step,
            "value": window.value,
            "error": window.value - window.full,
            "formula": window.formula,
        }
    )
    chart = weight_window(frame, lesson.palette, view)
    worst = frame.loc[frame["error"].abs().idxmax()]
    st.code(
        f"row {worst['row']}, column {worst['column']}: {worst['formula']}",
        language=None,
        wrap_lines=True,
    )
    lesson.figure(chart, alt=str(chart.description), data=frame, key="weights_window")


def rows_and_columns(lesson: LessonPage, matrix: WeightMatrix, clip: float | None) -> None:
    """Draw the largest magnitude of every row and column, and the matrix in numbers."""
    st.header("Which rows and columns are large?", anchor=False)
    magnitude = np.abs(matrix.weight)
    for axis, maxima in (("row", magnitude.max(axis=1)), ("column", magnitude.max(axis=0))):
        frame = _runs(maxima)
        chart = row_maxima(frame, lesson.palette, axis=axis, clip=clip)
        lesson.figure(chart, alt=str(chart.description), data=frame, key=f"weights_{axis}_maxima")
    stored = matrix_picker.histogram(matrix_picker.identity(matrix), matrix)
    described = {
        "rows": matrix.weight.shape[0],
        "columns": matrix.weight.shape[1],
        "smallest": float(stored.edges[0]),
        "largest": float(stored.edges[-1]),
        "mean": stored.mean,
        "standard deviation": stored.deviation,
        "mean absolute deviation": stored.mean_deviation,
        "kurtosis (Gauss 3, Laplace 6)": stored.kurtosis,
        "largest over deviation": stored.maximum / stored.deviation if stored.deviation else 0.0,
    }
    shown = pd.DataFrame([(name, f"{value:,.6g}") for name, value in described.items()])
    table(shown.set_axis(["of the weights", "value"], axis=1), alt="The matrix in numbers")


def _runs(maxima: np.ndarray) -> pd.DataFrame:
    """Put neighbours together where there are more of them than bars fit."""
    size = -(-len(maxima) // RUNS)
    starts = np.arange(0, len(maxima), size)
    return pd.DataFrame(
        {
            "index": starts,
            "end": np.minimum(starts + size, len(maxima)),
            "largest": np.maximum.reduceat(maxima, starts),
            "smallest": np.minimum.reduceat(maxima, starts),
        }
    )
