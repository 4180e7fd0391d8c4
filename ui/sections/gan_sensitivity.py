"""Which layer hurts: each one alone quantized, and each one alone spared."""

import pandas as pd
import streamlit as st

from engine.core.jobs import Report
from engine.core.threads import one_thread
from engine.studies.compressed_generator import generator_layers
from engine.studies.generator_sensitivity import GeneratorSensitivity, generator_sensitivity
from ui import jobs
from ui.charts.layer_switches import ROW_PIXELS, switched_off, switched_on
from ui.page import LessonPage
from ui.sections.gan_state import GanState, layer_title
from ui.sections.method_picker import AnyMethod, describe

SAMPLES = 32
FRAME_PIXELS = 80  # axis and title of a figure
AT_ONCE = 6  # layers up to which the page does not need a job


@st.cache_data(max_entries=32, show_spinner="Switching the layers one at a time")
def _at_once(key: tuple, method: AnyMethod, _state: GanState) -> GeneratorSensitivity:
    with one_thread():
        return _measure(_state, method)


def _measure(
    state: GanState, method: AnyMethod, report: Report | None = None
) -> GeneratorSensitivity:
    return generator_sensitivity(
        state.trained.network,
        method,
        state.latents(min(SAMPLES, state.shown)),
        truncation=state.truncation,
        report=report,
    )


def draw(lesson: LessonPage, state: GanState) -> None:
    """Draw the drift of each layer; a job where there are many."""
    lesson.text(
        "Left: only this layer is quantized. Right: all are, and this one is spared. A layer that "
        "hurts on the left and helps on the right is the one to give more bits, under "
        "**Layers**."
    )
    method = state.method
    key = (state.name, state.trained.card.sha256, state.seed, state.truncation)
    if len(generator_layers(state.trained.network)) <= AT_ONCE and state.uploaded is None:
        found = _at_once(key, method, state)
    else:
        found = jobs.run(
            lesson.key,
            "sensitivity",
            lambda report: _measure(state, method, report),
            settings=(*key, method, state.latents(SAMPLES).tobytes()),
            title=f"Switch every layer, {describe(method)}",
        )
    if found is None:
        return
    frame = pd.DataFrame(
        {
            "label": [layer_title(name) for name in found.names],
            "one_on": found.one_on,
            "relief": found.relief,
            "one_off": found.one_off,
            "weights": found.weights,
        }
    )
    height = FRAME_PIXELS + ROW_PIXELS * len(frame)
    charts = [
        each(frame, lesson.palette).properties(height=height)
        for each in (switched_on, switched_off)
    ]
    for column, chart, name in zip(st.columns(2), charts, ("on", "off"), strict=True):
        with column:
            alt = str(chart.description)
            lesson.figure(chart, alt=alt, data=frame, key=f"gan_samples_{name}")
    st.caption(
        f"Drift with all layers quantized: {found.all_on:.1%} of the pictures' variation. Bits of "
        "single layers are left out here."
    )
