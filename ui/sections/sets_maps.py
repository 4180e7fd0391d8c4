"""The class sets page's matrices between classes and maps of the unlabeled samples."""

import numpy as np
import pandas as pd
import streamlit as st

from engine.discovery.class_tree import similarity_matrix
from engine.studies.class_sets import ClassSetStudy, labeled_matrix
from engine.studies.projection import principal_plane
from engine.studies.set_comparison import SetComparison
from ui.charts import class_matrix as charts
from ui.page import LessonPage
from ui.sections import sets_examples, sets_state
from ui.sections.sets_figures import words
from ui.sections.sets_state import MAPS, MATRICES, SetsView


@st.cache_data(max_entries=8, show_spinner=False)
def _labeled(study: ClassSetStudy, sets: tuple[tuple[str, ...], tuple[str, ...]]) -> np.ndarray:
    return labeled_matrix(study.kernel, *sets, benchmark=study.benchmark)


def matrix(lesson: LessonPage, view: SetsView, found: SetComparison) -> None:
    """Draw the chosen matrix between classes, in the tree's order."""
    sets, rows = found.sets, found.sets.unlabeled
    value, across, columns = "Squared discrepancy (0 to 10)", "Unlabeled class", rows
    if view.matrix == MATRICES[0]:
        values = found.learned.matrix
    elif view.matrix == MATRICES[1]:
        value = "Similarity by position"
        values = similarity_matrix(sets_state.data().tree, rows, rows, measure=view.study.measure)
    else:
        across, columns = "Labeled class", sets.labeled
        values = _labeled(view.study, (sets.labeled, sets.unlabeled))
    frame = pd.DataFrame(
        {
            "row": np.repeat([words(each) for each in rows], len(columns)),
            "column": [words(each) for each in columns] * len(rows),
            "value": np.asarray(values).ravel().round(4),
        }
    )
    chart = charts.class_matrix(
        frame, lesson.palette, value=value, rows="Unlabeled class", columns=across
    )
    st.markdown(f"**{charts.matrix_finding(frame, value=value)}**")
    lesson.figure(chart, alt=str(chart.description), data=frame)


def sample_frame(view: SetsView, found: SetComparison) -> pd.DataFrame:
    """Return place, true and discovered class of every unlabeled sample."""
    seen = found.learned if view.map == MAPS[0] else found.plain
    if view.map == MAPS[2]:
        places = sets_state.data().umap[found.rows]
    else:
        places = principal_plane(seen.features)
    return pd.DataFrame(
        {
            "sample": found.rows,
            "x": places[:, 0].round(3),
            "y": places[:, 1].round(3),
            "true": [words(each) for each in found.names],
            "discovered": [words(each) for each in seen.discovered],
        }
    )


def maps(lesson: LessonPage, view: SetsView, found: SetComparison) -> None:
    """Draw the unlabeled samples by true and by discovered class."""
    frame = sets_examples.added(sample_frame(view, found), found.names.tolist())
    right = (frame["true"] == frame["discovered"]).mean()
    noun = sets_state.benchmark().words[2]
    finding = f"K-means puts {right:.0%} of the {len(frame):,} {noun}s into the right class"
    st.markdown(f"**{finding}.** Map: {view.map}; one class has one colour on both sides.")
    for column, by, title in zip(
        st.columns(2), ("true", "discovered"), ("True classes", "Discovered classes"), strict=True
    ):
        with column:
            st.markdown(title)
            chart = charts.class_points(
                frame, lesson.palette, by=by, axis=view.map.split(",")[0], description=finding
            )
            lesson.figure(chart, alt=f"{title}: {finding}")
