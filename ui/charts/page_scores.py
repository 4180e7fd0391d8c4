"""How well lines are read on a drawn page, beside real scans."""

import altair as alt
import pandas as pd

from ui.theme import Palette

PAGES = ("this page", "real scans")


def score_bars(frame: pd.DataFrame, palette: Palette) -> alt.Chart:
    """Return bars of each measure, one for the page and one for the scans.

    Args:
        frame: Columns ``measure``, ``pages`` (one of ``PAGES``), ``value`` from 0 to 1.
        palette: Colours of the page's mode.
    """
    return (
        alt.Chart(frame, height=280)
        .encode(
            y=alt.Y("measure:N", title="measure", sort=None),
            yOffset=alt.YOffset("pages:N", sort=list(PAGES)),
            x=alt.X(
                "value:Q",
                title="score (1 = perfect)",
                scale=alt.Scale(domain=[0, 1.06], nice=False),
                axis=alt.Axis(values=[0, 0.5, 1]),
            ),
            color=alt.Color(
                "pages:N",
                title=None,
                scale=alt.Scale(domain=list(PAGES), range=[palette.measured, palette.full]),
                legend=alt.Legend(orient="top"),
            ),
            tooltip=[
                alt.Tooltip("measure:N", title="Measure"),
                alt.Tooltip("pages:N", title="Pages"),
                alt.Tooltip("value:Q", title="Score", format=".3f"),
            ],
        )
        .mark_bar()
    )
