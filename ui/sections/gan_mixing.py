"""Style mixing: rows give the coarse styles, columns the fine ones, at full and at fewer bits."""

import numpy as np
import streamlit as st

from engine.core.params import Parameter
from engine.core.threads import one_thread
from engine.studies.style_mixing import can_mix, mixed_images, style_count
from ui import controls
from ui.charts import image_grid
from ui.page import LessonPage
from ui.sections import gan_state
from ui.sections.gan_grid import describe
from ui.sections.gan_state import GanState

SIDE = 5


def draw(lesson: LessonPage, state: GanState) -> None:
    """Draw the table of mixtures twice; only a StyleGAN2 has styles to mix."""
    full = state.trained.network
    if not can_mix(full):
        st.info(
            "A DCGAN reads its latent once, in the first layer, so there is nothing to mix. "
            "Choose a StyleGAN2 generator above."
        )
        return
    lesson.text(
        "The first row and the first column are parents. Inside, a picture takes the coarse "
        "styles of its row and the fine styles of its column."
    )
    most = style_count(full)
    crossover = controls.widget(
        lesson.key,
        Parameter("crossover", min(3, most), "layers that take the row's style", 0, most),
    )
    networks = {"Full precision": full, describe(state): gan_state.made(state).network}
    for column, (name, network) in zip(st.columns(2), networks.items(), strict=True):
        with column:
            st.markdown(f"**{name}**")
            st.image(
                _table(lesson, state, network, int(crossover)),
                width="stretch",
                alt=f"{name}: {SIDE} by {SIDE} mixtures of two styles, parents at the edges",
            )


def _table(lesson: LessonPage, state: GanState, network: object, crossover: int) -> np.ndarray:
    latents = state.latents(2 * SIDE)
    rows, columns = latents[: len(latents) // 2], latents[len(latents) // 2 :]
    options = {"truncation": state.truncation, "noise_seed": state.noise_seed}

    def mixed(one: np.ndarray, two: np.ndarray, layers: int) -> np.ndarray:
        return mixed_images(network, one, two, crossover=layers, **options)  # ty: ignore

    with one_thread():
        inside = mixed(rows, columns, crossover)
        top = mixed(rows[:1], columns, 0)
        left = mixed(rows, columns[:1], style_count(state.trained.network))
    blank = np.full_like(inside[:1], np.nan)
    table = [blank, top]
    for place in range(len(rows)):
        start = place * len(columns)
        table += [left[place : place + 1], inside[start : start + len(columns)]]
    pixels = image_grid.to_pixels(np.concatenate(table))
    return image_grid.grid(pixels, len(columns) + 1, lesson.palette, scale=3)
