"""Every measured cell: transfer flow against discovery accuracy, colour by similarity."""

import altair as alt
import pandas as pd

from ui.theme import Palette

SELECTION = "cell"
LEVELS = ("high", "medium", "low")
SHAPES = ("circle", "triangle-up", "square", "diamond", "cross")
HEIGHT, LEGEND = 430, 28
"""Pixels of the figure, and of each line of its legend of benchmarks."""


def level_colour(palette: Palette) -> alt.Color:
    """Return the colour that a level of similarity has in every figure."""
    return alt.Color(
        "level:N",
        title="Similarity of L to U",
        scale=alt.Scale(
            domain=list(LEVELS), range=[palette.measured, palette.quantized, palette.clip]
        ),
        legend=alt.Legend(orient="top"),
    )


def similarity_scatter(
    frame: pd.DataFrame, palette: Palette, *, across: str, judge: str, chosen: str, finding: str
) -> alt.LayerChart:
    """Return the scatter; a click picks the nearest cell.

    Args:
        frame: Columns ``cell``, ``x``, ``found``, ``found_plain``, ``level``,
            ``benchmark``.
        palette: Colours of the page's mode.
        across: Title of the horizontal axis.
        judge: How classes were discovered.
        chosen: Cell that is marked.
        finding: What the figure shows, in words.
    """
    picked = alt.selection_point(
        name=SELECTION, fields=["cell"], on="click", nearest=True, empty=False, toggle=False
    )
    place = {
        "x": alt.X("x:Q", title=across, scale=alt.Scale(zero=False, nice=False, padding=14)),
        "y": alt.Y(
            "found:Q",
            title=f"Discovery accuracy ({judge})",
            scale=alt.Scale(zero=False, padding=14),
            axis=alt.Axis(format=".0%"),
        ),
    }
    benchmarks = list(dict.fromkeys(frame["benchmark"]))
    several = len(benchmarks) > 1
    points = (
        alt.Chart(frame)
        .encode(
            **place,
            color=level_colour(palette),
            shape=alt.Shape(
                "benchmark:N",
                title="Data, encoder",
                sort=benchmarks,
                scale=alt.Scale(domain=benchmarks, range=list(SHAPES[: len(benchmarks)])),
                legend=alt.Legend(
                    orient="bottom",
                    columns=1,
                    labelLimit=240,
                    symbolFillColor=palette.text,
                    symbolStrokeColor=palette.text,
                )
                if several
                else None,
            ),
            tooltip=[
                alt.Tooltip("cell:N", title="Cell"),
                alt.Tooltip("level:N", title="Similarity"),
                alt.Tooltip("x:Q", title=across, format=".2f"),
                alt.Tooltip("found:Q", title="Accuracy", format=".1%"),
                alt.Tooltip("found_plain:Q", title="Accuracy without labels", format=".1%"),
            ],
        )
        .mark_point(filled=True, size=90, opacity=0.85, cursor="pointer")
        .add_params(picked)
    )
    ring = (
        alt.Chart(frame[frame["cell"] == chosen])
        .encode(**place)
        .mark_point(size=380, filled=False, stroke=palette.text, strokeWidth=2.5, shape="circle")
    )
    height = HEIGHT + LEGEND * (len(benchmarks) + 1) * several
    return alt.layer(points, ring).properties(height=height, description=finding)
