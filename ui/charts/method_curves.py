"""One layer under every method over bits, and two settings side by side over all layers."""

import altair as alt
import pandas as pd

from ui.charts import method_scale
from ui.theme import Palette

FIRST, SECOND = "first setting", "second setting"
PARTS = ("weights", "activations", "both")


def method_curves(
    frame: pd.DataFrame, palette: Palette, *, title: str, logarithmic: bool, bits: int
) -> alt.LayerChart:
    """Return one curve for each method, with the present width marked.

    Args:
        frame: Columns ``method``, ``bits``, ``value``.
        palette: Colours of the page's mode.
        title: Name and unit of the value.
        logarithmic: Whether the value spans powers of ten.
        bits: The width to mark.
    """
    methods = list(dict.fromkeys(frame["method"]))
    scale = alt.Scale(type="log" if logarithmic else "linear", zero=False)
    base = alt.Chart(frame).encode(
        x=alt.X("bits:O", title="Bits of a weight", axis=alt.Axis(labelAngle=0)),
        y=alt.Y("value:Q", title=title, scale=scale, axis=alt.Axis(format="~g")),
        color=method_scale.colour(methods, palette).legend(orient="top", columns=2),
        tooltip=[
            alt.Tooltip("method:N"),
            alt.Tooltip("bits:O"),
            alt.Tooltip("value:Q", title=title, format=".4g"),
        ],
    )
    marked = (
        alt.Chart(pd.DataFrame({"bits": [bits]}))
        .mark_rule(color=palette.muted, strokeWidth=14, opacity=0.5)
        .encode(x=alt.X("bits:O"))
    )
    points = base.mark_point(filled=True, size=45).encode(
        shape=method_scale.shape(methods).legend(orient="top", columns=2)
    )
    here = frame[frame["bits"] == bits].set_index("method")["value"]
    return (marked + base.mark_line(strokeWidth=1.5) + points).properties(
        height=380,
        description=f"{title} over bits for {len(methods)} methods; at {bits} bits from "
        f"{here.min():.3g} ({here.idxmin()}) to {here.max():.3g} ({here.idxmax()}).",
    )


def part_curves(frame: pd.DataFrame, palette: Palette) -> alt.LayerChart:
    """Return the drift over bits with weights, activations, or both quantized.

    Args:
        frame: Columns ``part`` (one of ``PARTS``), ``bits``, ``drift``.
        palette: Colours of the page's mode.
    """
    colours = [palette.quantized, palette.split, palette.error]
    base = alt.Chart(frame).encode(
        x=alt.X("bits:O", title="Bits of a value", axis=alt.Axis(labelAngle=0)),
        y=alt.Y(
            "drift:Q",
            title="Drift of the output (share of its power)",
            scale=alt.Scale(type="log"),
            axis=alt.Axis(format="~%", tickCount=5),
        ),
        color=alt.Color(
            "part:N",
            title="Quantized:",
            scale=alt.Scale(domain=list(PARTS), range=colours),
            legend=alt.Legend(orient="top"),
        ),
        tooltip=[
            alt.Tooltip("part:N"),
            alt.Tooltip("bits:O"),
            alt.Tooltip("drift:Q", format=".3~%"),
        ],
    )
    points = base.mark_point(filled=True, size=60).encode(
        shape=alt.Shape("part:N", title="Quantized:", scale=alt.Scale(domain=list(PARTS)))
    )
    return (base.mark_line() + points).properties(
        height=300,
        description="Drift of the output over bits with weights, activations, or both quantized.",
    )


def paired_settings(
    frame: pd.DataFrame, palette: Palette, *, title: str, logarithmic: bool
) -> alt.LayerChart:
    """Return two points and a line between them for each layer.

    Args:
        frame: Columns ``label``, ``first``, ``second``, in the order of the network.
        palette: Colours of the page's mode.
        title: Name and unit of the value.
        logarithmic: Whether the value spans powers of ten.
    """
    rows = list(frame["label"])
    scale = alt.Scale(type="log" if logarithmic else "linear", zero=False)
    y = alt.Y("label:N", sort=rows, title=None, axis=alt.Axis(labelLimit=160, labelOverlap=False))
    axis = alt.X("value:Q", title=title, scale=scale)
    long = frame.melt("label", ["first", "second"], "setting", "value")
    long["setting"] = long["setting"].map({"first": FIRST, "second": SECOND})
    gaps = (
        alt.Chart(frame)
        .mark_rule(color=palette.muted, strokeWidth=2)
        .encode(y=y, x=alt.X("first:Q", scale=scale, title=title), x2=alt.X2("second:Q"))
    )
    points = (
        alt.Chart(long)
        .mark_point(filled=True, size=60)
        .encode(
            y=y,
            x=axis,
            color=alt.Color(
                "setting:N",
                title=None,
                scale=alt.Scale(domain=[FIRST, SECOND], range=[palette.quantized, palette.clip]),
                legend=alt.Legend(orient="top"),
            ),
            shape=alt.Shape("setting:N", title=None, scale=alt.Scale(domain=[FIRST, SECOND])),
            tooltip=[
                alt.Tooltip("label:N"),
                alt.Tooltip("setting:N"),
                alt.Tooltip("value:Q", title=title, format=".4g"),
            ],
        )
    )
    better = int((frame["second"] < frame["first"]).sum())
    return (gaps + points).properties(
        height=17 * len(rows) + 80,
        description=f"{title} of {len(rows)} layers under two settings; the second is lower in "
        f"{better}.",
    )
