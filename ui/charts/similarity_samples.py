"""Transfer flow against samples per class: as published, unbiased, and with shuffled labels."""

import altair as alt
import pandas as pd

from ui.theme import Palette

MEASURES = ("as published", "unbiased", "labels shuffled")


def sample_curve(frame: pd.DataFrame, palette: Palette) -> alt.LayerChart:
    """Return a line with its range for each measure, samples per class on a logarithmic axis.

    Args:
        frame: Columns ``samples``, ``measure`` (one of ``MEASURES``), ``mean``, ``low``, ``high``.
        palette: Colours of the page's mode.
    """
    domain = list(MEASURES)
    counts = sorted(frame["samples"].unique().tolist())
    base = alt.Chart(frame).encode(
        x=alt.X(
            "samples:Q",
            title="Samples per class n (logarithmic)",
            scale=alt.Scale(type="log", nice=False),
            axis=alt.Axis(values=counts, format="d"),
        ),
        color=alt.Color(
            "measure:N",
            title=None,
            sort=domain,
            scale=alt.Scale(domain=domain, range=[palette.paper, palette.measured, palette.full]),
            legend=alt.Legend(orient="top", symbolOpacity=1),
        ),
        tooltip=[
            alt.Tooltip("measure:N", title="Transfer flow"),
            alt.Tooltip("samples:Q", title="Samples per class"),
            alt.Tooltip("mean:Q", title="Mean", format=".2f"),
            alt.Tooltip("low:Q", title="From", format=".2f"),
            alt.Tooltip("high:Q", title="to", format=".2f"),
        ],
    )
    title = "Transfer flow (0 to 10)"
    band = base.encode(y=alt.Y("low:Q", title=title), y2="high:Q").mark_area(opacity=0.25)
    line = base.encode(
        y=alt.Y("mean:Q", title=title, scale=alt.Scale(zero=True)),
        strokeDash=alt.StrokeDash(
            "measure:N",
            title=None,
            sort=domain,
            scale=alt.Scale(domain=domain, range=[[1, 0], [8, 4], [2, 3]]),
        ),
    ).mark_line(strokeWidth=3)
    point = base.encode(y=alt.Y("mean:Q", title=title)).mark_point(filled=True, size=60, opacity=1)
    return alt.layer(band, line, point).properties(height=360, description=curve_finding(frame))


def curve_finding(frame: pd.DataFrame) -> str:
    """Return what fewer samples do to the published value and to shuffled labels."""
    wide = frame.pivot_table(index="samples", columns="measure", values="mean").sort_index()
    few, many = wide.iloc[0], wide.iloc[-1]
    return (
        f"The same classes score {few[MEASURES[0]]:.2f} with {wide.index[0]} samples each and "
        f"{many[MEASURES[0]]:.2f} with {wide.index[-1]}; shuffled labels alone give "
        f"{few[MEASURES[2]]:.2f} and {many[MEASURES[2]]:.2f}."
    )
