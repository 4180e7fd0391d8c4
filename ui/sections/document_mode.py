"""Who draws the page: rules, or a network where one ships."""

import streamlit as st

from engine.documents.shipped_generators import page_generators
from ui import controls
from ui.page import LessonPage

RULES, NETWORK = "by rules", "by a network"


def choose(lesson: LessonPage) -> str | None:
    """Draw the switch; return the generator's name, or None where rules draw the page."""
    there = page_generators()
    mode = controls.choice(
        lesson.key, "drawn", (NETWORK, RULES), default=NETWORK if there else RULES, title="Drawn"
    )
    if mode == RULES:
        return None
    if not there:
        st.info("No generator of pages ships yet: the page is drawn by rules.")
        return None
    return there[0]
