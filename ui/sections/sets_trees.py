"""The class trees of the paper's image benchmarks, to browse with similarity by WordNet."""

from typing import NamedTuple

import numpy as np
import pandas as pd
import streamlit as st

from engine.discovery.class_tree import MEASURES
from engine.discovery.splits import LABELED, UNLABELED, ClassSets
from engine.studies.class_trees import (
    BENCHMARKS,
    PublishedTree,
    nearest_classes,
    published,
    set_similarities,
)
from ui import controls
from ui.charts import class_icicle as charts
from ui.charts import class_trees
from ui.charts.class_matrix import class_matrix, matrix_finding
from ui.page import LessonPage
from ui.results import contained

TITLES = {"wu_palmer": "Wu-Palmer similarity", "path": "Path similarity"}


class _View(NamedTuple):
    tree: PublishedTree
    name: str
    labeled: str
    unlabeled: str
    measure: str

    @property
    def sets(self) -> ClassSets:
        return self.tree.benchmark.sets(self.labeled, self.unlabeled)


def draw(lesson: LessonPage) -> None:
    """Draw the switch and, when it is on, tree, similarity of the sets and neighbours."""
    st.header("The paper's image classes", anchor=False)
    lesson.text(
        "Trees and published sets of ENTITY-30 (ImageNet) and CIFAR-100 to browse: no images, no "
        "discovery, but how alike the sets are in meaning by WordNet."
    )
    if not controls.switch(lesson.key, "trees", title="Browse the image classes"):
        return
    with contained():
        view = _choose(lesson)
        chosen = _tree(lesson, view)
        left, right = st.columns(2, gap="large")
        with left:
            _near(lesson, view, chosen)
        with right:
            _sets(lesson, view)
        _matrix(lesson, view)


def _choose(lesson: LessonPage) -> _View:
    key = lesson.key
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        name = controls.choice(
            key, "trees_benchmark", BENCHMARKS, default=BENCHMARKS[0], title="Tree"
        )
        labeled = controls.choice(
            key, "trees_labeled", LABELED, default=LABELED[0], title="Published labeled set"
        )
        unlabeled = controls.choice(
            key,
            "trees_unlabeled",
            UNLABELED,
            default=UNLABELED[0],
            title="Published unlabeled set",
        )
        measure = controls.choice(
            key, "trees_measure", MEASURES, default=MEASURES[0], title="Similarity by WordNet"
        )
    return _View(_published(name), name, labeled, unlabeled, measure)


@st.cache_resource(max_entries=2, show_spinner=False)
def _published(name: str) -> PublishedTree:
    return published(name)


@st.cache_data(max_entries=4, show_spinner=False)
def _set_table(name: str, measure: str) -> pd.DataFrame:
    return set_similarities(_published(name), measure=measure)


def _clicked(chart: str, chooser: str, name: str) -> None:
    """Choose the clicked class, or the first class of the clicked superclass."""
    points = st.session_state[chart].selection.get(charts.SELECTION) or []
    tree = _published(name).tree
    node = str(points[-1]["node"]) if points else ""
    if node in tree.parents:
        st.session_state[chooser] = tree.leaves_under(node)[0]


def _tree(lesson: LessonPage, view: _View) -> str:
    found, sets = view.tree, view.sets
    roles = dict.fromkeys(found.classes, "not used")
    roles |= dict.fromkeys(sets.labeled, "labeled") | dict.fromkeys(sets.unlabeled, "unlabeled")
    rows = {each.key: (*each.labeled, *each.unlabeled) for each in found.hierarchy.superclasses}
    above = {leaf: found.tree.title(node) for node, leaves in rows.items() for leaf in leaves}
    chooser = f"{lesson.key}_trees_class_{view.name}"
    chart_key = f"{lesson.key}_trees_chart_{view.name}"
    titles = found.hierarchy.titles
    st.markdown(
        f"**{len(sets.labeled)} labeled and {len(sets.unlabeled)} unlabeled of "
        f"{len(titles)} classes in {len(rows)} superclasses.** Click a class."
    )
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        chosen = st.selectbox(
            "Class", sorted(titles, key=titles.__getitem__), key=chooser, width=320,
            format_func=lambda each: f"{titles[each]} ({above[each]})",
        )  # fmt: skip
        near = nearest_classes(found, chosen, measure=view.measure, count=3)
        st.markdown(
            "Nearest in meaning: "
            + ", ".join(
                f"**{name}** {value:.2f}"
                for name, value in zip(near["class"], near["similarity"], strict=True)
            ),
            width="content",
        )
    frame = charts.icicle_frame(found.tree, list(rows.items()), roles)
    chart = charts.class_icicle(
        frame, lesson.palette, chosen=chosen, description=f"The class tree of {view.name}."
    )
    st.altair_chart(
        chart, key=chart_key, selection_mode=charts.SELECTION, width="stretch",
        on_select=lambda: _clicked(chart_key, chooser, view.name),
    )  # fmt: skip
    return chosen


def _sets(lesson: LessonPage, view: _View) -> None:
    frame = _set_table(view.name, view.measure)
    part = frame[frame["unlabeled"] == view.unlabeled].set_index("labeled")["similarity"]
    finding = f"Nearest labeled class of {view.unlabeled}: " + ", ".join(
        f"{name} {value:.2f}" for name, value in part.items()
    )
    st.markdown(f"**{finding}** (mean {TITLES[view.measure]})")
    chart = class_trees.set_similarity(
        frame, lesson.palette, here=(view.labeled, view.unlabeled),
        measure=TITLES[view.measure], description=finding,
    )  # fmt: skip
    lesson.figure(chart, alt=finding, data=frame)


def _near(lesson: LessonPage, view: _View, chosen: str) -> None:
    frame = nearest_classes(view.tree, chosen, measure=view.measure)
    title, noun = view.tree.hierarchy.titles[chosen], view.tree.nouns[chosen]
    finding = f"Nearest to {title}: {frame['class'][0]} ({frame['similarity'][0]:.2f})"
    st.markdown(f"**{finding}**")
    chart = class_trees.near_classes(
        frame, lesson.palette, measure=TITLES[view.measure], description=finding
    )
    lesson.figure(chart, alt=finding, data=frame)
    if view.name == BENCHMARKS[1]:
        st.caption(f"Taken as WordNet's noun \u201c{noun}\u201d: CIFAR-100 names no nouns.")


def _matrix(lesson: LessonPage, view: _View) -> None:
    titles, sets = view.tree.hierarchy.titles, view.sets
    values = view.tree.matrix(sets.unlabeled, sets.labeled, measure=view.measure)
    frame = pd.DataFrame(
        {
            "row": np.repeat([titles[each] for each in sets.unlabeled], len(sets.labeled)),
            "column": [titles[each] for each in sets.labeled] * len(sets.unlabeled),
            "value": values.ravel().round(4),
        }
    )
    with st.expander("Every unlabeled by every labeled class", icon=":material/grid_on:"):
        st.markdown(f"**{matrix_finding(frame, value=TITLES[view.measure])}**")
        chart = class_matrix(
            frame, lesson.palette, value=TITLES[view.measure], rows="Unlabeled class",
            columns="Labeled class",
        )  # fmt: skip
        lesson.figure(chart, alt=str(chart.description), data=frame)
