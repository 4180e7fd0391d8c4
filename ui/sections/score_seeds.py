"""The same scores with other training seeds: is a difference larger than chance in training?"""

import pandas as pd
import streamlit as st

from engine import zoo
from engine.core.errors import NotFoundError
from ui.charts.seeds import scores_by_seed
from ui.page import LessonPage


def draw(lesson: LessonPage) -> None:
    """Draw scores over seeds, or nothing where the table does not ship."""
    try:
        frame, card = zoo.table("adapter_seeds"), zoo.card("adapter_seeds")
    except NotFoundError:
        return
    metric = str(card.score["metric"]).capitalize()
    st.header("Would another training seed change this?", anchor=False)
    alt = finding(frame, metric)
    lesson.text(
        f"{card.title}: each dot is one adapter, trained anew and then quantized with one step "
        f"for each tensor. {alt} Dashed: full precision of each seed."
    )
    chart = scores_by_seed(frame, lesson.palette, metric=metric)
    lesson.figure(chart, alt=alt, data=frame)


def finding(frame: pd.DataFrame, metric: str) -> str:
    """Return what the seeds say at 3 bits: each method's range."""
    rows = frame[frame["bits"] == 3].groupby("method")["score"].agg(["min", "max"])
    ranges = ", ".join(f"{m} {r['min']:.2f} to {r['max']:.2f}" for m, r in rows.iterrows())
    return f"{metric} at 3 bits over {frame['seed'].nunique()} seeds: {ranges}."
