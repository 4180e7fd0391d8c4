"""The coverage page's map, its bars and its numbers."""

import numpy as np
import pandas as pd
import streamlit as st

from engine.metrics.references import Reference
from engine.studies.coverage_map import STATES, CoverageMap, coverage_map
from ui import results
from ui.charts.coverage_map import (
    SELECTION,
    class_recall_bars,
    coverage_points,
    map_finding,
)
from ui.page import LessonPage
from ui.results import Tile
from ui.sections import coverage_state
from ui.sections.coverage_state import ALL, Answers, CoverageView

CHART = "coverage_points"
FULL = "full precision"


def _clicked() -> None:
    """Take the clicked sample over into its control."""
    points = st.session_state[CHART].selection.get(SELECTION) or []
    if points:
        st.session_state["coverage_sample"] = int(points[-1]["sample"])


def found(view: CoverageView, answers: Answers) -> CoverageMap:
    """Return what became of each real sample by the chosen metric."""
    reference = coverage_state.reference(view.choice.data)
    labels = reference.labels[coverage_state.rows(view.choice.data)]
    full, compressed = (
        each.verdicts[view.metric].covered for each in (answers.full, answers.compressed)
    )
    return coverage_map(labels, full, compressed)


def map_frame(view: CoverageView, result: CoverageMap) -> pd.DataFrame:
    """Return place, class and state of every real sample."""
    reference = coverage_state.reference(view.choice.data)
    rows = coverage_state.rows(view.choice.data)
    places = _places(reference, rows, view.axis)
    return pd.DataFrame(
        {
            "sample": np.arange(len(rows)),
            "x": places[:, 0].round(3),
            "y": places[:, 1].round(3),
            "name": [reference.class_names[each] for each in reference.labels[rows]],
            "state": [STATES[each] for each in result.state],
        }
    )


def _places(reference: Reference, rows: np.ndarray, axis: str) -> np.ndarray:
    if axis == "PCA":
        return reference.pca(reference.features[rows])
    return reference.umap_coordinates[rows]


def bar_frame(view: CoverageView, result: CoverageMap) -> pd.DataFrame:
    """Return recall by class of both generators, the class that falls most first."""
    names = coverage_state.reference(view.choice.data).class_names
    parts = [
        pd.DataFrame(
            {
                "name": names,
                "network": title,
                "recall": each.recall,
                "low": each.low,
                "high": each.high,
                "count": each.count,
                "fall": result.full.recall - result.compressed.recall,
            }
        )
        for title, each in ((FULL, result.full), (f"{view.bits} bits", result.compressed))
    ]
    frame = pd.concat(parts, ignore_index=True)
    frame = frame.sort_values("fall", ascending=False, kind="stable")
    return frame.drop(columns="fall").reset_index(drop=True)


def chosen_sample(view: CoverageView, result: CoverageMap, frame: pd.DataFrame) -> int:
    """Return the sample to look at: the one asked for, else one that is lost, else any."""
    if view.asked >= 0:
        return view.asked
    if view.shown != ALL:
        frame = frame[frame["name"] == view.shown]
    for state in ("lost", "never covered"):
        rows = frame.loc[frame["state"] == state, "sample"]
        if len(rows):
            return int(rows.iloc[0])
    return int(frame["sample"].iloc[0])


def draw(
    lesson: LessonPage, view: CoverageView, result: CoverageMap, frame: pd.DataFrame, chosen: int
) -> None:
    """Draw the map and, beside it, recall by class."""
    shown = frame if view.shown == ALL else frame[frame["name"] == view.shown]
    st.markdown(f"**{map_finding(shown, bits=view.bits)}** Click a point to look at it.")
    left, right = st.columns([3, 2], gap="large")
    with left:
        chart = coverage_points(
            shown, lesson.palette, axis=view.axis, bits=view.bits, chosen=chosen
        )
        st.altair_chart(
            chart, key=CHART, on_select=_clicked, selection_mode=SELECTION, width="stretch"
        )
    with right:
        bars = bar_frame(view, result)
        drawn = class_recall_bars(bars, lesson.palette)
        lesson.figure(drawn, alt=str(drawn.description), data=bars)
    with st.expander("Data behind the map", icon=":material/table:", type="compact"):
        results.table(shown, alt="Place, class and state of every real sample")


def tiles(lesson: LessonPage, view: CoverageView, answers: Answers, result: CoverageMap) -> None:
    """Show recall, precision, what is lost beside what chance loses, and what never appears."""
    full, compressed, other = (
        each.verdicts[view.metric] for each in (answers.full, answers.compressed, answers.other)
    )
    chance = float((full.covered & ~other.covered).mean())
    against = "vs full"
    lesson.tiles(
        Tile(
            f"Recall ({view.metric})",
            f"{compressed.recall:.1%}",
            term="recall",
            delta=f"{100 * (compressed.recall - full.recall):+.1f} points",
            against=against,
            lower_is_better=False,
        ),
        Tile(
            f"Precision ({view.metric})",
            f"{compressed.precision:.1%}",
            term="precision",
            delta=f"{100 * (compressed.precision - full.precision):+.1f} points",
            against=against,
            lower_is_better=False,
        ),
        Tile(
            "Lost real samples",
            f"{result.lost_share:.1%}",
            term="lost",
            delta=f"{100 * (result.lost_share - chance):+.0f} points",
            against="vs chance",
        ),
        Tile(
            "Never covered",
            f"{(result.state == STATES.index('never covered')).mean():.1%}",
            term="never_covered",
        ),
    )
