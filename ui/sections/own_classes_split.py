"""Which of a visitor's classes are labeled, unlabeled or ignored: presets, one click, a table."""

import dataclasses
import zlib

import pandas as pd
import streamlit as st

from engine.core.errors import EngineError
from engine.studies.own_classes import OwnClasses
from engine.studies.own_paths import short_names
from engine.studies.own_split import ROLES, read_split, split_csv, split_presets
from ui import downloads, results
from ui.page import LessonPage

FROM_FILE = "a file of roles"


@dataclasses.dataclass(frozen=True)
class _State:
    """The preset's roles, those that the table opened with, the present ones, and how often."""

    start: dict[str, str]
    roles: dict[str, str]
    now: dict[str, str]
    version: int


def choose(lesson: LessonPage, data: OwnClasses) -> dict[str, str]:
    """Draw the split editor; return the role of every class."""
    mark = f"{lesson.key}_own_split_{data.sha256[:12]}_{len(data.tree.leaves)}"
    presets = split_presets(data.tree)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        preset = st.selectbox("Split", [*presets, FROM_FILE], key=f"{mark}_preset", width=230)
        inner = [each for each in data.tree.children if data.tree.children[each]]
        node = st.selectbox(
            "Set all classes under", inner, key=f"{mark}_node", width=180,
            format_func=lambda each: data.tree.title(each) if each == data.tree.root else each,
        )  # fmt: skip
        role = st.segmented_control(
            "to", ROLES, default=ROLES[0], required=True, key=f"{mark}_role"
        )
        st.button(
            "Set", key=f"{mark}_set", icon=":material/format_paint:",
            on_click=_paint, args=(mark, data.tree.leaves_under(node), role),
        )  # fmt: skip
    start = _from_file(mark, data) if preset == FROM_FILE else presets[preset]
    state: _State | None = st.session_state.get(mark)
    if state is None or state.start != start:
        state = _State(start, start, start, 0)
    roles = _edited(mark, data, state.roles, state.version)
    st.session_state[mark] = dataclasses.replace(state, now=roles)
    downloads.button(
        "This split (CSV)", "split.csv", split_csv(roles).encode(), ":material/table:",
        f"{lesson.key}_own_split_csv",
    )  # fmt: skip
    return roles


def _paint(mark: str, leaves: tuple[str, ...], role: str) -> None:
    """Give all classes under a superclass one role; the table is drawn anew."""
    state: _State = st.session_state[mark]
    roles = {**state.now, **dict.fromkeys(leaves, role)}
    st.session_state[mark] = _State(state.start, roles, roles, state.version + 1)


def _from_file(mark: str, data: OwnClasses) -> dict[str, str]:
    given = st.file_uploader(
        "Table of class and role (CSV)", type=["csv"], key=f"{mark}_file", max_upload_size=1
    )
    if given is not None:
        try:
            return read_split(given.getvalue().decode("utf-8-sig", "replace"), data.tree)
        except (EngineError, ValueError) as error:
            results.problem(error)
    return dict.fromkeys(data.tree.leaves, "ignored")


def _edited(mark: str, data: OwnClasses, roles: dict[str, str], version: int) -> dict[str, str]:
    names, counts = short_names(data.tree), data.counts
    frame = pd.DataFrame(
        {
            "class": [names[leaf] for leaf in data.tree.leaves],
            "superclass": [leaf.rpartition("/")[0] for leaf in data.tree.leaves],
            "samples": [counts[leaf] for leaf in data.tree.leaves],
            "role": [roles[leaf] for leaf in data.tree.leaves],
        }
    )
    edited = st.data_editor(
        frame,
        hide_index=True,
        height=260,
        key=f"{mark}_{version}_{zlib.crc32(repr(roles).encode()):x}",
        disabled=["class", "superclass", "samples"],
        column_config={
            "class": st.column_config.TextColumn("Class"),
            "superclass": st.column_config.TextColumn("Superclass"),
            "samples": st.column_config.NumberColumn("Samples", width="small"),
            "role": st.column_config.SelectboxColumn("Role", options=list(ROLES), required=True),
        },
    )
    chosen = [each if each in ROLES else "ignored" for each in edited["role"]]
    return dict(zip(data.tree.leaves, chosen, strict=True))
