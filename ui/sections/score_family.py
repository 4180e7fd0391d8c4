"""Fewer layers or fewer bits: every depth of the family against its packed size."""

import pandas as pd
import streamlit as st

from engine.studies.sweep_plan import FULL, Cell
from ui.charts.scores import scores_over_size
from ui.page import LessonPage


def draw(lesson: LessonPage, table: pd.DataFrame, cell: Cell, metric: str) -> None:
    """Draw score against packed size for the chosen method, one line for each depth."""
    st.header("Fewer layers or fewer bits?", anchor=False)
    full = table["method"] == FULL
    same = (table["granularity"] == cell.granularity) & (table["embeddings"] == cell.embeddings)
    chosen = (table["method"] == cell.method) & same
    family = table[(table["task"] == cell.task) & (chosen | full)]
    family = family.assign(megabytes=family["packed_bytes"] / 1e6)
    if len(family) == int(full[family.index].sum()):
        st.info(f"{cell.method} was not swept with these settings; choose LQ, ACIQ or OCS.")
        return
    lesson.text(
        "Each line is one depth of the same encoder; the numbers are bits, 32 is full precision. "
        "At the same size, the higher point is the better use of the bytes."
    )
    shown = family[["model", "bits", "megabytes", "score", "low", "high"]]
    best = shown.loc[shown["score"].idxmax()]
    lesson.figure(
        scores_over_size(family, lesson.palette, metric=metric),
        alt=f"The best {metric} is {best['score']:.3f}, by {best['model']} at "
        f"{int(best['bits'])} bits and {best['megabytes']:.1f} MB.",
        data=shown,
    )
