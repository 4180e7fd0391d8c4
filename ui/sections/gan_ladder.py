"""Every width at once: the same latents from 8 bits down to 2, without and with clipping."""

import dataclasses

import numpy as np
import streamlit as st

from engine.quantization import Aciq, LinearQuantization
from engine.studies.compressed_generator import Compression
from engine.studies.generator_comparison import compare_images
from ui.charts import image_grid
from ui.page import LessonPage
from ui.results import table
from ui.sections import gan_state, method_picker
from ui.sections.gan_state import GanState
from ui.sections.method_picker import AnyMethod
from ui.theme import Palette

BITS = (8, 6, 5, 4, 3, 2)
ACROSS = 9


def draw(lesson: LessonPage, state: GanState) -> None:
    """Draw two ladders of pictures side by side: no clip, and the chosen method or ACIQ."""
    import pandas as pd

    method = state.method
    plain = LinearQuantization(granularity=method.granularity)
    other = (
        Aciq(granularity=method.granularity) if isinstance(method, LinearQuantization) else method
    )
    lesson.text(
        "One column is one latent. The top row is full precision; each row below has fewer bits. "
        "On the left nothing is clipped, on the right the clip is chosen first."
    )
    methods = (plain, other)
    drifts = []
    for column, each in zip(st.columns(2), methods, strict=True):
        with column:
            drifts.append(_ladder(lesson.palette, state, each))
    names = [method_picker.title(each) for each in methods]
    better = [bits for bits in BITS if drifts[1][bits] < drifts[0][bits]]
    shown = pd.DataFrame(
        {f"{bits} bits": [f"{each[bits]:.1%}" for each in drifts] for bits in BITS}
    )
    shown.insert(0, "method", names)
    st.markdown("**Drift**: squared difference over the variation of the full pictures")
    table(
        shown,
        alt=f"Drift at each width: {names[1]} is closer to full precision than {names[0]} at "
        f"{', '.join(map(str, better)) or 'no'} bits",
    )


def _ladder(palette: Palette, state: GanState, method: AnyMethod) -> dict[int, float]:
    latents = state.latents(min(ACROSS, state.shown))
    full = gan_state.pictures(state, None, latents)
    drawn, drifts = [full], {}
    for bits in BITS:
        setting = Compression(dataclasses.replace(method, bits=bits))
        drawn.append(gan_state.pictures(state, setting, latents))
        drifts[bits] = compare_images(full, drawn[-1]).drift
    pixels = image_grid.to_pixels(np.concatenate(drawn))
    rows = ("full", *map(str, BITS))
    sheet = image_grid.labelled(
        image_grid.grid(pixels, len(latents), palette, scale=3), rows, palette
    )
    name = method_picker.title(method)
    st.markdown(f"**{name}**, bits of a weight")
    st.image(
        sheet,
        width="stretch",
        alt=f"{len(latents)} latents in rows of fewer and fewer bits with {name}; at 2 bits the "
        f"drift is {drifts[2]:.0%}",
    )
    return drifts
