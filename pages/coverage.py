"""Which real pictures does a generator never make?"""

import streamlit as st

from ui import page
from ui.sections import coverage_figures, coverage_lesson, coverage_sample, coverage_state

with page.lesson("coverage") as lesson:
    view = coverage_state.choose(lesson)
    coverage_lesson.tasks(lesson, view)
    answers = coverage_state.answers(lesson, view.choice)
    if answers is None:
        st.info(coverage_lesson.not_yet(view))
    else:
        result = coverage_figures.found(view, answers)
        frame = coverage_figures.map_frame(view, result)
        chosen = coverage_figures.chosen_sample(view, result, frame)
        coverage_figures.draw(lesson, view, result, frame, chosen)
        coverage_figures.tiles(lesson, view, answers, result)
        coverage_sample.draw(lesson, view, answers, chosen)
        coverage_lesson.claim(lesson, view, answers)
        coverage_lesson.method(lesson)
        coverage_lesson.quiz(lesson)
        coverage_lesson.downloads(lesson, view, answers, result, frame)
