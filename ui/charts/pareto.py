"""Error against true size: every setting a point, and the front that nothing beats."""

import altair as alt
import pandas as pd

from ui.theme import Palette

FRONT, CHOSEN, OTHER = "on the front", "highlighted", "beaten"


def pareto(
    frame: pd.DataFrame, palette: Palette, *, title: str, size_title: str, highlighted: str = ""
) -> alt.LayerChart:
    """Return the plane of size and error with the front drawn through its points.

    Args:
        frame: Columns ``size``, ``error``, ``method``, ``granularity``, ``bits``, ``on_front``.
        palette: Colours of the page's mode.
        title: Name and unit of the error.
        size_title: Name and unit of the size.
        highlighted: Method whose points stand out, wherever they lie.
    """
    shown = frame.assign(name=frame["method"] + ", " + frame["granularity"])
    shown["state"] = OTHER
    shown.loc[shown["method"] == highlighted, "state"] = CHOSEN
    shown.loc[shown["on_front"], "state"] = FRONT
    powers = alt.Axis(format=".0e", tickCount=6)
    base = alt.Chart(shown).encode(
        x=alt.X("size:Q", title=size_title, scale=alt.Scale(zero=False)),
        y=alt.Y(
            "error:Q",
            title=title,
            scale=alt.Scale(type="log"),
            axis=powers,
        ),
    )
    points = base.mark_point(filled=True).encode(
        color=alt.Color(
            "state:N",
            title=None,
            scale=alt.Scale(
                domain=[FRONT, CHOSEN, OTHER],
                range=[palette.measured, palette.clip, palette.full],
            ),
            legend=alt.Legend(orient="top"),
        ),
        shape=alt.Shape(
            "granularity:N", title="One step for each", legend=alt.Legend(orient="top")
        ),
        opacity=alt.condition(alt.datum.state == OTHER, alt.value(0.35), alt.value(0.95)),
        size=alt.condition(alt.datum.state == OTHER, alt.value(35), alt.value(75)),
        tooltip=[
            alt.Tooltip("name:N", title="Method"),
            alt.Tooltip("bits:O", title="Bits of a code"),
            alt.Tooltip("size:Q", title=size_title, format=".3f"),
            alt.Tooltip("error:Q", title=title, format=".3~g"),
        ],
    )
    front = base.transform_filter(alt.datum.on_front)
    line = front.mark_line(color=palette.measured, strokeWidth=1.5, interpolate="step-after")
    labels = (
        alt.Chart(shown[shown["on_front"]].drop_duplicates("bits"))
        .mark_text(align="left", dx=7, dy=-8, color=palette.text, fontSize=11)
        .encode(x=alt.X("size:Q"), y=alt.Y("error:Q"), text=alt.Text("name:N"))
    )
    return (line + points + labels).properties(height=400, description=_finding(shown, size_title))


def _finding(shown: pd.DataFrame, size_title: str) -> str:
    front = shown[shown["on_front"]]
    names = ", ".join(dict.fromkeys(front["name"]))
    return (
        f"{len(front)} of {len(shown)} settings lie on the front of error against {size_title}: "
        f"{names}."
    )
