"""Which method is worth its size: every method and granularity at its true size."""

import pandas as pd
import streamlit as st

from engine.studies.layer_view import network_sums
from ui import controls
from ui.charts.pareto import pareto
from ui.page import LessonPage
from ui.results import Tile
from ui.sections.layer_state import GRANULARITIES, TITLES, LayerState, every_setting

ERRORS = {
    "weight error": ("mean_squared_error", "Weight MSE, mean over weights (log)"),
    "output error": ("output_error", "Output error, mean over layers (%, log)"),
}


@st.cache_data(max_entries=4, show_spinner=False)
def _points(*, embeddings: bool, error: str) -> pd.DataFrame:
    from engine.quantization.pareto import pareto_front

    sums = network_sums(every_setting(embeddings=embeddings))
    points = sums.assign(size=sums["bits_per_weight"], error=sums[error], on_front=False)
    front = pareto_front(points["size"].to_numpy(float), points["error"].to_numpy(float))
    points.loc[points.index[front], "on_front"] = True
    return points


def draw(lesson: LessonPage, state: LayerState) -> None:
    """Draw the plane of size and error, and how far the chosen setting is from the front."""
    st.header("What is a bit best spent on?", anchor=False)
    with st.container(horizontal=True, gap="medium"):
        asked = controls.choice(
            lesson.key, "error", tuple(ERRORS), default="weight error", title="Error"
        )
        near = controls.switch(lesson.key, "near", title="Zoom to 2 to 5 bits")
    column, title = ERRORS[asked]
    points = _points(embeddings=state.embeddings, error=column)
    shown = points[points["size"] < 5.5] if near else points
    chart = pareto(
        shown[["size", "error", "method", "granularity", "bits", "on_front"]],
        lesson.palette,
        title=title,
        size_title="Stored bits per weight, scales and split columns included",
        highlighted=state.method,
    )
    alt = chart.description or ""
    lesson.figure(chart, alt=alt, data=points.drop(columns=["size", "error"]), key="layers_plane")
    _verdict(lesson, state, points)


def _verdict(lesson: LessonPage, state: LayerState, points: pd.DataFrame) -> None:
    mine = points[
        (points["method"] == state.method)
        & (points["granularity"] == state.granularity)
        & (points["bits"] == state.bits)
    ].iloc[0]
    front = points[points["on_front"] & (points["size"] <= mine["size"] + 1e-9)]
    best = front.loc[front["error"].idxmin()] if len(front) else mine
    lesson.tiles(
        Tile("True size, your setting", f"{mine['size']:.3f} bits", term="bits_per_weight"),
        Tile("Its error over the best at that size", f"{mine['error'] / best['error']:.2f} x"),
        Tile("Best at that size", f"{best['method']}, {best['granularity']}, {best['bits']} bits"),
    )
    front_names = points[points["on_front"]].groupby("method").size().sort_values(ascending=False)
    counts = ", ".join(f"{name} {count}" for name, count in front_names.items())
    has_split = any("OCS" in str(name) for name in front_names.index)
    split = (
        "Channel splitting reaches the front."
        if has_split
        else "Channel splitting is never on it here: its 2 % more columns cost more than a scale "
        "for each row or group, which helps more."
    )
    lesson.text(
        f"Points on the front: {counts}. {split} The paper says that OCS surpasses the others in "
        "mean squared error; on this model that depends on what it is compared with. A scale "
        f"counts 32 bits.{_absent(points)}"
    )


def _absent(points: pd.DataFrame) -> str:
    """Name the pairs of method and granularity that the shipped table lacks, if any."""
    there = set(zip(points["method"], points["granularity"], strict=True))
    lacking = [f"{t} per {g}" for t in TITLES for g in GRANULARITIES if (t, g) not in there]
    return f" Not shipped: {', '.join(lacking)}." if lacking else ""
