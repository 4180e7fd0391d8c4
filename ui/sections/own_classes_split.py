"""Which of a visitor's classes are labeled, unlabeled or ignored: presets, clicks, a table."""

import zlib
from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from engine.core.errors import EngineError
from engine.discovery.class_tree import ClassTree
from engine.studies.own_classes import OwnClasses
from engine.studies.own_paths import short_names
from engine.studies.own_split import ROLES, read_split, split_csv, split_presets
from ui import controls, downloads, results
from ui.charts import class_icicle as charts
from ui.page import LessonPage
from ui.sections import role_changes

FROM_FILE = "a file of roles"
LONGEST_ROW, MOST_ROWS = 16, 26
_LINK, _SEEN, _PAINT, _TREE, _TABLE = (
    f"class_sets_own_{name}" for name in ("changes", "seen", "click", "tree", "roles")
)


def choose(lesson: LessonPage, data: OwnClasses) -> dict[str, str]:
    """Draw preset, tree and table; return the role of every class.

    The preset and what differs from it stand in the link, as for the benchmarks above.
    """
    presets = split_presets(data.tree)
    options = [*presets, FROM_FILE]
    if st.session_state.get(f"{lesson.key}_own_split", options[0]) not in options:
        del st.session_state[f"{lesson.key}_own_split"]  # a preset of another tree
    mark = f"{data.sha256[:12]} {zlib.crc32(repr(data.tree.leaves).encode()):x}"
    if st.session_state.setdefault(_SEEN, mark) != mark:
        st.session_state[_SEEN], st.session_state[_LINK] = mark, ""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        preset = controls.choice(
            lesson.key, "own_split", options, default=options[0], title="Split", listed=True
        )
        role = st.segmented_control(
            "A click on a class or superclass makes it",
            ROLES, default=ROLES[0], required=True, key=_PAINT,
        )  # fmt: skip
        controls.remember(_LINK, "")
        text = st.session_state.setdefault(_LINK, st.query_params.get(_LINK, ""))
        st.button("Undo all clicks", on_click=_undo, disabled=not text, key=f"{_LINK}_undo")
    start = _from_file(mark, data) if preset == FROM_FILE else presets[preset]
    try:
        changes = role_changes.parse_changes(text, len(data.tree.leaves), ROLES)
    except ValueError as error:
        st.warning(f"{error}. The page shows the preset.", icon=":material/link_off:")
        changes = {}
    roles = role_changes.changed(data.tree, start, changes)
    _tree(lesson, data, roles)
    with st.expander("Roles as a table, by superclass or from the keyboard"):
        _superclass(data, role)
        _changes()
        _table(data, start, roles)
    downloads.button(
        "This split (CSV)", "split.csv", split_csv(roles).encode(), ":material/table:",
        f"{lesson.key}_own_split_csv",
    )  # fmt: skip
    return roles


def _changes() -> None:
    st.text_input(
        "Changes by click",
        key=_LINK,
        bind="query-params",
        max_chars=role_changes.LONGEST,
        help="Set (l, u, or n for ignored) and number of each class that differs from the split.",
    )


def _undo() -> None:
    st.session_state[_LINK] = ""


def _paint(data: OwnClasses, node: str, role: str) -> None:
    """Give a class, or all classes under a superclass, one role."""
    text = st.session_state.get(_LINK) or ""
    _keep(role_changes.painted(text, data.tree, node, role, ROLES))


def _keep(changes: Mapping[int, str]) -> None:
    """Put changes into the link, if they fit."""
    text = role_changes.written(changes, ROLES)
    if len(text) <= role_changes.LONGEST:
        st.session_state[_LINK] = text
    else:
        st.toast("So many single changes do not fit into a link; take a file of roles instead.")


def _clicked(data: OwnClasses) -> None:
    points = st.session_state[_TREE].selection.get(charts.SELECTION) or []
    role = st.session_state.get(_PAINT)
    node = str(points[-1]["node"]) if points else ""
    if role and node in data.tree.parents:
        _paint(data, node, role)


def _tree(lesson: LessonPage, data: OwnClasses, roles: Mapping[str, str]) -> None:
    rows = charts.icicle_rows(data.tree, longest=LONGEST_ROW)
    frame = charts.icicle_frame(data.tree, rows, roles)
    chart = charts.class_icicle(
        frame, lesson.palette, description="Your classes and their roles.", roles=ROLES
    )
    tall = len(rows) > MOST_ROWS
    with st.container(
        height=charts.LEGEND + charts.ROW_HEIGHT * MOST_ROWS if tall else "content", border=False
    ):
        st.altair_chart(
            chart, key=_TREE, selection_mode=charts.SELECTION, width="stretch",
            on_select=lambda: _clicked(data),
        )  # fmt: skip


def _superclass(data: OwnClasses, role: str) -> None:
    inner = [each for each in data.tree.children if data.tree.children[each]]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        node = st.selectbox(
            "Set all classes under", inner, key=f"{_TREE}_node", width=240,
            format_func=lambda each: data.tree.title(each) if each == data.tree.root else each,
        )  # fmt: skip
        st.button(
            f"to {role}", key=f"{_TREE}_set", icon=":material/format_paint:",
            on_click=_paint, args=(data, node, role),
        )  # fmt: skip


def _from_file(mark: str, data: OwnClasses) -> dict[str, str]:
    given = st.file_uploader(
        "Table of class and role (CSV)", type=["csv"], key=f"{_LINK}_file_{mark}",
        max_upload_size=1,
    )  # fmt: skip
    if given is not None:
        try:
            return read_split(given.getvalue().decode("utf-8-sig", "replace"), data.tree)
        except (EngineError, ValueError) as error:
            results.problem(error)
    return dict.fromkeys(data.tree.leaves, "ignored")


def edited_roles(
    tree: ClassTree, roles: Mapping[str, str], rows: Mapping[Any, Mapping[str, Any]]
) -> dict[str, str]:
    """Return the roles after edits of the table: new values by the number of a row."""
    now = dict(roles)
    for row, values in rows.items():
        if values.get("role") in ROLES:
            now[tree.leaves[int(row)]] = values["role"]
    return now


def _table(data: OwnClasses, start: Mapping[str, str], roles: dict[str, str]) -> None:
    """Draw the table; it opens anew where roles were changed elsewhere."""
    base, version, known = st.session_state.get(_TABLE, ({}, 0, {}))
    if known != roles:
        base, version = roles, version + 1
        st.session_state[_TABLE] = (roles, version, roles)
    names, counts, key = short_names(data.tree), data.counts, f"{_TABLE}_{version}"

    def edited() -> None:
        now = edited_roles(data.tree, base, st.session_state[key]["edited_rows"])
        _keep(role_changes.difference(data.tree, start, now))
        st.session_state[_TABLE] = (base, version, now)

    frame = pd.DataFrame(
        {
            "class": [names[leaf] for leaf in data.tree.leaves],
            "superclass": [leaf.rpartition("/")[0] for leaf in data.tree.leaves],
            "samples": [counts[leaf] for leaf in data.tree.leaves],
            "role": [base[leaf] for leaf in data.tree.leaves],
        }
    )
    st.data_editor(
        frame,
        hide_index=True,
        height=260,
        key=key,
        on_change=edited,
        disabled=["class", "superclass", "samples"],
        column_config={
            "class": st.column_config.TextColumn("Class"),
            "superclass": st.column_config.TextColumn("Superclass"),
            "samples": st.column_config.NumberColumn("Samples", width="small"),
            "role": st.column_config.SelectboxColumn("Role", options=list(ROLES), required=True),
        },
    )
