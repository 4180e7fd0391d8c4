"""A visitor's table of classes: upload or made-up sample, and which column means what."""

import streamlit as st

from engine.core.errors import EngineError
from engine.studies.own_classes import OwnClasses
from engine.studies.own_columns import NUMBERS, ColumnChoice
from engine.studies.own_table import ENDINGS, MOST_ROWS, OwnTable
from ui import controls, downloads, results
from ui.page import LessonPage

SAMPLE, OWN = "made-up sample", "my file"
HELP = (
    "One row a sample: a column with its class, as a path such as animal/cat/lion or one column "
    "for each level, and numbers or a text that describe it. npz: arrays features and classes (no "
    f"pickle). Of more than {MOST_ROWS:,} rows a seeded sample is taken. The file stays on this "
    "machine."
)


@st.cache_resource(max_entries=4, show_spinner="Reading the table")
def _read(file_id: str, _content: bytes, file: str) -> OwnTable:
    from engine.studies.own_table import read_table

    del file_id  # what tells one upload from another
    return read_table(_content, file)


@st.cache_resource(max_entries=4, show_spinner="Sorting the samples into the tree")
def _sorted(sha256: str, _table: OwnTable, choice: ColumnChoice) -> OwnClasses:
    from engine.studies.own_classes import own_classes

    del sha256
    return own_classes(_table, choice)


def pick(lesson: LessonPage) -> OwnClasses | None:
    """Draw source and columns; return the samples, None until they are sound."""
    table = _table(lesson)
    if table is None:
        return None
    for note in table.notes:
        st.info(note, icon=":material/info:")
    choice = _columns(lesson, table)
    if choice is None:
        return None
    found = _sorted(f"{table.title} {table.sha256}", table, choice)
    for note in found.notes[len(table.notes) :]:
        st.info(note, icon=":material/info:")
    return found


def _table(lesson: LessonPage) -> OwnTable | None:
    from engine.studies.own_classes_demo import FILE, demo_csv
    from engine.studies.own_features import check_size

    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        source = controls.choice(
            lesson.key, "own_source", (SAMPLE, OWN), default=SAMPLE, title="Samples"
        )
        downloads.button(
            "Sample file", FILE, demo_csv, ":material/description:", f"{lesson.key}_own_sample"
        )
    if source == SAMPLE:
        return _read(FILE, demo_csv(), FILE)
    given = st.file_uploader(
        "Table of samples with classes",
        type=list(ENDINGS),
        key=f"{lesson.key}_own_table",
        max_upload_size=150,
        help=HELP,
    )
    if given is None:
        st.info(
            "Upload a table, or take the made-up sample to see what comes out.",
            icon=":material/upload:",
        )
        return None
    try:
        check_size(given.name, given.size)
        return _read(given.file_id, given.getvalue(), given.name)
    except (EngineError, ValueError) as error:
        results.problem(error)
        return None


def _columns(lesson: LessonPage, table: OwnTable) -> ColumnChoice | None:
    """Draw which column means what, the guess chosen; None while something is missing."""
    from engine.studies.own_columns import class_columns, described_by, guessed

    known = f"{lesson.key}_own_{table.sha256[:12]}"
    try:
        start = guessed(table)
    except ValueError as error:
        results.problem(error)
        start = ColumnChoice((), "")
    names = list(dict.fromkeys([*class_columns(table), *map(str, table.frame.columns)]))
    if not names:
        return None
    left, right = st.columns(2)
    with left:
        classes = st.multiselect(
            "Class: a path, or its levels from the top",
            names,
            default=list(start.classes),
            key=f"{known}_classes",
            max_selections=6,
        )
    options = list(described_by(table, classes))
    if not classes or not options:
        return None
    with right:
        name = st.selectbox(
            "A sample is described by",
            options,
            index=options.index(start.described) if start.described in options else 0,
            key=f"{known}_{len(classes)}_described",
            format_func=lambda each: each if each == NUMBERS else f"{each}{_kind(table, each)}",
        )
    return ColumnChoice(tuple(classes), name)


def _kind(table: OwnTable, name: str) -> str:
    if name in table.arrays:
        return f" ({table.arrays[name].shape[1]} numbers)"
    return " (text, read by MiniLM)"
