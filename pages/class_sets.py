"""How alike are two sets of classes?"""

import streamlit as st

from ui import page
from ui.sections import (
    own_classes,
    sets_figures,
    sets_lesson,
    sets_maps,
    sets_offer,
    sets_other_ways,
    sets_state,
    sets_trees,
)

with page.lesson("class_sets") as lesson:
    view = sets_state.choose(lesson)
    sets_lesson.tasks(lesson, view)
    left, right = st.columns([3, 2], gap="large")
    with left:
        sets_figures.tree(lesson, view)
    found = sets_state.answer(view.study, view.sets)
    with right:
        sets_figures.cells(lesson, found)
    sets_figures.tiles(lesson, found)
    sets_offer.behind(found)
    sets_lesson.advice(found)
    first, second = st.columns([2, 3], gap="large")
    with first:
        sets_figures.flows(lesson, found)
    with second:
        sets_maps.matrix(lesson, view, found)
    sets_maps.maps(lesson, view, found)
    sets_other_ways.draw(lesson, view, found)
    sets_lesson.claim(lesson)
    sets_lesson.method(lesson)
    sets_lesson.quiz(lesson)
    sets_lesson.downloads(lesson, view, found)
    sets_trees.draw(lesson)
    own_classes.draw(lesson)
