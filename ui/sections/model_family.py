"""The whole BERT family beside each other: sizes at once, errors of the models that are here."""

import dataclasses
import functools

import pandas as pd
import streamlit as st

from engine.core.jobs import Report
from engine.studies.model_family import family_errors, family_sizes
from ui import jobs
from ui.charts.model_family import family_errors_chart, family_sizes_chart
from ui.page import LessonPage
from ui.sections import model_hub
from ui.sections.layer_state import LayerState, encoder


def draw(lesson: LessonPage, state: LayerState) -> None:
    """Draw the sizes of all members, and a job that measures the errors of those at hand."""
    st.header("The whole BERT family", anchor=False)
    lesson.text(
        "In a small BERT most weights lie in the table of words: whoever quantizes linear layers "
        "only hardly shrinks it. Sizes follow from the shapes, so nothing is downloaded for them."
    )
    sizes = pd.DataFrame([dataclasses.asdict(each) for each in family_sizes(state.bits)])
    sizes = sizes.assign(
        millions=sizes["parameters"] / 1e6,
        linear_only=100 * sizes["linear_only"],
        with_words=100 * sizes["with_words"],
    )
    chart = family_sizes_chart(sizes, lesson.palette, bits=state.bits)
    lesson.figure(chart, alt=str(chart.description), data=sizes, key="layers_family_sizes")
    _errors(lesson, state)


def _errors(lesson: LessonPage, state: LayerState) -> None:
    known = dict(model_hub.models())

    def work(report: Report) -> pd.DataFrame:
        def load(name: str) -> object:
            return encoder(name).network

        loaders = {title: functools.partial(load, name) for title, name in known.items()}
        return family_errors(loaders, state.bits, report=report)  # ty: ignore[invalid-argument-type]

    title = f"Measure the errors of the {len(known)} models here at {state.bits} bits"
    found = jobs.run(lesson.key, "family", work, settings=(tuple(known), state.bits), title=title)
    if found is None:
        st.caption("Models that you download or that the operator's folder holds join the list.")
        return
    shown = found[found["granularity"] == "tensor"]
    shown = shown.assign(millions=shown["parameters"] / 1e6, percent=100 * shown["error"])
    chart = family_errors_chart(shown, lesson.palette)
    lesson.figure(chart, alt=str(chart.description), data=shown, key="layers_family_errors")
