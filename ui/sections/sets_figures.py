"""The class sets page's tree, its numbers and the shipped cells."""

import re

import pandas as pd
import streamlit as st

from engine.core.errors import NotFoundError
from engine.studies.intent_cells import CellOrder, cell_order, start_spread
from engine.studies.set_comparison import Seen, SetComparison
from ui.charts import class_sets as charts
from ui.page import LessonPage
from ui.results import Tile
from ui.sections import sets_examples, sets_state
from ui.sections.sets_state import SetsView

TREE = "class_sets_tree"


def words(node: str) -> str:
    """Return a class as a visitor reads it; a numbered one only means something with its group.

    >>> words("banking/pay_bill"), words("Greek/character07")
    ('pay bill', 'Greek 07')
    """
    group, _, name = node.rpartition("/")
    numbered = re.fullmatch(r"character(\d+)", name)
    shown = f"{group} {numbered[1]}" if numbered and group else name
    return shown.replace("_", " ")


def tree_frame(roles: dict[str, str]) -> pd.DataFrame:
    """Return the cells of the icicle: one for each domain, one for each class."""
    tree, rows = sets_state.data().tree, []
    largest = max(len(tree.children[each]) for each in tree.children[tree.root])
    for domain in tree.children[tree.root]:
        title = words(domain)
        rows.append((domain, title, title, -float(largest), 0.0, "domain"))
        for place, leaf in enumerate(tree.children[domain]):
            rows.append((leaf, words(leaf), title, place, place + 1.0, roles[leaf]))
    return pd.DataFrame(rows, columns=["node", "title", "domain", "start", "end", "role"])


def _clicked() -> None:
    """Give the clicked class, or all classes of the clicked domain, the chosen role."""
    points = st.session_state[TREE].selection.get(charts.SELECTION) or []
    role = st.session_state.get(sets_state.PAINT)
    if points and role:
        text = st.session_state.get(sets_state.CHANGES) or ""
        changes = sets_state.painted(text, str(points[-1]["node"]), role)
        st.session_state[sets_state.CHANGES] = changes


def _undo() -> None:
    st.session_state[sets_state.CHANGES] = ""


def tree(lesson: LessonPage, view: SetsView) -> None:
    """Draw the tree, and what a click in it does."""
    frame = tree_frame(view.roles)
    frame = sets_examples.added(frame, frame["node"])
    group = sets_state.benchmark().words[0]
    st.markdown(f"**{charts.tree_finding(frame, group=group)}**")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.segmented_control(
            f"A click on a class, or on the name of its {group}, makes it",
            list(sets_state.ROLES),
            default="labeled",
            required=True,
            key=sets_state.PAINT,
        )
        st.button("Undo all clicks", on_click=_undo, disabled=not view.changes)
    chart = charts.class_tree_map(frame, lesson.palette)
    st.altair_chart(
        chart, key=TREE, on_select=_clicked, selection_mode=charts.SELECTION, width="stretch"
    )


def tiles(lesson: LessonPage, found: SetComparison) -> None:
    """Show flow, accuracy with and without labels, and the place in the tree."""
    learned, plain = found.learned, found.plain
    lesson.tiles(
        Tile("Transfer flow", f"{learned.flow.value:.2f}", term="transfer_flow"),
        Tile(
            "Accuracy, labels used",
            f"{learned.accuracy:.0%}",
            term="discovery_accuracy",
            delta=f"{100 * (learned.accuracy - plain.accuracy):+.1f} points",
            against="vs none",
            lower_is_better=False,
        ),
        Tile("Accuracy, no labels", f"{plain.accuracy:.0%}", term="discovery_accuracy"),
        Tile("Nearest in the tree", f"{found.nearest_in_tree:.2f}", term="wu_palmer"),
    )
    (low, high), (plain_low, plain_high) = learned.accuracy_interval, plain.accuracy_interval
    st.caption(
        f"95 % intervals over resampled {sets_state.benchmark().words[2]}s: transfer flow "
        f"{learned.flow.low:.2f} to {learned.flow.high:.2f}; accuracy {low:.0%} to {high:.0%} "
        f"with labels, {plain_low:.0%} to {plain_high:.0%} without. {_fixed()}"
    )


def _fixed() -> str:
    """Return what the intervals of accuracy leave out: the start of k-means."""
    text = "The intervals of accuracy hold the clusters fixed"
    try:
        points = 100 * start_spread(sets_state.cells())
    except NotFoundError:
        return f"{text}."
    return (
        f"{text}: another start of k-means moved accuracy without labels by up to {points:.0f} "
        "points in the shipped cells."
    )


def flow_frame(found: SetComparison) -> pd.DataFrame:
    """Return transfer flow of both representations with interval and null band."""

    def row(title: str, seen: Seen) -> dict[str, object]:
        low, high = seen.null.band()
        return {
            "features": title,
            "flow": seen.flow.value,
            "low": seen.flow.low,
            "high": seen.flow.high,
            "null_low": low,
            "null_high": high,
            "p_value": seen.null.p_value,
            "pseudo_flow": seen.pseudo,
            "accuracy": seen.accuracy,
            "mutual_information": seen.mutual_information,
        }

    return pd.DataFrame([row(charts.LEARNED, found.learned), row(charts.PLAIN, found.plain)])


def flows(lesson: LessonPage, found: SetComparison) -> None:
    """Draw transfer flow with interval and null band."""
    frame = flow_frame(found)
    chart = charts.flow_intervals(frame, lesson.palette)
    per_class = len(found.rows) // len(found.sets.unlabeled)
    st.markdown(
        f"**Transfer flow beside shuffled labels** (grey: what {per_class} samples a class give "
        "by themselves)"
    )
    lesson.figure(chart, alt=str(chart.description), data=frame)


def order() -> CellOrder | None:
    """Return the order of the shipped cells; None where they do not ship."""
    try:
        return cell_order(sets_state.cells())
    except NotFoundError:
        return None


def cells(lesson: LessonPage, found: SetComparison) -> None:
    """Draw accuracy against transfer flow over all shipped cells, the present one marked."""
    measured = order()
    if measured is None:
        return
    seen = found.learned
    here = pd.DataFrame(
        {
            "flow": [seen.flow.value],
            "low": [seen.flow.low],
            "high": [seen.flow.high],
            "accuracy": [seen.accuracy],
            "accuracy_low": [seen.accuracy_interval[0]],
            "accuracy_high": [seen.accuracy_interval[1]],
        }
    )
    st.markdown(f"**{measured.words}** The diamond is your choice.")
    frame = sets_state.cells()
    chart = charts.cells_scatter(frame, here, lesson.palette, description=measured.words)
    lesson.figure(chart, alt=measured.words, data=frame)
