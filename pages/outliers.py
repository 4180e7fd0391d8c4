"""How does splitting a column save the small weights from the large ones?"""

import streamlit as st

from engine.core.params import Parameter, parameters
from engine.quantization import OutlierChannelSplitting
from engine.quantization.splitting import split_columns, split_count
from engine.studies.channel_splitting_steps import (
    largest_split_count,
    split_identity,
    split_method,
)
from engine.studies.weight_source import WeightMatrix
from ui import controls, page
from ui.page import LessonPage, Task
from ui.quiz import Question
from ui.sections import (
    matrix_picker,
    splitting_parts,
    splitting_stage,
    weight_answer,
    weight_script,
)

MOST = 64
PARTS = ("One weight", "More splits", "Split or clip")
FORMULA = (
    r"y = \sum_j w_j x_j = \dots + \left(\tfrac{w_k}{2} - \tfrac{\Delta}{4}\right) x_k "
    r"+ \left(\tfrac{w_k}{2} + \tfrac{\Delta}{4}\right) x_k"
)
DIFFERS = (
    "The published code handles convolutions only; this one splits the inputs of any layer. A "
    "heap replaces the repeated search of the whole matrix; it picks the same columns."
)
QUESTION = Question(
    "power",
    "Predict first: one column is eight times as large as all others. How many splits of it does "
    "the grid need to shrink to an eighth?",
    ("1", "3", "7"),
    right=2,
    because="All pieces must be halved: 1 + 2 + 4 = 7 splits leave eight pieces of an eighth. "
    "Outliers far outside are expensive to split, and each split is a column more.",
)


def choose(prefix: str, columns: int, most: int) -> OutlierChannelSplitting:
    """Draw the settings of splitting and return the method with that many splits."""
    fields = {each.name: each for each in parameters(OutlierChannelSplitting)}
    drawn = Parameter("splits", min(8, most), "columns to add", 0, most)
    splits = controls.widget(prefix, drawn)
    bits = controls.widget(prefix, fields["bits"])
    splitting = controls.widget(prefix, fields["splitting"], title="Halves")
    clip_rule = controls.widget(prefix, fields["clip_rule"], title="Clip rule on top")
    return split_method(columns, splits, bits=bits, splitting=splitting, clip_rule=clip_rule)


def show(
    lesson: LessonPage, matrix: WeightMatrix, method: OutlierChannelSplitting, most: int
) -> None:
    """Draw the answer for a matrix that can be split."""
    bits, splitting = method.bits, method.splitting
    splits = split_count(matrix.weight.shape[1], method.expand_ratio)
    splitting_stage.draw(lesson, matrix, splits, most)
    splitting_stage.tiles(lesson, matrix, method)
    part = controls.choice(lesson.key, "part", PARTS, default=PARTS[0], title="Look closer")
    if part == PARTS[0]:
        splitting_parts.one_weight(lesson, matrix, splits, bits)
    elif part == PARTS[1]:
        splitting_parts.more_splits(lesson, matrix, splits, method)
    else:
        splitting_parts.against_clipping(lesson, matrix, splits, bits)
    reached = splitting_stage.state(matrix, splits)
    lesson.try_this(
        Task(
            "Press **Split once more** until the grid reaches less than a fifth of before.",
            done=reached.clip < 0.2 * reached.clip_before,
        ),
        Task("Switch to **naive** halves at 2 or 3 bits.", done=splitting == "naive" and bits < 4),
        Task(
            "Open **Split or clip** and take a matrix without outliers, such as **MiniLM 1 "
            "query**: who wins now?",
            done=part == PARTS[2] and matrix.name.endswith("query.weight"),
        ),
    )
    lesson.method(split_columns, split_identity, formula=FORMULA, differs=DIFFERS)
    lesson.quiz(QUESTION)
    numbers = weight_answer.numbers(matrix, weight_answer.view(matrix, method))
    lesson.model = matrix.sha256
    lesson.downloads(
        frame=splitting_parts.comparison(matrix, splits, bits),
        settings=method,
        numbers={"matrix": matrix.name, "splits": splits, **numbers},
        code=weight_script.script(matrix, method),
    )


with page.lesson("outliers") as lesson:
    with lesson.controls():
        matrix = matrix_picker.pick(lesson, "MiniLM 3 feed-forward out")
        columns = matrix.weight.shape[1] if matrix else 0
        most = min(MOST, largest_split_count(columns))
        method = choose(lesson.key, columns, most) if most else None
    if matrix is None:
        st.info("Choose a file or a model above, or another matrix in the list.")
    elif method is None:
        st.info("Splitting needs a matrix of at least four columns. Choose a wider one.")
    else:
        show(lesson, matrix, method, most)
