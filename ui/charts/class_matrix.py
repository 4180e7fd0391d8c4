"""A matrix between classes, and the map of samples by true or by discovered class."""

import altair as alt
import numpy as np
import pandas as pd

from ui.charts.label_places import label_places
from ui.theme import Palette

MANY = 20
"""Classes on an axis above which labels that would overlap are left out."""
NARROWEST, NAMES_HEIGHT = 300, 320
"""Pixels of a map on a phone, axes left out: names that stand apart there stand apart anywhere."""


def class_matrix(
    frame: pd.DataFrame, palette: Palette, *, value: str, rows: str, columns: str
) -> alt.Chart:
    """Return a heat map between classes, in the order in which they come.

    Args:
        frame: Columns ``row``, ``column``, ``value``; classes of one superclass stand together.
        palette: Colours of the page's mode.
        value: What the colour shows.
        rows: Title of the rows.
        columns: Title of the columns.
    """
    down, across = (list(dict.fromkeys(frame[each])) for each in ("row", "column"))
    crowded = [len(each) > MANY for each in (down, across)]
    return (
        alt.Chart(frame)
        .encode(
            x=alt.X(
                "column:N",
                title=columns,
                sort=across,
                axis=alt.Axis(labelAngle=-60, labelLimit=110, labelOverlap=crowded[1]),
            ),
            y=alt.Y(
                "row:N",
                title=rows,
                sort=down,
                axis=alt.Axis(labelLimit=130, labelOverlap=crowded[0]),
            ),
            color=alt.Color(
                "value:Q",
                title=value,
                scale=alt.Scale(range=list(palette.sequential)),
                legend=alt.Legend(orient="top", gradientLength=180, titleLimit=320),
            ),
            tooltip=[
                alt.Tooltip("row:N", title=rows),
                alt.Tooltip("column:N", title=columns),
                alt.Tooltip("value:Q", title=value, format=".2f"),
            ],
        )
        .mark_rect()
        .properties(height=520, description=matrix_finding(frame, value=value))
    )


def matrix_finding(frame: pd.DataFrame, *, value: str) -> str:
    """Return the pair of different classes with the lowest and the highest value."""
    pairs = frame[frame["row"] != frame["column"]]
    least, most = (pairs.loc[at] for at in (pairs["value"].idxmin(), pairs["value"].idxmax()))
    return (
        f"{value}: lowest for {least['row']} and {least['column']} ({least['value']:.2f}), "
        f"highest for {most['row']} and {most['column']} ({most['value']:.2f})."
    )


def class_points(
    frame: pd.DataFrame, palette: Palette, *, by: str, axis: str, description: str
) -> alt.LayerChart:
    """Return the map of unlabeled samples, coloured by class; one class, one colour on both maps.

    Args:
        frame: Columns ``x``, ``y``, ``true``, ``discovered`` and, if there are any, ``example``.
        palette: Colours of the page's mode.
        by: ``"true"`` or ``"discovered"``.
        axis: Name of the map, such as ``"UMAP"``.
        description: The finding.
    """
    names = sorted(set(frame["true"]))
    middles, ends = label_places(frame, by=by, width=NARROWEST, height=NAMES_HEIGHT)
    bare = alt.Axis(labels=False, ticks=False)
    scales = [alt.Scale(domain=each, nice=False) for each in ends]
    place = {
        "x": alt.X("x:Q", title=f"{axis} 1", axis=bare, scale=scales[0]),
        "y": alt.Y("y:Q", title=f"{axis} 2", axis=bare, scale=scales[1]),
    }
    points = (
        alt.Chart(frame)
        .encode(
            **place,
            color=alt.Color(
                f"{by}:N",
                legend=None,
                scale=alt.Scale(domain=names, range=_colours(len(names))),
            ),
            tooltip=[
                alt.Tooltip("true:N", title="True class"),
                alt.Tooltip("discovered:N", title="Discovered as"),
                *([alt.Tooltip("example:N", title="For example")] if "example" in frame else []),
            ],
        )
        .mark_point(filled=True, size=34, opacity=0.85)
    )
    base = alt.Chart(middles).encode(x=place["x"])
    leader = base.encode(y=place["y"], y2="label:Q").mark_rule(color=palette.text, opacity=0.6)
    words = base.encode(
        y=alt.Y("label:Q", title=f"{axis} 2", axis=bare, scale=scales[1]),
        text=alt.Text(f"{by}:N"),
    )
    halo = words.mark_text(
        fontSize=11, fontWeight="bold", stroke=palette.background, strokeWidth=4, opacity=0.8
    )
    text = words.mark_text(fontSize=11, fontWeight="bold", color=palette.text)
    return alt.layer(points, leader, halo, text).properties(height=380, description=description)


def _colours(count: int) -> list[str]:
    """Return hues as far apart as the count allows, alternately darker and lighter."""
    turns = np.arange(count) * 360 / max(count, 1)
    return [
        f"hsl({turn:.0f}, 65%, {45 if place % 2 else 58}%)" for place, turn in enumerate(turns)
    ]
