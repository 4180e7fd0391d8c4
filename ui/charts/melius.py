"""Where a dense binary network does its work, and how well fitted bits copy a convolution."""

import altair as alt
import pandas as pd

from ui.charts.cost_plane import PUBLISHED, family_marks
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


def pass_bars(frame: pd.DataFrame, palette: Palette) -> alt.LayerChart:
    """Return the error that is left after each pass, and what float weights would leave.

    Args:
        frame: Columns ``pass``, ``left`` (share of the variance), ``kind`` ("dense", "improve"
            or "float"), in order.
        palette: Colours of the page's mode.
    """
    place = {
        "x": alt.X(
            "pass:N",
            sort=list(frame["pass"]),
            title=None,
            axis=alt.Axis(labelAngle=0, labelLimit=150, labelExpr="split(datum.label, '|')"),
        ),
        "y": alt.Y("left:Q", title="Share of variance wrong", axis=alt.Axis(format="%")),
    }
    colours = [palette.quantized, palette.clip, palette.full]
    bars = (
        alt.Chart(frame)
        .encode(
            **place,
            color=alt.Color(
                "kind:N",
                legend=None,
                scale=alt.Scale(domain=["dense", "improve", "float"], range=colours),
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
        .encode(**place, text=alt.Text("left:Q", format=".1%"))
        .mark_text(dy=-9, fontSize=14, color=palette.text)
    )
    return alt.layer(bars, numbers).properties(height=300, description=passes_finding(frame))


def passes_finding(frame: pd.DataFrame) -> str:
    """Return the bars' finding: the error with the dense block alone and with one pass."""
    first, second = frame["left"].iloc[:2]
    return (
        f"The dense block alone leaves {first:.1%} of the variance wrong, with one improvement "
        f"block it is {second:.1%}."
    )


def family_plane(
    frame: pd.DataFrame, palette: Palette, *, title: str, chosen: str
) -> alt.LayerChart:
    """Return published accuracy against a cost; lines join networks that are compared.

    Args:
        frame: Columns ``network``, ``family``, ``kind`` ("binary" or "float"), ``cost``,
            ``top1`` (percent), ``pair`` (its name, or "").
        palette: Colours of the page's mode.
        title: Name and unit of the cost.
        chosen: Network that is marked.
    """
    place = {
        "x": alt.X("cost:Q", title=title, scale=alt.Scale(type="log", nice=False, padding=60)),
        "y": alt.Y("top1:Q", title=PUBLISHED, scale=alt.Scale(zero=False, padding=24)),
    }
    tooltip = [
        alt.Tooltip("network:N", title="Network"),
        alt.Tooltip("cost:Q", title=title, format=",.4~g"),
        alt.Tooltip("top1:Q", title=PUBLISHED, format=".2f"),
    ]
    pairs = frame[frame["pair"] != ""]
    lines = (
        alt.Chart(pairs)
        .encode(**place, detail=alt.Detail("pair:N"))
        .mark_line(color=palette.clip, strokeWidth=2.5)
    )
    points = (
        alt.Chart(frame)
        .encode(
            **place,
            color=alt.Color(
                "kind:N",
                title=None,
                scale=alt.Scale(
                    domain=["binary", "float"], range=[palette.quantized, palette.full]
                ),
                legend=alt.Legend(orient="top"),
            ),
            shape=family_marks(palette),
            tooltip=tooltip,
        )
        .mark_point(filled=True, size=120, opacity=1)
    )
    ring = (
        alt.Chart(frame[frame["network"] == chosen])
        .encode(**place)
        .mark_point(size=330, filled=False, stroke=palette.text, strokeWidth=2.5)
    )
    words = [
        alt.Chart(pairs[pairs["kind"] == kind])
        .encode(**place, text=alt.Text("network:N"))
        .mark_text(align=align, dx=right, dy=down, fontSize=12, color=palette.text)
        for kind, align, right, down in (("binary", "right", -8, -11), ("float", "left", 8, 14))
    ]
    return alt.layer(lines, points, ring, *words).properties(
        height=440, description=plane_finding(frame)
    )


def plane_finding(frame: pd.DataFrame) -> str:
    """Return the plane's finding: how far the members of each pair are apart."""
    gaps, times = [], []
    for _, both in frame[frame["pair"] != ""].groupby("pair", sort=False):
        sides = both.set_index("kind")
        gaps.append(sides.loc["binary", "top1"] - sides.loc["float", "top1"])
        times.append(sides.loc["binary", "cost"] / sides.loc["float", "cost"])
    return (
        f"{len(gaps)} MeliusNets have {min(times):.2f} to {max(times):.2f} times the cost of "
        f"their MobileNet here and, as published, {min(gaps):+.1f} to {max(gaps):+.1f} points."
    )
