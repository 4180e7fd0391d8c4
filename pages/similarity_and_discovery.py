"""When do known classes help to find new ones?"""

import streamlit as st

from ui import controls, page
from ui.sections import (
    similarity_figures,
    similarity_lesson,
    similarity_parts,
    similarity_samples,
    similarity_state,
)

DRAW = dict(
    zip(
        similarity_state.PARTS,
        (
            similarity_parts.order,
            similarity_parts.labels,
            similarity_samples.draw,
            similarity_parts.sentences,
        ),
        strict=True,
    )
)

with page.lesson("similarity_and_discovery") as lesson:
    view = similarity_state.choose(lesson)
    found = similarity_state.findings(view.benchmark, view.judge, view.across)
    left, right = st.columns([3, 2], gap="large")
    with left:
        similarity_figures.draw(lesson, view, found)
    with right:
        similarity_figures.detail(view)
    similarity_figures.tiles(lesson, found)
    part = controls.choice(
        lesson.key, "part", similarity_state.PARTS, default="order", title="Look closer"
    )
    similarity_lesson.tasks(lesson, view, part)
    DRAW[part](lesson, view)
    similarity_parts.missing()
    similarity_lesson.method(lesson)
    similarity_lesson.quiz(lesson)
    similarity_lesson.downloads(lesson, view, found)
