"""Where a dense binary network does its work, and how well fitted bits copy a convolution."""

import altair as alt
import pandas as pd

from ui.theme import Palette

KINDS = ("float", "binary, as counted")


def part_bars(frame: pd.DataFrame, palette: Palette, *, unit: str) -> alt.Chart:
    """Return the operations of each part of a network, float and binary stacked.

    Args:
        frame: Columns ``part``, ``kind`` (one of ``KINDS``), ``millions``, parts in order.
        palette: Colours of the page's mode.
        unit: What is counted, in words.
    """
    return (
        alt.Chart(frame)
        .encode(
            y=alt.Y("part:N", sort=list(dict.fromkeys(frame["part"])), title=None),
            x=alt.X("sum(millions):Q", title=f"Million {unit}"),
            color=alt.Color(
                "kind:N",
                title=None,
                sort=list(KINDS),
                scale=alt.Scale(domain=list(KINDS), range=[palette.full, palette.quantized]),
                legend=alt.Legend(orient="top"),
            ),
            tooltip=[
                alt.Tooltip("part:N", title="Part"),
                alt.Tooltip("kind:N", title="Kind"),
                alt.Tooltip("millions:Q", title=f"Million {unit}", format=",.3f"),
            ],
        )
        .mark_bar()
        .properties(height=alt.Step(28), description=parts_finding(frame, unit))
    )


def parts_finding(frame: pd.DataFrame, unit: str) -> str:
    """Return the bars' finding: what the float parts take of all."""
    whole = frame["millions"].sum()
    floats = frame.loc[frame["kind"] == KINDS[0], "millions"].sum()
    top = frame.groupby("part", sort=False)["millions"].sum().idxmax()
    share = floats / whole if whole else 0.0
    return f"Float layers take {share:.0%} of {whole:,.1f} million {unit}; {top} takes most."


def pass_bars(frame: pd.DataFrame, palette: Palette, *, limit: float) -> alt.LayerChart:
    """Return the error that is left after each pass, and what float weights would leave.

    Args:
        frame: Columns ``pass``, ``left`` (share of the variance), ``kind``, in order.
        palette: Colours of the page's mode.
        limit: Share that float weights on the same signs leave.
    """
    order = list(frame["pass"])
    bars = (
        alt.Chart(frame)
        .encode(
            x=alt.X("pass:N", sort=order, title=None, axis=alt.Axis(labelAngle=0, labelLimit=170)),
            y=alt.Y("left:Q", title="Share of variance wrong", axis=alt.Axis(format="%")),
            color=alt.Color(
                "kind:N",
                legend=None,
                scale=alt.Scale(
                    domain=["dense", "improve"], range=[palette.quantized, palette.clip]
                ),
            ),
            tooltip=[
                alt.Tooltip("pass:N", title="After"),
                alt.Tooltip("left:Q", title="Error left", format=".1%"),
            ],
        )
        .mark_bar()
    )
    numbers = (
        alt.Chart(frame)
        .encode(
            x=alt.X("pass:N", sort=order), y=alt.Y("left:Q"), text=alt.Text("left:Q", format=".1%")
        )
        .mark_text(dy=-9, fontSize=14, color=palette.text)
    )
    line = pd.DataFrame({"left": [limit], "words": [f"float weights, same signs: {limit:.1%}"]})
    rule = (
        alt.Chart(line)
        .encode(y=alt.Y("left:Q"))
        .mark_rule(color=palette.full, strokeDash=[6, 4], strokeWidth=2)
    )
    word = (
        alt.Chart(line)
        .encode(y=alt.Y("left:Q"), x=alt.value("width"), text=alt.Text("words:N"))
        .mark_text(align="right", dx=-4, dy=-9, fontSize=13, color=palette.text)
    )
    return alt.layer(bars, rule, numbers, word).properties(
        height=280, description=passes_finding(frame)
    )


def passes_finding(frame: pd.DataFrame) -> str:
    """Return the bars' finding: the error with the dense block alone and with one pass."""
    first, second = frame["left"].iloc[:2]
    return (
        f"The dense block alone leaves {first:.1%} of the variance wrong, with one improvement "
        f"block it is {second:.1%}."
    )
