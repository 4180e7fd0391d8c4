"""What the labels add or cost, cell by cell, and whether pseudo transfer flow advised rightly."""

import altair as alt
import pandas as pd

from ui.charts.similarity import level_colour
from ui.theme import Palette

MANY = 60  # cells above which marks would touch
ADVICE = {True: "right", False: "wrong"}


def label_gains(frame: pd.DataFrame, palette: Palette) -> alt.LayerChart:
    """Return a bar for each cell, what costs most first; a mark says how good the advice was.

    Args:
        frame: Columns ``cell``, ``gain`` (accuracy with less accuracy without labels),
            ``found``, ``found_plain``, ``level``, ``advised``, ``right``.
        palette: Colours of the page's mode.
    """
    shown = frame.sort_values("gain", kind="stable").reset_index(drop=True)
    shown = shown.assign(
        place=range(1, len(shown) + 1),
        points=100 * shown["gain"],
        verdict=shown["right"].map(ADVICE),
        advice=shown["advised"].map({True: "use the labels", False: "do without"}),
    )
    base = alt.Chart(shown).encode(
        x=alt.X(
            "place:O",
            title=f"The {len(shown)} cells, the greatest loss first",
            axis=alt.Axis(labels=False, ticks=False),
        ),
        tooltip=[
            alt.Tooltip("cell:N", title="Cell"),
            alt.Tooltip("level:N", title="Similarity"),
            alt.Tooltip("points:Q", title="Labels add (points)", format="+.1f"),
            alt.Tooltip("found:Q", title="Accuracy, labels used", format=".1%"),
            alt.Tooltip("found_plain:Q", title="Accuracy, no labels", format=".1%"),
            alt.Tooltip("advice:N", title="Pseudo flow says"),
            alt.Tooltip("verdict:N", title="That is"),
        ],
    )
    height = alt.Y(
        "points:Q", title="Labels add to accuracy (points)", scale=alt.Scale(padding=12)
    )
    bars = base.encode(y=height, color=level_colour(palette)).mark_bar()
    zero = (
        alt.Chart(pd.DataFrame({"points": [0.0]}))
        .encode(y=alt.Y("points:Q"))
        .mark_rule(color=palette.text)
    )
    marks = base.encode(
        y=height,
        shape=alt.Shape(
            "verdict:N",
            title="Pseudo flow's advice",
            scale=alt.Scale(domain=list(ADVICE.values()), range=["circle", "cross"]),
            legend=alt.Legend(
                orient="bottom",
                symbolFillColor=palette.text,
                symbolStrokeColor=palette.text,
            ),
        ),
    ).mark_point(filled=True, size=46 if len(shown) <= MANY else 16, color=palette.text, opacity=1)
    return alt.layer(bars, zero, marks).properties(height=330, description=gain_finding(frame))


def gain_finding(frame: pd.DataFrame) -> str:
    """Return in how many cells the labels cost accuracy, and how often the advice was right."""
    lost, right = int((frame["gain"] < 0).sum()), int(frame["right"].sum())
    return (
        f"Labels cost accuracy in {lost} of {len(frame)} cells, and pseudo transfer flow advised "
        f"rightly in {right}."
    )
