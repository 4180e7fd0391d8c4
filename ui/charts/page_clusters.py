"""Clusters of a layer to click on: in a picture, and as bars by their share of ink."""

import altair as alt
import pandas as pd

from ui.theme import Palette

SELECTION = "cluster"
KINDS = ("background", "text", "graphic")
SIDE = 340  # pixels of the picture
BAR, AROUND = 17, 120  # pixels of a bar, and of axis and legend


def kind_colours(palette: Palette) -> list[str]:
    """Return the colours of paper, text and graphics: as in the picture above."""
    return [palette.full, "#2166AC", "#E08214"]


def cluster_finding(frame: pd.DataFrame, *, layer: str) -> str:
    """Return how many clusters of a layer stand for what, and which one is least certain.

    Args:
        frame: Columns ``cluster``, ``kind``, ``confidence``, ``corrected``.
        layer: Name of the layer.
    """
    counts = frame["kind"].value_counts()
    words = ", ".join(f"{counts[kind]} {kind}" for kind in KINDS if kind in counts)
    open_rows = frame[~frame["corrected"]]
    text = f"Layer {layer}: {words}."
    if len(open_rows):
        least = open_rows.loc[open_rows["confidence"].idxmin()]
        text += (
            f" Least certain: cluster {least['cluster']} as {least['kind']}, confidence "
            f"{least['confidence']:.0%}."
        )
    return text


def _picked() -> alt.Parameter:
    return alt.selection_point(
        name=SELECTION, fields=["cluster"], on="click", toggle="false", empty=False
    )


def _colour(palette: Palette) -> alt.Color:
    return alt.Color(
        "kind:N",
        title="stands for",
        scale=alt.Scale(domain=list(KINDS), range=kind_colours(palette)),
        legend=alt.Legend(orient="top"),
    )


def cluster_picture(frame: pd.DataFrame, palette: Palette) -> alt.Chart:
    """Return the clusters of one picture, a cell for each place of the layer.

    Args:
        frame: Columns ``row``, ``column``, ``cluster``, ``kind``, ``ink``.
        palette: Colours of the page's mode.
    """
    shown = frame.assign(strength=0.25 + 0.75 * frame["ink"])
    cells = int(frame["column"].max()) + 1
    axis = {"axis": None, "scale": alt.Scale(paddingInner=0, paddingOuter=0)}
    return (
        alt.Chart(shown, height=SIDE, width=SIDE)
        .encode(
            x=alt.X("column:O", **axis),
            y=alt.Y("row:O", **axis),
            color=_colour(palette),
            opacity=alt.Opacity(
                "strength:Q", scale=alt.Scale(domain=[0, 1], range=[0, 1]), legend=None
            ),
            tooltip=[
                alt.Tooltip("cluster:N", title="Cluster"),
                alt.Tooltip("kind:N", title="Stands for"),
                alt.Tooltip("ink:Q", title="Share of ink", format=".0%"),
            ],
        )
        .mark_rect(cursor="pointer", strokeWidth=0 if cells > 20 else 0.5)
        .add_params(_picked())
    )


def cluster_bars(frame: pd.DataFrame, palette: Palette) -> alt.Chart:
    """Return a bar for each cluster: how much of it is ink; pale where the proposal is unsure.

    Args:
        frame: Columns ``cluster``, ``kind``, ``ink``, ``share``, ``confidence``, ``luminance``,
            ``thickness``, ``corrected``.
        palette: Colours of the page's mode.
    """
    shown = frame.sort_values("ink", ascending=False)
    names = shown["cluster"].map(lambda number: f"cluster {number}")
    shown = shown.assign(name=names, weight=shown["confidence"].where(~shown["corrected"], 1.0))
    return (
        alt.Chart(shown, height=BAR * len(shown) + AROUND)
        .encode(
            y=alt.Y("name:N", title=None, sort=names.tolist(), axis=alt.Axis(labelOverlap=False)),
            x=alt.X(
                "ink:Q",
                title="share of its pixels that are ink",
                scale=alt.Scale(domain=[0, 1]),
                axis=alt.Axis(format=".0%", values=[0, 0.5, 1]),
            ),
            color=_colour(palette),
            opacity=alt.Opacity(
                "weight:Q", scale=alt.Scale(domain=[0, 0.6], range=[0.35, 1], clamp=True),
                legend=None,
            ),
            tooltip=[
                alt.Tooltip("name:N", title="Cluster"),
                alt.Tooltip("kind:N", title="Stands for"),
                alt.Tooltip("confidence:Q", title="Confidence of the proposal", format=".0%"),
                alt.Tooltip("share:Q", title="Share of all pixels", format=".1%"),
                alt.Tooltip("luminance:Q", title="Mean grey level (0 to 255)", format=".0f"),
                alt.Tooltip("thickness:Q", title="Thickness of dark areas (px)", format=".1f"),
            ],
        )
        .mark_bar(cursor="pointer")
        .add_params(_picked())
    )  # fmt: skip
