"""What is measured on a visitor's classes, as the page shows it, and its files."""

import numpy as np
import pandas as pd
import streamlit as st

from engine.studies import discovery_tables as tables
from engine.studies.discovery_command import report_command
from engine.studies.discovery_report_files import csv_text, json_text
from engine.studies.discovery_report_html import advice_words, count_words
from engine.studies.own_comparison import OwnComparison
from engine.studies.own_paths import short_names
from ui import controls, downloads
from ui.charts import class_matrix, class_sets, own_classes
from ui.page import LessonPage
from ui.results import Tile
from ui.sections import sets_other_ways

MATRICES = ("transfer flow", "labeled by unlabeled", "position in the tree")
VIEWS = ("learned", "as they are")


def draw(lesson: LessonPage, found: OwnComparison) -> None:
    """Draw numbers, figures and downloads."""
    _tiles(lesson, found)
    right = found.advice.use_labels == found.labels_help
    mark = ":green[:material/check_circle:]" if right else ":red[:material/error:]"
    with st.container(border=True):
        st.markdown(f"**Use the labels?** {mark} {advice_words(found)}")
    left, right_column = st.columns(2, gap="large")
    with left:
        frame = tables.flow_table(found)
        st.markdown("**Transfer flow beside shuffled labels** (grey)")
        chart = class_sets.flow_intervals(frame, lesson.palette)
        lesson.figure(chart, alt=str(chart.description), data=frame)
    with right_column:
        frame = tables.discovery_table(found)
        st.markdown(f"**{own_classes.accuracy_finding(frame)}**")
        chart = own_classes.method_accuracy(frame, lesson.palette)
        lesson.figure(chart, alt=str(chart.description), data=frame)
    _matrix(lesson, found)
    _maps(lesson, found)
    with st.expander("How many classes are there?", icon=":material/tag:"):
        _counts(lesson, found)
    with st.expander("Every unlabeled class", icon=":material/table:"):
        st.dataframe(tables.class_table(found), hide_index=True)
    files(lesson, found)


def _tiles(lesson: LessonPage, found: OwnComparison) -> None:
    learned, plain = found.learned, found.plain
    heads = {each.method: each for each in found.discoveries}["UNO, labels used"]
    said = " and ".join(str(each.best) for each in found.counts[:2])
    lesson.tiles(
        Tile("Transfer flow", f"{learned.flow.value:.2f}", term="transfer_flow"),
        Tile(
            "k-means, labels used",
            f"{learned.accuracy:.0%}",
            term="discovery_accuracy",
            delta=f"{100 * (learned.accuracy - plain.accuracy):+.1f} points",
            against="vs none",
            lower_is_better=False,
        ),
        Tile("UNO, labels used", f"{heads.accuracy:.0%}", term="discovery_accuracy"),
        Tile(f"Classes, estimated (true: {len(found.sets.unlabeled)})", said),
    )


def _matrix(lesson: LessonPage, found: OwnComparison) -> None:
    names = short_names(found.data.tree)
    shown = controls.choice(
        lesson.key, "own_matrix", MATRICES, default=MATRICES[0], title="Matrix of your classes"
    )
    rows, columns = found.sets.unlabeled, found.sets.labeled
    value, across = "Squared discrepancy (0 to 10)", "Labeled class"
    values = found.labeled_matrix
    if shown == MATRICES[0]:
        values, columns, across = found.learned.matrix, rows, "Unlabeled class"
    elif shown == MATRICES[2]:
        values, value = found.tree_similarity, "Similarity by position"
    frame = pd.DataFrame(
        {
            "row": np.repeat([names[each] for each in rows], len(columns)),
            "column": [names[each] for each in columns] * len(rows),
            "value": np.asarray(values).ravel().round(4),
        }
    )
    chart = class_matrix.class_matrix(
        frame, lesson.palette, value=value, rows="Unlabeled class", columns=across
    ).properties(height=min(560, 210 + 26 * len(rows)))
    st.markdown(f"**{class_matrix.matrix_finding(frame, value=value)}**")
    lesson.figure(chart, alt=str(chart.description), data=frame)


def _maps(lesson: LessonPage, found: OwnComparison) -> None:
    view = controls.choice(lesson.key, "own_map", VIEWS, default=VIEWS[0], title="Map of features")
    seen = found.learned if view == VIEWS[0] else found.plain
    names = short_names(found.data.tree)
    frame = pd.DataFrame(
        {
            "x": seen.features[:, 0].round(3),
            "y": seen.features[:, 1].round(3),
            "true": [names[each] for each in found.names],
            "discovered": [names.get(each, "none") for each in seen.discovered],
        }
    )
    finding = f"k-means puts {seen.accuracy:.0%} of {len(frame):,} samples into the right class"
    for column, by, title in zip(
        st.columns(2), ("true", "discovered"), ("True classes", "Discovered classes"), strict=True
    ):
        with column:
            st.markdown(f"{title} (PCA)")
            chart = class_matrix.class_points(
                frame, lesson.palette, by=by, axis="PCA", description=finding
            )
            lesson.figure(chart, alt=f"{title}: {finding}")


def _counts(lesson: LessonPage, found: OwnComparison) -> None:
    frame, words = tables.count_table(found), count_words(found)
    st.markdown(f"**{words}** Dashed: the true number; dot: the number chosen.")
    sets_other_ways.draw_counts(lesson, frame, classes=len(found.sets.unlabeled), words=words)


def files(lesson: LessonPage, found: OwnComparison) -> None:
    """Draw the downloads; each is written when it is asked for."""

    def page() -> bytes:
        from engine.studies.discovery_report_html import report_html

        return report_html(found).encode()

    key = lesson.key
    with st.container(horizontal=True):
        downloads.button("Report (HTML)", "class_report.html", page, ":material/description:",
                         f"{key}_own_html")  # fmt: skip
        downloads.button("Every sample (CSV)", "class_samples.csv",
                         lambda: csv_text(found).encode(), ":material/table:",
                         f"{key}_own_csv")  # fmt: skip
        downloads.button("Numbers (JSON)", "class_report.json",
                         lambda: json_text(found).encode(), ":material/data_object:",
                         f"{key}_own_json")  # fmt: skip
    st.caption(
        "The same without the app (the split is the CSV above), with your columns and settings:"
    )
    st.code(report_command(found), language="bash", wrap_lines=True)
