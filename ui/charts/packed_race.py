"""A packed layer's race: times of the contestants, ratios beside limits and papers."""

import altair as alt
import pandas as pd

from ui.theme import Palette

KINDS = ("measured", "limit", "papers")


def race_bars(frame: pd.DataFrame, palette: Palette) -> alt.LayerChart:
    """Return one bar of time for each contestant.

    Args:
        frame: Columns ``contestant``, ``milliseconds``, ``packed``, first to last.
        palette: Colours of the page's mode.
    """
    rows = alt.Y(
        "contestant:N",
        sort=list(frame["contestant"]),
        title=None,
        axis=alt.Axis(labelLimit=260, ticks=False),
    )
    top = float(frame["milliseconds"].max()) * 1.18
    width = alt.X(
        "milliseconds:Q", title="Milliseconds a call, median", scale=alt.Scale(domain=[0, top])
    )
    bars = (
        alt.Chart(frame)
        .encode(
            y=rows,
            x=width,
            color=alt.Color(
                "packed:N",
                title=None,
                scale=alt.Scale(domain=[False, True], range=[palette.full, palette.quantized]),
                legend=None,
            ),
        )
        .mark_bar()
    )
    words = (
        alt.Chart(frame)
        .encode(y=rows, x=alt.X("milliseconds:Q"), text=alt.Text("milliseconds:Q", format=".2f"))
        .mark_text(align="left", dx=5, fontSize=13, color=palette.text)
    )
    best = frame.loc[frame["milliseconds"].idxmin()]
    return alt.layer(bars, words).properties(
        height=44 * len(frame) + 40,
        description=f"Fastest: {best['contestant']}, {best['milliseconds']:.2f} ms a call.",
    )


def ratio_ladder(frame: pd.DataFrame, palette: Palette) -> alt.LayerChart:
    """Return measured ratios beside what the processor allows and what papers count.

    Args:
        frame: Columns ``what``, ``times``, ``kind`` (one of ``KINDS``).
        palette: Colours of the page's mode.
    """
    rows = alt.Y(
        "what:N",
        sort=list(frame["what"]),
        title=None,
        axis=alt.Axis(labelLimit=260, ticks=False),
    )
    colours = [palette.measured, palette.full, palette.paper]
    base = alt.Chart(frame).encode(
        y=rows,
        x=alt.X(
            "times:Q",
            title="Times as fast as float32, logarithmic",
            scale=alt.Scale(type="log", domain=[min(1.0, float(frame["times"].min())), 100]),
            axis=alt.Axis(values=[1, 2, 4, 8, 16, 32, 64], format="~g"),
        ),
        color=alt.Color(
            "kind:N",
            title=None,
            scale=alt.Scale(domain=list(KINDS), range=colours),
            legend=alt.Legend(orient="top"),
        ),
        tooltip=[
            alt.Tooltip("what:N", title="What"),
            alt.Tooltip("times:Q", title="Times as fast", format=".1f"),
        ],
    )
    points = base.mark_point(filled=True, size=150, opacity=1)
    words = (
        alt.Chart(frame)
        .encode(y=rows, x=alt.X("times:Q"), text=alt.Text("times:Q", format=".1f"))
        .mark_text(align="left", dx=10, fontSize=13, color=palette.text)
    )
    return alt.layer(points, words).properties(
        height=44 * len(frame) + 60, description=ratio_finding(frame)
    )


def ratio_finding(frame: pd.DataFrame) -> str:
    """Return the ladder's finding: what was measured, what is possible, what is claimed."""
    parts = [f"{row['what']} {row['times']:.1f}" for row in frame.to_dict("records")]
    return f"Times as fast as float32: {'; '.join(parts)}."
