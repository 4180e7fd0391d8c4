"""Segmenters compared on real scans of other books, beside the paper's sentence."""

import pandas as pd
import streamlit as st

from engine.studies.line_rows import GROUPS, TITLES, Comparison, compared, row_title
from ui import controls
from ui.charts import line_rows
from ui.document_statements import document_statements
from ui.page import LessonPage
from ui.results import Claim

_RULES, _REAL = "classical", "real"


@st.cache_data(max_entries=1, show_spinner=False)
def _compared() -> Comparison | None:
    return compared()


@st.cache_data(max_entries=1, show_spinner=False)
def _claims() -> list[Claim]:
    return document_statements()


def draw(lesson: LessonPage) -> None:
    """Draw the comparison and the cards of the paper's sentences."""
    st.header("Real scans, book by book", anchor=False)
    found = _compared()
    if found is None:
        st.info("The table of scores does not ship here; `python -m training.line_finder_scores` "
                "makes it.")  # fmt: skip
    else:
        _figure(lesson, found)
    for each in _claims():
        lesson.claim(each)


def answer(lesson: LessonPage, segmenter: str) -> None:
    """Say in one sentence how the chosen reader does on real scans."""
    found = _compared()
    if found is None:
        return
    row = segmenter.removeprefix("line_network_")
    frame = shown(found, "line_f1", "all").set_index("title")
    title = row_title(row)
    if title not in frame.index:
        return
    own = frame.loc[title]
    said = (
        f"**On {int(own['pages'])} real scans** this reader finds lines with an F1 of "
        f"**{own['value']:.2f}** ({own['low']:.2f} to {own['high']:.2f})"
    )
    rules = row_title(_RULES)
    if row != _RULES and rules in frame.index:
        said += f", rules without learning with {frame.loc[rules]['value']:.2f}"
    lesson.text(f"{said}. Below: the page of your choice.")


def _figure(lesson: LessonPage, found: Comparison) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        names = {title: name for name, title in TITLES.items()}
        measure = controls.choice(
            lesson.key, "measure", tuple(names), default=TITLES["line_f1"], listed=True
        )
        here = [each for each in GROUPS if each in set(found.frame["group"])]
        groups = {GROUPS[each]: each for each in here}
        group = controls.choice(
            lesson.key, "group", tuple(groups), default=GROUPS["all"], title="Pages", listed=True
        )
    frame = shown(found, names[measure], groups[group])
    lesson.text(f"{int(frame['pages'].max())} scans. {found.note}")
    lesson.figure(
        line_rows.row_dots(frame, lesson.palette, measure=measure),
        alt=line_rows.finding(frame, measure=measure),
        data=frame,
    )
    wide = by_group(found, names[measure])
    with st.expander("Every kind of book", icon=":material/table_rows:", type="compact"):
        st.dataframe(wide, hide_index=True, alt=f"{measure} of every segmenter by kind of book")


def shown(found: Comparison, measure: str, group: str) -> pd.DataFrame:
    """Return the rows of one measure and kind of book, as the figure wants them."""
    rows = found.frame[(found.frame["measure"] == measure) & (found.frame["group"] == group)]
    learnt = [_learnt(each) for each in rows["row"]]
    titles = [row_title(each) for each in rows["row"]]
    return rows.assign(title=titles, learnt=learnt)[
        ["title", "learnt", "value", "low", "high", "pages", "seeds"]
    ]


def _learnt(row: str) -> str:
    if row.startswith(_RULES):
        return line_rows.LEARNT[0]
    return line_rows.LEARNT[2 if _REAL in row else 1]


def by_group(found: Comparison, measure: str) -> pd.DataFrame:
    """Return one measure with intervals, a column for each kind of book."""
    rows = found.frame[found.frame["measure"] == measure]
    texts = rows.assign(
        text=[
            f"{value:.2f} ({low:.2f} to {high:.2f})"
            for value, low, high in rows[["value", "low", "high"]].itertuples(index=False)
        ]
    )
    wide = texts.pivot_table(index="row", columns="group", values="text", aggfunc="first")
    order = [each for each in GROUPS if each in wide.columns]
    wide = wide[order].rename(columns=GROUPS)
    return wide.assign(segmenter=[row_title(str(each)) for each in wide.index])[
        ["segmenter", *(GROUPS[each] for each in order)]
    ]
