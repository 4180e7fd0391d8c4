"""What a race shows: its curves, its bits, its latent weights, and what may be read from it."""

import dataclasses
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from ui.charts.binary_race import BINARY, FLOAT, accuracy_curves, flip_bars, latent_weights
from ui.page import LessonPage

if TYPE_CHECKING:
    from engine.studies.binary_race import RaceResult


def lap_frame(result: "RaceResult") -> pd.DataFrame:
    """Return one row for each network and epoch."""
    rows = [dataclasses.asdict(each) for each in result.laps]
    frame = pd.DataFrame(rows)
    return frame.assign(binary_weights=result.binary_weights, test_samples=result.test_samples)


def _flip_frame(frame: pd.DataFrame) -> pd.DataFrame:
    own = frame[frame["network"] == BINARY]
    weights = own["binary_weights"]
    return pd.DataFrame(
        {
            "epoch": own["epoch"],
            "changed_share": own["changed"] / weights,
            "flips_share": own["flips"] / weights,
        }
    )


def _latent_frame(result: "RaceResult") -> pd.DataFrame:
    first, last = result.histograms[0], result.histograms[-1]
    return pd.DataFrame(
        {
            "left": first.edges[:-1],
            "right": first.edges[1:],
            "before": first.counts,
            "now": last.counts,
        }
    )


def verdict(result: "RaceResult") -> str:
    """Return in words whether this race tells the two networks apart."""
    binary, twin = result.last(BINARY), result.last(FLOAT)
    if binary is None or twin is None:
        return ""
    points = 100 * (twin.accuracy - binary.accuracy)
    ahead = "float twin" if points > 0 else "binary network"
    apart = binary.high < twin.low or twin.high < binary.low
    if not points:
        text = "Both name as many test digits rightly."
    elif apart:
        text = f"The {ahead} is {abs(points):.1f} points ahead, and the 95 % intervals are apart."
    else:
        text = (
            f"The {ahead} is {abs(points):.1f} points ahead, but the 95 % intervals overlap: "
            f"{result.test_samples} digits and one seed do not tell the two apart."
        )
    if binary.seconds <= twin.seconds:
        return text
    return (
        f"{text} Training takes the binary network more time, not less: it moves float weights "
        "and takes signs on top. What it saves, it saves once it is trained."
    )


def curves(lesson: LessonPage, result: "RaceResult", *, final: bool) -> None:
    """Draw the three figures; the tables under them only once the race is over."""
    frame = lap_frame(result)
    flips = _flip_frame(frame)
    latent = _latent_frame(result)
    palette, epochs = lesson.palette, result.epochs
    left, right = st.columns(2, gap="medium")
    with left:
        st.subheader("Accuracy on digits it has not seen", anchor=False)
        chart = accuracy_curves(frame, palette, epochs=epochs)
        lesson.figure(chart, alt=str(chart.description), data=frame if final else None)
    with right:
        st.subheader("Signs that change", anchor=False)
        chart = flip_bars(flips, palette, epochs=epochs)
        lesson.figure(chart, alt=str(chart.description), data=flips if final else None)
    st.subheader("Latent weights around 0", anchor=False)
    chart = latent_weights(latent, palette)
    lesson.figure(chart, alt=str(chart.description), data=latent if final else None)
