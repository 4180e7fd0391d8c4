"""Slices and tensors of binary networks."""

import altair as alt
import pandas as pd

from ui.theme import Palette


def error_curve(frame: pd.DataFrame, palette: Palette, *, slices: int) -> alt.LayerChart:
    """Return what is lost against the slices, the map's own line beside a normal distribution's.

    Args:
        frame: Columns ``slices``, ``error`` (share of the variance), ``map``; the reference's
            name stands last.
        palette: Colours of the page's mode.
        slices: The number that is shown above, marked.
    """
    names = list(dict.fromkeys(frame["map"]))
    base = alt.Chart(frame).encode(
        x=alt.X("slices:O", title="Slices: bits of each value", axis=alt.Axis(labelAngle=0)),
        y=alt.Y("error:Q", title="Lost, share of the map's variance", axis=alt.Axis(format=".0%")),
        color=alt.Color(
            "map:N",
            title=None,
            scale=alt.Scale(domain=names, range=[palette.measured, palette.full]),
            legend=alt.Legend(orient="top", labelLimit=260),
        ),
        tooltip=[
            alt.Tooltip("map:N", title="Map"),
            alt.Tooltip("slices:O", title="Slices"),
            alt.Tooltip("error:Q", title="Lost", format=".1%"),
        ],
    )
    line = base.mark_line(strokeWidth=2.5)
    point = base.mark_point(filled=True, size=70, opacity=1)
    here = (
        alt.Chart(frame[(frame["slices"] == slices) & (frame["map"] == names[0])])
        .encode(x=alt.X("slices:O"), y=alt.Y("error:Q"))
        .mark_point(size=260, strokeWidth=2.5, color=palette.clip)
    )
    return alt.layer(line, point, here).properties(height=300, description=error_finding(frame))


def error_finding(frame: pd.DataFrame) -> str:
    """Return the curve's finding: what is lost at the fewest and the most slices."""
    own = frame[frame["map"] == frame["map"].iloc[0]].sort_values("slices")
    first, last = own.iloc[0], own.iloc[-1]
    return (
        f"{first['slices']} slice loses {first['error']:.1%} of the map's variance, "
        f"{last['slices']} slices lose {last['error']:.1%}."
    )


def tensor_bars(
    frame: pd.DataFrame, palette: Palette, *, title: str, widest: float
) -> alt.LayerChart:
    """Return a block from its input (top) to its output, each tensor as long as it has bits.

    Args:
        frame: Columns ``step`` (unique), ``kibibytes``, ``bits``, ``words``, ``shape``.
        palette: Colours of the page's mode.
        title: Name of the block.
        widest: KiB of the largest tensor of both blocks, so that they share one scale.
    """
    rows = alt.Y(
        "step:N",
        sort=list(frame["step"]),
        title=None,
        axis=alt.Axis(labelLimit=170, ticks=False),
    )
    length = alt.X(
        "kibibytes:Q",
        title="KiB of the tensor",
        scale=alt.Scale(domain=[0, widest * 1.02], nice=False),
    )
    bars = (
        alt.Chart(frame)
        .encode(
            y=rows,
            x=length,
            color=alt.Color(
                "bits:N",
                title=None,
                scale=alt.Scale(
                    domain=["1 bit", "32 bits"], range=[palette.quantized, palette.full]
                ),
                legend=alt.Legend(orient="bottom"),
            ),
            opacity=alt.condition("datum.stored", alt.value(1.0), alt.value(0.45)),
            tooltip=[
                alt.Tooltip("step:N", title="Step"),
                alt.Tooltip("shape:N", title="Shape"),
                alt.Tooltip("bits:N", title="Each number"),
                alt.Tooltip("kibibytes:Q", title="KiB", format=",.1f"),
            ],
        )
        .mark_bar(height=16, yOffset=-9)
    )
    words = (
        alt.Chart(frame)
        .encode(y=rows, x=alt.datum(0), text=alt.Text("words:N"))
        .mark_text(dy=9, dx=3, align="left", fontSize=12, color=palette.text)
    )
    return alt.layer(bars, words).properties(
        height=46 * len(frame) + 60, title=title, description=tensor_finding(frame, title)
    )


def tensor_finding(frame: pd.DataFrame, title: str) -> str:
    """Return the bars' finding: what a block sends to memory."""
    stored = frame.loc[frame["stored"], "kibibytes"].sum()
    return f"{title} sends {stored:,.0f} KiB of maps to memory."
