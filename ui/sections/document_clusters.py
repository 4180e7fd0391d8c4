"""Says what a cluster stands for: by a click in a picture or on a bar, with undo and files."""

import pandas as pd
import streamlit as st

from engine.core.errors import EngineError
from engine.core.params import Parameter
from engine.documents.cluster_corrections import appended, difference, undone
from engine.documents.cluster_map import read_cluster_map
from engine.documents.page import CLASSES
from ui import controls, downloads, results
from ui.charts.page_clusters import SELECTION, cluster_bars, cluster_finding, cluster_picture
from ui.page import LessonPage
from ui.sections.document_network_figures import covered
from ui.sections.document_network_state import CLICKS, Answer, NetworkView

PAINT, LOADED = "document_pages_paint", "document_pages_loaded"
LARGE = 5  # times that the square beside its clusters is enlarged


def cluster_frame(answer: Answer, layer: str) -> pd.DataFrame:
    """Return the proposal of a layer and what it stands for now."""
    proposed = answer.clusters.proposal.layers[layer]
    now = answer.labeller.classes.layers[layer]
    return pd.DataFrame(
        {
            "cluster": range(len(now)),
            "kind": [CLASSES[each] for each in now],
            "proposed": [CLASSES[each.kind] for each in proposed],
            "corrected": [a != b.kind for a, b in zip(now, proposed, strict=True)],
            "confidence": [round(each.confidence, 3) for each in proposed],
            "share": [round(each.share, 4) for each in proposed],
            "ink": [round(each.ink, 3) for each in proposed],
            "luminance": [round(each.luminance, 1) for each in proposed],
            "contrast": [round(each.contrast, 1) for each in proposed],
            "thickness": [round(each.thickness, 2) for each in proposed],
        }
    )


def place_frame(answer: Answer, layer: str, square: int, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the cluster of every place of a layer in one square."""
    clusters = answer.patches[square].clusters[layer]
    rows, columns = clusters.shape
    flat = clusters.ravel()
    return pd.DataFrame(
        {
            "row": [k // columns for k in range(rows * columns)],
            "column": [k % columns for k in range(rows * columns)],
            "cluster": flat,
            "kind": frame["kind"].to_numpy()[flat],
            "ink": frame["ink"].to_numpy()[flat],
        }
    )


def _clicked(key: str, layer: str, count: int) -> None:
    """Give the clicked cluster the chosen class."""
    points = st.session_state[key].selection.get(SELECTION) or []
    kind = st.session_state.get(PAINT)
    if points and kind in CLASSES:
        change = (layer, int(points[-1]["cluster"]), CLASSES.index(kind))
        st.session_state[CLICKS] = appended(st.session_state[CLICKS], count, [change])


def _undo(*, every: bool) -> None:
    st.session_state[CLICKS] = "" if every else undone(st.session_state[CLICKS])


def draw(lesson: LessonPage, view: NetworkView, answer: Answer) -> None:
    """Draw the picker."""
    stages = answer.labeller.stages
    layers = (*stages.coarse, *stages.fine)
    st.header("What does each cluster stand for?", anchor=False)
    lesson.text(
        f"Coarse layers ({' and '.join(stages.coarse)}) decide whether a region is text or "
        f"graphic, fine ones ({' and '.join(stages.fine)}) give its pixels. The proposal comes "
        "from ink and the thickness of dark areas; **click a cluster to correct it** and watch "
        "every label above follow."
    )
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        layer = controls.choice(lesson.key, "layer", layers, default=stages.fine[-1])
        chosen = Parameter("square", 1, "square whose clusters are shown", 1, view.count, step=1)
        if st.session_state.get(f"{lesson.key}_square", 1) > view.count:
            st.session_state[f"{lesson.key}_square"] = view.count
        square = int(controls.widget(lesson.key, chosen)) - 1
        st.segmented_control(
            "A click makes the cluster", CLASSES, default="text", required=True, key=PAINT
        )
        st.button("Undo", icon=":material/undo:", on_click=_undo, kwargs={"every": False},
                  disabled=not view.clicks, key=f"{lesson.key}_undo")  # fmt: skip
        st.button("Back to the proposal", icon=":material/auto_awesome:", on_click=_undo,
                  kwargs={"every": True}, disabled=not view.clicks,
                  key=f"{lesson.key}_proposal")  # fmt: skip
    frame = cluster_frame(answer, layer)
    st.markdown(f"**{cluster_finding(frame, layer=layer)}**")
    _charts(lesson, view, answer, layer, square, frame)
    with st.expander("All measures behind the proposal", icon=":material/table:"):
        results.table(frame, alt=f"Clusters of layer {layer} and what they are proposed to be")
    _files(lesson, view, answer)


def _charts(
    lesson: LessonPage, view: NetworkView, answer: Answer, layer: str, square: int,
    frame: pd.DataFrame,
) -> None:  # fmt: skip
    one, two, three = st.columns([2, 3, 3], gap="medium")
    patch = answer.patches[square]
    with one:
        st.image(
            covered(patch, "label", view.opacity, view.look, LARGE), width="stretch",
            caption=f"Square {square + 1}, seed {patch.seed}"
            + (f", dropped: {patch.label.dropped}" if patch.label.dropped else ""),
            alt=f"Square {square + 1} under its label",
        )  # fmt: skip
    charts = {
        "picture": cluster_picture(place_frame(answer, layer, square, frame), lesson.palette),
        "bars": cluster_bars(frame, lesson.palette),
    }
    # a new key after each click: the same cluster can be clicked again
    step = len(view.clicks)
    for place, (name, chart) in zip((two, three), charts.items(), strict=True):
        key = f"{lesson.key}_{name}_{layer}_{step}"

        def clicked(key: str = key) -> None:
            _clicked(key, layer, view.clusters)

        with place:
            st.altair_chart(
                chart, key=key, on_select=clicked, selection_mode=SELECTION, width="stretch"
            )


def _files(lesson: LessonPage, view: NetworkView, answer: Answer) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        downloads.button(
            "Map (JSON)", f"merged_classes_{view.clusters}.json",
            answer.labeller.classes.to_json().encode(), ":material/download:",
            f"{lesson.key}_map",
        )  # fmt: skip
        with st.popover("Load a map", icon=":material/upload:"):
            given = st.file_uploader(
                "Map (JSON)", type=["json"], key=f"{lesson.key}_map_file", max_upload_size=1,
                help="A map of this page, or a plain merged_classes_{k}.json of the same layers.",
            )  # fmt: skip
    if given is None:
        return
    mark = f"{given.file_id} {view.clusters}"
    if st.session_state.get(LOADED) == mark:
        return
    try:
        loaded = read_cluster_map(given.getvalue())
        changes = difference(answer.labeller.classes, loaded)
    except (EngineError, ValueError) as error:
        results.problem(error)
        return
    st.session_state[LOADED] = mark
    if changes:
        st.session_state[f"{CLICKS}_next"] = appended(view.clicks, view.clusters, changes)
        st.rerun()
    st.caption("The loaded map is the one that is shown.")
