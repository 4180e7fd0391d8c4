"""The similarity page's closer looks: order, where labels hurt, and the paper's sentences."""

import pandas as pd
import streamlit as st

from engine.discovery.splits import LEVELS
from engine.studies.claims import Claim
from engine.studies.similarity_cells import command_of, missing_benchmarks
from engine.studies.similarity_order import level_means
from ui import results
from ui.charts.similarity_labels import gain_finding, label_gains
from ui.charts.similarity_order import order_finding, order_lines
from ui.discovery_statements import card_of
from ui.page import LessonPage
from ui.sections import claim_evidence
from ui.sections.similarity_state import SimilarityView

MEASURES = {"flow": ("Transfer flow", False), "accuracy": ("Discovery accuracy", True)}


def order_frame(rows: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Return one row for each unlabeled set and level, as the lines are drawn from."""
    names = {f"{measure} {level}": level for level in LEVELS}
    long = rows.rename(columns=names).melt(
        ["set", f"{measure} holds"], list(LEVELS), var_name="level", value_name="value"
    )
    return long.rename(columns={f"{measure} holds": "holds"}).dropna()


def order(lesson: LessonPage, view: SimilarityView) -> None:
    """Draw high, medium, low for both measures, and the table of sets."""
    lesson.text(
        "Each line is one set of classes to discover, seeds averaged; the labeled set shares all "
        "of its superclasses (high), half of them (medium) or none (low)."
    )
    rows = level_means(view.frame, view.judge)
    for column, (measure, (title, share)) in zip(
        st.columns(2, gap="large"), MEASURES.items(), strict=True
    ):
        with column:
            frame = order_frame(rows, measure)
            st.markdown(f"**{order_finding(frame, value=title)}**")
            chart = order_lines(frame, lesson.palette, value=title, share=share)
            lesson.figure(chart, alt=str(chart.description))
    holds = [f"{each} holds" for each in MEASURES]
    values = [f"{measure} {level}" for measure in MEASURES for level in LEVELS]
    shown = rows[["set", *holds, *values]].round(3)
    results.table(shown, alt="Both measures of every unlabeled set at each level of similarity")


def labels(lesson: LessonPage, view: SimilarityView) -> None:
    """Draw what the labels add or cost, cell by cell."""
    st.markdown(f"**{gain_finding(view.frame)}**")
    chart = label_gains(view.frame, lesson.palette)
    columns = ["cell", "level", "gain", "found", "found_plain", "advised", "right"]
    lesson.figure(chart, alt=str(chart.description), data=view.frame[columns].round(4))
    gain = view.frame.groupby("level")["gain"].mean()
    means = ", ".join(f"{100 * gain[each]:+.1f} ({each})" for each in LEVELS if each in gain)
    st.caption(
        f"Mean by similarity, in points: {means}. The paper expects labels to hurt where "
        "similarity is low; whether they help where it is high depends on what the label-free "
        "features already separate."
    )


@st.cache_data(max_entries=1, show_spinner="Checking the paper's sentences")
def _claims() -> tuple[Claim, ...]:
    from engine.studies.similarity_claims import check_similarity_claims

    return check_similarity_claims()


def sentences(lesson: LessonPage, _view: SimilarityView) -> None:
    """Draw one card for each sentence of the paper, its evidence folded under it."""
    lesson.text(
        "Each verdict is computed from all shipped cells and their intervals. The paper's tables "
        "could not be read, so no number of theirs stands beside ours."
    )
    claim_evidence.draw(lesson, _claims(), card_of, rows="cells")


def missing() -> None:
    """Say which benchmarks do not ship, and what makes them."""
    absent = missing_benchmarks()
    if absent:
        named = "; ".join(f"{each.title} (`{command_of(each)}`)" for each in absent)
        st.caption(f"Not shipped here, and made by the command beside it: {named}.")
