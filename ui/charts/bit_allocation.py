"""Where the bits go: a width for each layer, and the error that this buys."""

import altair as alt
import pandas as pd

from ui.theme import Palette

ROW_PIXELS = 17
MIXED, UNIFORM = "mixed widths", "one width for all"


def bit_allocation(frame: pd.DataFrame, palette: Palette, *, mean_bits: float) -> alt.LayerChart:
    """Return a bar for each layer as long as its width, with the mean as a line.

    Args:
        frame: Columns ``label``, ``bits``, ``weights`` (how many it has), in network order.
        palette: Colours of the page's mode.
        mean_bits: Mean width over weights.
    """
    rows = list(frame["label"])
    names = alt.Axis(labelLimit=160, labelOverlap=False)
    bars = (
        alt.Chart(frame)
        .mark_bar(color=palette.quantized)
        .encode(
            x=alt.X("bits:Q", title="Bits of a weight", scale=alt.Scale(domain=[0, 8])),
            y=alt.Y("label:N", sort=rows, title=None, axis=names),
            tooltip=[
                alt.Tooltip("label:N", title="Layer"),
                alt.Tooltip("bits:Q", title="Bits"),
                alt.Tooltip("weights:Q", title="Weights", format=",d"),
            ],
        )
    )
    mean = (
        alt.Chart(pd.DataFrame({"mean": [mean_bits]}))
        .mark_rule(color=palette.clip, strokeDash=[5, 3], strokeWidth=2)
        .encode(x=alt.X("mean:Q"), tooltip=alt.Tooltip("mean:Q", title="Mean width", format=".2f"))
    )
    low, high = int(frame["bits"].min()), int(frame["bits"].max())
    return (bars + mean).properties(
        height=ROW_PIXELS * len(rows) + 60,
        description=(
            f"Widths of {len(rows)} layers between {low} and {high} bits, "
            f"{mean_bits:.2f} on average over all weights."
        ),
    )


def budget_curve(frame: pd.DataFrame, palette: Palette, *, target: float) -> alt.LayerChart:
    """Return the measured output drift against the mean width: mixed beside uniform.

    Args:
        frame: Columns ``mean_bits``, ``drift`` (squared output error over its square), ``kind``
            (``MIXED`` or ``UNIFORM``).
        palette: Colours of the page's mode.
        target: Mean width that the visitor asks for.
    """
    base = alt.Chart(frame).encode(
        x=alt.X("mean_bits:Q", title="Mean bits of a weight", scale=alt.Scale(domain=[2, 8])),
        y=alt.Y(
            "drift:Q",
            title="Drift of the output (share of its power)",
            scale=alt.Scale(type="log"),
            axis=alt.Axis(format="~%", tickCount=5),
        ),
        color=alt.Color(
            "kind:N",
            title=None,
            scale=alt.Scale(domain=[MIXED, UNIFORM], range=[palette.quantized, palette.full]),
            legend=alt.Legend(orient="top"),
        ),
        tooltip=[
            alt.Tooltip("kind:N"),
            alt.Tooltip("mean_bits:Q", title="Mean bits", format=".2f"),
            alt.Tooltip("drift:Q", title="Drift", format=".3~%"),
        ],
    )
    rule = (
        alt.Chart(pd.DataFrame({"target": [target]}))
        .mark_rule(color=palette.clip, strokeDash=[5, 3], strokeWidth=2)
        .encode(x=alt.X("target:Q"))
    )
    lines = base.mark_line(point=alt.OverlayMarkDef(filled=True, size=50))
    return (lines + rule).properties(
        height=320,
        description=f"Measured output drift against mean bits, mixed widths beside one width for "
        f"all, with the target of {target:.2f} bits marked.",
    )
