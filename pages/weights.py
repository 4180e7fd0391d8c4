"""What do fewer bits do to one weight matrix?"""

import pandas as pd
import streamlit as st

from engine.quantization import Aciq, OutlierChannelSplitting
from engine.studies.clip_curve import clip_curve
from engine.studies.weight_source import WeightMatrix
from engine.studies.weight_view import weight_view
from ui import controls, page
from ui.page import LessonPage, Task
from ui.sections import (
    clip_choice,
    matrix_picker,
    method_link,
    method_picker,
    single_weights,
    weight_answer,
    weight_quiz,
    weight_script,
)
from ui.sections.method_picker import AnyMethod

FORMULA = (
    r"s = \frac{2^{b-1}-1}{\text{clip}},\quad "
    r"q = \mathrm{clamp}(\mathrm{round}(s\,w),\,-2^{b-1},\,2^{b-1}-1),\quad \hat w = q / s"
)
DIFFERS = (
    "The paper names no granularity, so one step for the whole matrix is the default here. In the "
    "code that introduced ACIQ, weights are not clipped; the paper applies ACIQ to weights, and "
    "so does this page. Our automatic ACIQ also tries not clipping at all."
)
PARTS = ("Where to clip", "Single weights", "Rows and columns")
OUTLIER_LAYER = "encoder.layer.2.output.dense.weight"


def show(
    lesson: LessonPage,
    matrix: WeightMatrix,
    method: AnyMethod,
    second: AnyMethod | None,
    *,
    logarithmic: bool,
) -> None:
    """Draw the answer for one matrix."""
    st.caption(method_picker.SUMMARIES[method_picker.title(method)])
    weight_answer.picture(lesson, matrix, method, second=second, logarithmic=logarithmic)
    measured = weight_answer.view(matrix, method)
    weight_answer.tiles(lesson, matrix, measured)
    if second is not None:
        weight_answer.side_by_side(matrix, method, second)

    on_outliers = matrix.name == OUTLIER_LAYER
    keeps = isinstance(method, OutlierChannelSplitting) or method.granularity != "tensor"
    lesson.try_this(
        Task(
            "Choose **3 bits** and change LQ to **ACIQ**: the error falls to a tenth.",
            done=method.bits == 3 and isinstance(method, Aciq),
        ),
        Task(
            "Take the matrix **MiniLM 3 feed-forward out** with ACIQ at 3 bits: a small weight "
            "error, a ruined output.",
            done=on_outliers and isinstance(method, Aciq) and measured.output_error > 0.5,
        ),
        Task(
            "Save that output with **OCS** or with one step for each row.",
            done=on_outliers and keeps and measured.output_error < 0.1,
        ),
    )
    clip = measured.largest_clip if weight_answer.one_grid(method) else None
    part = controls.choice(lesson.key, "part", PARTS, default=PARTS[0], title="Look closer")
    if part == PARTS[0]:
        clip_choice.draw(lesson, matrix, method, clip)
    elif part == PARTS[1]:
        single_weights.draw(lesson, matrix, method, measured)
    else:
        single_weights.rows_and_columns(lesson, matrix, clip)
    method_link.draw(lesson, "gan_samples", method, "The same method on a generator of pictures")
    lesson.method(type(method), weight_view, clip_curve, formula=FORMULA, differs=DIFFERS)
    lesson.quiz(*weight_quiz.questions(matrix))
    found = weight_answer.numbers(matrix, measured)
    lesson.model = matrix.sha256
    lesson.downloads(
        frame=pd.DataFrame([{"setting": method_picker.describe(method), **found}]),
        settings=method,
        numbers={"matrix": matrix.name, "source": matrix.source, **found},
        code=weight_script.script(matrix, method),
    )


with page.lesson("weights") as lesson:
    with lesson.controls():
        matrix = matrix_picker.pick(lesson, "MiniLM 1 query")
        method = method_picker.pick(lesson.key)
        second, logarithmic = method_picker.compare(lesson.key)
    if matrix is None:
        st.info("Choose a file or a model above, or another matrix in the list.")
    else:
        show(lesson, matrix, method, second, logarithmic=logarithmic)
