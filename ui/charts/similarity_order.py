"""High, medium, low: one line for each unlabeled set, by transfer flow or by accuracy."""

import altair as alt
import pandas as pd

from ui.charts.similarity import LEVELS
from ui.theme import Palette


def order_lines(
    frame: pd.DataFrame, palette: Palette, *, value: str, share: bool, lowest: float | None = None
) -> alt.LayerChart:
    """Return a line for each unlabeled set over the levels; broken order stands out.

    Args:
        frame: Columns ``set``, ``level``, ``value`` and ``holds`` (whether each level of the set
            lies above the next).
        palette: Colours of the page's mode.
        value: What is measured, with its unit.
        share: Whether it is written in percent.
        lowest: Lower end of the axis; None chooses it.
    """
    names = {True: "order held", False: "order broken"}
    shown = frame.assign(order=frame["holds"].map(names))
    scale = alt.Scale(zero=False) if lowest is None else alt.Scale(domainMin=lowest)
    base = alt.Chart(shown).encode(
        x=alt.X(
            "level:O",
            title="Similarity of L to U by construction",
            sort=list(LEVELS),
            axis=alt.Axis(labelAngle=0),
        ),
        y=alt.Y(
            "value:Q",
            title=value,
            scale=scale,
            axis=alt.Axis(format=".0%" if share else "~g"),
        ),
        color=alt.Color(
            "order:N",
            title=None,
            scale=alt.Scale(domain=list(names.values()), range=[palette.measured, palette.clip]),
            legend=alt.Legend(orient="top", symbolStrokeWidth=0),
        ),
        detail="set:N",
        tooltip=[
            alt.Tooltip("set:N", title="Unlabeled set"),
            alt.Tooltip("level:N", title="Similarity"),
            alt.Tooltip("value:Q", title=value, format=".1%" if share else ".2f"),
        ],
    )
    line = base.mark_line(strokeWidth=2.5).encode(
        strokeDash=alt.StrokeDash(
            "order:N",
            title=None,
            scale=alt.Scale(domain=list(names.values()), range=[[1, 0], [6, 4]]),
        )
    )
    point = base.mark_point(filled=True, size=70, opacity=1)
    return alt.layer(line, point).properties(
        height=300, description=order_finding(frame, value=value)
    )


def order_finding(frame: pd.DataFrame, *, value: str) -> str:
    """Return in how many sets the order holds."""
    holds = frame.groupby("set")["holds"].first()
    name = value.partition(" (")[0]
    return f"{name}: high > medium > low in {int(holds.sum())} of {len(holds)} unlabeled sets"
