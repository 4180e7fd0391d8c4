"""Type a sentence: the full and the quantized answer, embedding drift and attention drift."""

from typing import TYPE_CHECKING, cast

import numpy as np
import pandas as pd
import streamlit as st

from engine.studies.sweep_plan import ZERO_SHOT, Cell
from ui.charts.drift import answers, attention_drift, state_drift
from ui.page import LessonPage
from ui.results import Tile, contained
from ui.sections.task_models import pair

if TYPE_CHECKING:
    from engine.language.heads import TaskNetwork
    from engine.language.tasks import Task
    from engine.studies.sentence_probe import SentenceProbe

EXAMPLES: dict[str, tuple[str, str]] = {
    "sst2": ("The plot is thin, but the two leads are a quiet joy to watch.", ""),
    "cola": ("The letter that my aunt wrote never reached us.", ""),
    "mrpc": (
        "A helicopter rescued two hikers on Tuesday.",
        "Two hikers were rescued by helicopter on Tuesday.",
    ),
    "rte": ("The museum opened a new wing in March.", "The museum has more than one wing."),
    "stsb": ("A woman rides a bicycle along the river.", "A lady is cycling by the water."),
}


@st.cache_data(max_entries=32, show_spinner="Reading the sentence with both networks")
def _probe(cell: Cell, first: str, second: str) -> "SentenceProbe":
    from engine.studies.sentence_probe import probe

    models = pair(cell)
    full, small = models.full, models.quantized
    networks = (cast("TaskNetwork", each.network) for each in (full, small))
    return probe(*networks, full.tokenizer, full.task, first, second or None)


def _frame(found: "SentenceProbe", task: "Task") -> pd.DataFrame:
    names = task.label_names or ("similarity, 0 to 5",)
    sides = (("full precision", found.full), ("quantized", found.quantized))
    return pd.DataFrame(
        {"answer": name, "network": network, "value": float(value)}
        for network, reading in sides
        for name, value in zip(names, reading.outputs, strict=True)
    )


def _by_head(cosines: np.ndarray) -> pd.DataFrame:
    names = [f"head {number}" for number in range(1, cosines.shape[1] + 1)]
    layers = pd.RangeIndex(1, len(cosines) + 1, name="layer")
    return pd.DataFrame(cosines, layers, names).reset_index()


def _decision(values: np.ndarray, task: "Task") -> str:
    if task.labels == 1:
        return f"{values[0]:.2f} of 5"
    best = int(values.argmax())
    return f"{task.label_names[best]} ({values[best]:.0%})"


def _clean(text: str) -> str:
    from engine.language.sentences import clean_sentence

    cleaned = clean_sentence(text)
    for notice in cleaned.notices:
        st.info(notice, icon=":material/content_cut:")
    return cleaned.text


def draw(lesson: LessonPage, cell: Cell) -> None:
    """Draw the text fields and, for what stands in them, both networks' answers and drift."""
    from engine.language.tasks import task_named

    task = task_named("stsb" if cell.task == ZERO_SHOT else cell.task)
    st.header("Ask both networks", anchor=False)
    lesson.text(f"{task.question} Type your own words; nothing leaves this machine.")
    default = EXAMPLES[task.name]
    with st.container(horizontal=True):
        first = st.text_input("Sentence", default[0], key=f"probe_first_{task.name}")
        second = ""
        if task.pair:
            second = st.text_input("Second sentence", default[1], key=f"probe_second_{task.name}")
    with contained():
        _compare(lesson, cell, task, _clean(first), _clean(second) if task.pair else "")


def _compare(lesson: LessonPage, cell: Cell, task: "Task", first: str, second: str) -> None:
    found = _probe(cell, first, second)
    frame = _frame(found, task)
    lesson.tiles(
        Tile("Full precision says", _decision(found.full.outputs, task)),
        Tile(f"{cell.method} at {cell.bits} bits says", _decision(found.quantized.outputs, task)),
        Tile("Cosine of what the head sees", f"{found.feature_cosine:.3f}", term="cosine"),
    )
    if found.cut:
        st.caption("Only the first 64 word pieces are read here.")
    left, middle, right = st.columns(3)
    title = "Probability" if task.labels > 1 else "Predicted similarity"
    with left:
        lesson.figure(
            answers(frame, lesson.palette, title=title),
            alt=f"Full precision answers {_decision(found.full.outputs, task)}, the quantized "
            f"network {_decision(found.quantized.outputs, task)}.",
            data=frame,
        )
    with middle:
        depth = pd.DataFrame({"cosine": found.state_cosine})
        lesson.figure(
            state_drift(found.state_cosine, lesson.palette),
            alt=f"The mean hidden state ends at a cosine of {found.state_cosine[-1]:.3f}.",
            data=depth.reset_index(names="after layer"),
        )
    with right:
        heads = found.attention_cosine
        lesson.figure(
            attention_drift(heads, lesson.palette),
            alt=f"The attention head that drifts most keeps a cosine of {heads.min():.3f}.",
            data=_by_head(heads),
        )
