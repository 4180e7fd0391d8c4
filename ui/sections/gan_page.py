"""The whole GAN page behind its title; it loads torch, so the page imports it last."""

from typing import TYPE_CHECKING

import streamlit as st

from engine.studies.compressed_generator import compress
from engine.studies.generator_classes import trade_off
from engine.studies.generator_comparison import ImageComparison, compare_images
from ui import controls
from ui.page import LessonPage
from ui.results import contained
from ui.sections import (
    gan_classes,
    gan_controls,
    gan_grid,
    gan_ladder,
    gan_layer,
    gan_lesson,
    gan_mixing,
    gan_sensitivity,
    gan_walk,
    method_link,
    own_generator,
)
from ui.sections.gan_state import GanState

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

STYLES = "Style mixing"
PARTS = {
    "Every width": gan_ladder.draw,
    "Weights of a layer": gan_layer.draw,
    "Latent walk": gan_walk.draw,
    "Classes": gan_classes.draw,
    "Layer by layer": gan_sensitivity.draw,
    STYLES: gan_mixing.draw,
}


def draw(lesson: LessonPage, opening: "DeltaGenerator") -> None:
    """Draw controls and answer.

    Args:
        lesson: The page.
        opening: Where the first picture stands until this page's own is there.
    """
    state = gan_controls.choose(lesson)
    if state is None:
        st.info("No generator is here yet. Train one: `python -m training.gans mnist_dcgan`.")
        return
    compared = gan_grid.draw(lesson, state)
    opening.empty()
    _show(lesson, state, compared)


def _show(lesson: LessonPage, state: GanState, compared: ImageComparison) -> None:
    gan_lesson.tiles(lesson, state, compared)
    found = gan_classes.compared(state)
    if found is not None:
        gan_classes.tiles(lesson, state, found)
    gan_lesson.tasks(lesson, state)
    styled = state.trained.entry.family == "stylegan"
    names = tuple(part for part in PARTS if styled or part != STYLES)
    part = controls.choice(lesson.key, "part", names, default=names[0], title="Look closer")
    with contained():
        PARTS[part](lesson, state)
    own_generator.draw(lesson, state)
    if found is not None:
        gan_classes.claim(lesson, state, found, collapsed=compared.collapsed)
    method_link.draw(lesson, "weights", state.method, "The same method on one matrix of BERT")
    lesson.method(
        compress,
        compare_images,
        trade_off,
        formula=gan_lesson.FORMULA,
        differs=gan_lesson.DIFFERS,
    )
    gan_lesson.quiz(lesson)
    gan_lesson.take_home(lesson, state, compared, found)
