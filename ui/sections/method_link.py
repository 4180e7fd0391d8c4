"""A way to another page that keeps the method: the same setting, seen on something else."""

import streamlit as st

from ui import lessons
from ui.page import LessonPage
from ui.sections.method_picker import AnyMethod, link_values


def draw(lesson: LessonPage, target: str, method: AnyMethod, text: str) -> None:
    """Draw a button that opens another lesson with the method's settings carried over.

    Args:
        lesson: The page that is left.
        target: Key of the lesson to open; its method picker has that key as prefix.
        method: The present method.
        text: What the visitor reads.
    """
    entry = lessons.lesson(target)
    if not st.button(text, icon=entry.icon, key=f"{lesson.key}_to_{target}"):
        return
    values = {f"{target}_{name}": value for name, value in link_values(method).items()}
    for name in values:
        st.session_state.pop(name, None)
    st.switch_page(entry.file, query_params=values)
