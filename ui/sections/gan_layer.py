"""The weights of one layer beside the pictures that they draw."""

import pandas as pd
import streamlit as st

from engine.studies.compressed_generator import generator_layers
from engine.studies.generator_layer import LayerHistogram, layer_histogram
from engine.studies.weight_view import Bars
from ui import controls
from ui.charts.weight_histogram import weight_histogram
from ui.page import LessonPage
from ui.results import Tile
from ui.sections import gan_state
from ui.sections.gan_state import GanState


def draw(lesson: LessonPage, state: GanState) -> None:
    """Draw the histogram of a chosen layer with its clip line, and its numbers."""
    layers = generator_layers(state.trained.network)
    names = tuple(layer.name for layer in layers)
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        name = controls.choice(lesson.key, "layer", names, default=names[0], title="Layer")
        logarithmic = controls.switch(lesson.key, "log", title="Logarithmic axis: show the tails")
    made = gan_state.made(state)
    if name not in {each.layer.name for each in made.layers}:
        st.info(
            f"{name} keeps full precision here, so it has no grid. Pick another layer, or give "
            "it bits under **Layers**."
        )
        return
    found = layer_histogram(state.trained.network, made, name)
    bars = _frame(found.quantized, found, level=found.one_grid)
    chart = weight_histogram(
        _frame(found.full, found, level=False),
        bars,
        lesson.palette,
        clip=found.clip,
        logarithmic=logarithmic,
    )
    data = bars.drop(columns="level")
    lesson.figure(chart, alt=str(chart.description), data=data, key="gan_samples_histogram")
    errors = found.errors
    lesson.tiles(
        Tile("Weights", f"{found.weights:,}"),
        Tile("Clip over largest weight", f"{found.clip / (found.maximum or 1.0):.0%}", "clip"),
        Tile("Signal to noise (dB)", f"{errors.signal_to_noise_db:.1f}", "signal_to_noise_db"),
        Tile("Packed size", f"{found.stored_bits / 8000:,.1f} kB", "packed"),
    )


def _frame(bars: Bars, found: LayerHistogram, *, level: bool) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "left": bars.left,
            "right": bars.right,
            "percent": 100 * bars.density,
            "share": bars.share,
            "weights": (bars.share * found.weights).round().astype(int),
            "level": level,
        }
    )
