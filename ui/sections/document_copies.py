"""Does the generator repeat its training squares? Nearest neighbours and a named distance."""

import streamlit as st

from engine import zoo
from engine.core.errors import NotFoundError
from ui.charts.nearest_distances import distance_finding, distance_steps
from ui.page import LessonPage
from ui.results import Tile
from ui.sections.document_network_state import Answer

NAME = "document_scores"
TITLES = {"pixels": "distance in pixels (root mean square, grey levels)"}


def draw(lesson: LessonPage, answer: Answer) -> None:
    """Draw the check where it ships for this generator."""
    try:
        card, frame = zoo.card(NAME), zoo.table(NAME)
    except NotFoundError:
        return
    if card.settings.get("generator_sha256") != answer.made.sha256:
        return
    score, features = card.score, str(card.settings["features"])
    st.header("Copies, or new pages?", anchor=False)
    lesson.tiles(
        Tile(f"FID ({features})", f"{score['fid']:.2f}"),
        Tile("The same, real against real", f"{score['fid_real']:.2f}"),
        Tile("Nearer than 95 % of real squares", f"{score['near_share']:.1%}", term="near_share"),
    )
    lesson.text(
        f"FID of {card.settings['samples']:,} generated and as many real squares of training "
        "books, beside that of real squares of other books. Last tile: generated squares that "
        "lie nearer to a training square than 95 % of real squares of unseen books do; 5 % is "
        "what chance gives."
    )
    for column, kind in zip(st.columns(2), ("pixels", "features"), strict=True):
        part = frame[frame["space"] == kind]
        title = TITLES.get(kind, f"distance in {features} (no unit)")
        with column:
            chart = distance_steps(part, lesson.palette, title=title)
            lesson.figure(chart, alt=distance_finding(part), data=part)
            st.caption(distance_finding(part))
