"""What do fewer bits do to one weight matrix?"""

import dataclasses

import altair as alt
import numpy as np
import pandas as pd
import streamlit as st

from engine.core.params import Settings, param
from ui import controls, page
from ui.page import Task
from ui.quiz import Question
from ui.results import Tile


@dataclasses.dataclass(frozen=True)
class RoundToGrid(Settings):
    """Round every weight to the nearest level of an even, symmetric grid."""

    bits: int = param(4, 2, 8, "bits for one weight")


@st.cache_data(max_entries=32, show_spinner="Quantizing the weights")
def quantized(method: RoundToGrid) -> tuple[np.ndarray, np.ndarray]:
    """Return sorted example weights and their quantized copies."""
    weights = np.sort(np.random.default_rng(0).laplace(scale=0.05, size=2000))
    step = np.abs(weights).max() / (2 ** (method.bits - 1) - 1)
    return weights, np.round(weights / step) * step


with page.lesson("weights") as lesson:
    with lesson.controls():
        method = controls.settings(lesson.key, RoundToGrid, visible=("bits",))

    full, rounded = quantized(method)
    error = float(np.mean((full - rounded) ** 2))
    frame = pd.DataFrame({"full": full, "quantized": rounded})

    lesson.try_this(
        Task("Set **2 bits** and look at how many levels remain.", done=method.bits == 2),
        Task("Find the smallest width with a mean squared error below 1e-5.", done=error < 1e-5),
    )
    lesson.tiles(
        Tile("Mean squared error", f"{error:.2e}", term="mean_squared_error"),
        Tile("Levels in use", str(len(np.unique(rounded))), term="step"),
    )
    chart = (
        alt.Chart(frame[::10], height=320)
        .encode(
            x=alt.X("full", title="Full-precision weight"),
            y=alt.Y("quantized", title="Quantized weight"),
        )
        .mark_line(interpolate="step", color=lesson.palette.quantized)
    )
    lesson.figure(chart, alt=f"A staircase with {2**method.bits} levels at most", data=frame[::10])
    lesson.method(RoundToGrid, formula=r"\hat w = \Delta \cdot \mathrm{round}(w / \Delta)")
    lesson.quiz(
        Question(
            "levels",
            "How many levels do 3 bits offer at most?",
            ("6", "8", "9"),
            right=1,
            because="Three bits count to 2^3 = 8.",
        )
    )
    lesson.downloads(
        frame=frame, settings=method, numbers={"mean_squared_error": error}, code="print(0)"
    )
