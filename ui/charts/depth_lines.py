"""Error of each layer's output by depth: made by the layer itself, and added up on the way."""

import altair as alt
import pandas as pd

from ui.theme import Palette

ISOLATED = "this layer alone"
ACCUMULATED = "all layers up to here"


def depth_lines(frame: pd.DataFrame, palette: Palette) -> alt.LayerChart:
    """Return both errors by depth on a logarithmic axis.

    Args:
        frame: Columns ``label``, ``isolated``, ``accumulated`` (squared error of the output over
            its square), one row for each layer in the order of the network.
        palette: Colours of the page's mode.
    """
    rows = list(frame["label"])
    long = frame.melt("label", ["isolated", "accumulated"], "kind", "error")
    long["kind"] = long["kind"].map({"isolated": ISOLATED, "accumulated": ACCUMULATED})
    base = alt.Chart(long).encode(
        x=alt.X(
            "label:N",
            sort=rows,
            title="Layer, from input to output",
            axis=alt.Axis(labelAngle=-90, labelLimit=120, labelOverlap=False),
        ),
        y=alt.Y(
            "error:Q",
            scale=alt.Scale(type="log"),
            title="Error of its output (share of its power)",
            axis=alt.Axis(format="~%", tickCount=5),
        ),
        color=alt.Color(
            "kind:N",
            title="Quantized:",
            scale=alt.Scale(
                domain=[ISOLATED, ACCUMULATED], range=[palette.error, palette.quantized]
            ),
            legend=alt.Legend(orient="top"),
        ),
        tooltip=[
            alt.Tooltip("label:N"),
            alt.Tooltip("kind:N"),
            alt.Tooltip("error:Q", format=".3~%"),
        ],
    )
    gaps = (
        alt.Chart(frame)
        .mark_rule(color=palette.muted, strokeWidth=2)
        .encode(x=alt.X("label:N", sort=rows), y=alt.Y("isolated:Q"), y2=alt.Y2("accumulated:Q"))
    )
    points = base.mark_point(filled=True, size=55).encode(
        shape=alt.Shape(
            "kind:N",
            title="Quantized:",
            scale=alt.Scale(domain=[ISOLATED, ACCUMULATED], range=["diamond", "circle"]),
        )
    )
    lines = base.transform_filter(alt.datum.kind == ACCUMULATED).mark_line(strokeWidth=1.5)
    return (gaps + lines + points).properties(height=420, description=_finding(frame))


def _finding(frame: pd.DataFrame) -> str:
    ratio = (frame["accumulated"] / frame["isolated"]).median()
    last = frame.iloc[-1]
    return (
        f"Output error by depth for {len(frame)} layers: the accumulated error is {ratio:.1f} "
        f"times the isolated one at the middle layer, and ends at {last['accumulated']:.2%}."
    )
