"""Layers by bits: one cell for each, coloured by the error, clickable."""

import altair as alt
import pandas as pd

from ui.theme import Palette

ROW_PIXELS = 17
AROUND = 110
"""Pixels of legend and axis, which Streamlit counts to the height."""
SELECTION = "cell"


def layer_heat_map(
    frame: pd.DataFrame, palette: Palette, *, title: str, higher_is_worse: bool, chosen: str = ""
) -> alt.LayerChart:
    """Return a heat map whose darkest cells (brightest in the dark theme) are the worst.

    Args:
        frame: Columns ``label``, ``bits``, ``value``, in the order of the network.
        palette: Colours of the page's mode.
        title: Name and unit of the value, such as ``"SQNR (dB)"``.
        higher_is_worse: Whether a high value is a large error; errors get a logarithmic scale.
        chosen: Label of the row that is marked.
    """
    rows = list(dict.fromkeys(frame["label"]))
    colours = palette.sequential if higher_is_worse else palette.sequential[::-1]
    low, high = _ends(frame["value"], higher_is_worse=higher_is_worse)
    picked = alt.selection_point(
        name=SELECTION, fields=["label", "bits"], on="click", empty=False, toggle=False
    )
    ordered = alt.Axis(labelLimit=160, labelOverlap=False, labelFlush=False, ticks=False)
    base = alt.Chart(frame).encode(
        x=alt.X("bits:O", title="Bits of a weight", axis=alt.Axis(labelAngle=0)),
        y=alt.Y("label:N", sort=rows, title=None, axis=ordered),
        tooltip=[
            alt.Tooltip("label:N", title="Layer"),
            alt.Tooltip("bits:O", title="Bits"),
            alt.Tooltip("value:Q", title=title, format=".4g"),
        ],
    )
    scale = alt.Scale(
        type="log" if higher_is_worse else "linear",
        range=list(colours),
        domain=[low, high],
        clamp=True,
        interpolate="rgb",
    )
    legend = alt.Legend(orient="top", gradientLength=200, titleLimit=320, format="~g")
    cells = base.mark_rect(cursor="pointer").encode(
        color=alt.Color("value:Q", title=title, scale=scale, legend=legend),
        opacity=alt.condition(picked, alt.value(1.0), alt.value(0.92)),
    )
    middle = (low * high) ** 0.5 if higher_is_worse else (low + high) / 2
    dark_when_high = _luminance(colours[-1]) < _luminance(colours[0])
    above, below = ("white", "black") if dark_when_high else ("black", "white")
    numbers = base.mark_text(fontSize=10).encode(
        text=alt.Text("value:Q", format=".2~r" if higher_is_worse else ".1f"),
        color=alt.condition(alt.datum.value > middle, alt.value(above), alt.value(below)),
    )
    marked = (
        base.transform_filter(alt.datum.label == chosen)
        .mark_rect(filled=False, stroke=palette.clip, strokeWidth=2.5, cursor="pointer")
        .encode(tooltip=alt.value(None))
    )
    return alt.layer(cells.add_params(picked), numbers, marked).properties(
        height=ROW_PIXELS * len(rows) + AROUND, description=_finding(frame, title)
    )


def _ends(values: pd.Series, *, higher_is_worse: bool) -> tuple[float, float]:
    """Return the ends of the colour scale: an error from 0.1 to 100 %, else the bulk."""
    if higher_is_worse:
        return 0.1, 100.0
    low, high = values.quantile([0.02, 0.98])
    return float(low), float(high)


def _finding(frame: pd.DataFrame, title: str) -> str:
    few, many = frame["bits"].min(), frame["bits"].max()
    means = frame.groupby("bits")["value"].mean()
    return (
        f"Heat map of {title} for {frame['label'].nunique()} layers at {few} to {many} bits: on "
        f"average {means[few]:.3g} at {few} bits and {means[many]:.3g} at {many}."
    )


def _luminance(colour: str) -> float:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
