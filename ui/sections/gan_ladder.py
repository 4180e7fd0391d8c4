"""Every width at once: the same latents from 8 bits down to 2, without and with clipping."""

import dataclasses
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from engine.core.jobs import Report
from engine.quantization import (
    Aciq,
    KullbackLeibler,
    LinearQuantization,
    MinimumMeanSquaredError,
)
from engine.studies.compressed_generator import Compression, compress, draw_images
from engine.studies.generator_comparison import compare_images
from ui import jobs
from ui.charts import image_grid
from ui.page import LessonPage
from ui.results import table
from ui.sections import gan_state, method_picker
from ui.sections.gan_state import GanState
from ui.sections.method_picker import AnyMethod
from ui.theme import Palette

if TYPE_CHECKING:
    from torch import nn

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
    drawn = [_drawn(lesson, state, each) for each in methods]
    if drawn[1] is None:
        lesson.text("The right side waits for that search; a click starts it.")
    drifts = []
    for column, method, pictures in zip(st.columns(2), methods, drawn, strict=True):
        if pictures is not None:
            with column:
                drifts.append(_ladder(lesson.palette, method, pictures))
    if len(drifts) < 2:
        return
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


def _drawn(lesson: LessonPage, state: GanState, method: AnyMethod) -> np.ndarray | None:
    """Return pictures "rows samples ..."; a job where a clip is searched for each row."""
    settings = [Compression(dataclasses.replace(method, bits=bits)) for bits in BITS]
    latents = state.latents(min(ACROSS, state.shown))
    searches = isinstance(method, KullbackLeibler | MinimumMeanSquaredError)
    if not searches or method.granularity == "tensor":
        full = gan_state.pictures(state, None, latents)
        return np.stack([full, *(gan_state.pictures(state, x, latents) for x in settings)])
    network = state.trained.network

    def drawn_by(generator: "nn.Module") -> np.ndarray:
        return draw_images(
            generator, latents, truncation=state.truncation, noise_seed=state.noise_seed
        )

    def work(report: Report) -> np.ndarray:
        rows = [drawn_by(network)]
        for place, setting in enumerate(settings):
            report(place / len(settings), f"a clip for each block, {BITS[place]} bits")
            rows.append(drawn_by(compress(network, setting).network))
        return np.stack(rows)

    return jobs.run(
        lesson.key,
        "ladder",
        work,
        settings=(state.name, method, latents.tobytes(), state.truncation, state.noise_seed),
        title=f"Search the clips of six widths, {method_picker.title(method)}",
    )


def _ladder(palette: Palette, method: AnyMethod, drawn: np.ndarray) -> dict[int, float]:
    pairs = zip(BITS, drawn[1:], strict=True)
    drifts = {bits: compare_images(drawn[0], small).drift for bits, small in pairs}
    across = drawn.shape[1]
    pixels = image_grid.to_pixels(drawn.reshape(-1, *drawn.shape[2:]))
    rows = ("full", *map(str, BITS))
    grid = image_grid.grid(pixels, across, palette, scale=3)
    name = method_picker.title(method)
    st.markdown(f"**{name}**, bits of a weight")
    st.image(
        image_grid.labelled(grid, rows, palette),
        width="stretch",
        alt=f"{across} latents in rows of fewer and fewer bits with {name}; at 2 bits the drift "
        f"is {drifts[2]:.0%}",
    )
    return drifts
