"""The page under its labels, and the numbers that come with it."""

import streamlit as st

from engine.studies.line_finders import real_means
from ui.charts.page_scores import score_bars
from ui.page import LessonPage
from ui.results import Tile
from ui.sections.document_state import FINDER, DocumentView, Drawn, typeface

TEXT, GRAPHIC = (33, 102, 172), (224, 130, 20)
"""Blue for text, orange for graphics: two ends of the diverging colours."""


def draw(lesson: LessonPage, view: DocumentView, answer: Drawn) -> None:
    """Draw the page beside what is known about it."""
    from engine.documents.overlay import overlaid

    page = answer.page
    left, right = st.columns([3, 2], gap="large")
    with left:
        picture = overlaid(page, view.overlay, view.opacity, text=TEXT, graphic=GRAPHIC)
        said = f"{typeface(page)}, {page.layout}, {page.paper} paper"
        colours = " Blue: text. Orange: graphics." if view.overlay != "none" else ""
        st.image(
            picture, width="stretch", caption=f"{said}.{colours}",
            alt=f"A drawn old page with {len(page.lines)} lines of text, labels: {view.overlay}",
        )  # fmt: skip
    with right:
        tiles(lesson, answer)
        lesson.text(
            "The page was set from made-up words, inked, warped and photographed by one program, "
            "so its labels are exact: nobody drew them. (Real scans: text 33 %, graphics 2.1 % of "
            "the area.) How well does a line finder that never learnt anything read it?"
        )
        real = real_means(FINDER)
        beside = f"; on real scans lines score {real['line_f1']:.2f} on average" if real else ""
        if real:
            lesson.text(
                f"Grey: the same finder on {real['pages']:.0f} real scans, means. Its run length "
                "was chosen on these very scans, which flatters its line score."
            )
        best = max(answer.measures, key=lambda name: answer.measures[name])
        lesson.figure(
            score_bars(answer.frame, lesson.palette),
            alt=f"Best measure on this page: {best}, {answer.measures[best]:.2f}{beside}",
            data=answer.frame,
        )
    with st.expander("Lines and their text", icon=":material/subject:", type="compact"):
        st.dataframe(answer.lines, hide_index=True, alt="Lines of the page with their text")


def tiles(lesson: LessonPage, answer: Drawn) -> None:
    """Show what the labels say in numbers."""
    page, shares = answer.page, answer.page.class_shares
    lesson.tiles(
        Tile("Lines of text", f"{len(page.lines)}"),
        Tile("Text area", f"{shares['text']:.1%}"),
        Tile("Graphics", f"{shares['graphic']:.1%}"),
    )
