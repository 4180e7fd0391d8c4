"""How well lines are found on real scans, by what a segmenter has learnt from."""

import altair as alt
import pandas as pd

from ui.theme import Palette

LEARNT = ("rules", "made-up pages", "labelled scans")


def row_dots(frame: pd.DataFrame, palette: Palette, *, measure: str) -> alt.LayerChart:
    """Return one dot with its interval for each segmenter, the best on top.

    Args:
        frame: Columns ``title``, ``learnt`` (one of ``LEARNT``), ``value``, ``low``, ``high``,
            ``pages``.
        palette: Colours of the page's mode.
        measure: Name of the measure for the axis.
    """
    order = frame.sort_values("value", ascending=False)["title"].tolist()
    base = alt.Chart(frame).encode(
        y=alt.Y("title:N", title=None, sort=order, axis=alt.Axis(labelLimit=190)),
        color=alt.Color(
            "learnt:N",
            title="learnt from",
            scale=alt.Scale(
                domain=list(LEARNT), range=[palette.full, palette.measured, palette.paper]
            ),
            legend=alt.Legend(orient="top"),
        ),
    )
    span = base.encode(
        x=alt.X(
            "low:Q",
            title=f"{measure}, mean",
            scale=alt.Scale(domain=[0, 1.08], nice=False),
            axis=alt.Axis(values=[0, 0.25, 0.5, 0.75, 1]),
        ),
        x2=alt.X2("high:Q"),
    ).mark_rule(strokeWidth=3, opacity=0.55)
    dots = base.encode(
        x=alt.X("value:Q"),
        tooltip=[
            alt.Tooltip("title:N", title="Segmenter"),
            alt.Tooltip("value:Q", title=measure, format=".3f"),
            alt.Tooltip("low:Q", title="95 % interval from", format=".3f"),
            alt.Tooltip("high:Q", title="to", format=".3f"),
            alt.Tooltip("pages:Q", title="Pages"),
        ],
    ).mark_point(filled=True, size=110, opacity=1)
    numbers = base.encode(x=alt.X("high:Q"), text=alt.Text("value:Q", format=".2f")).mark_text(
        align="left", dx=8, fontSize=12
    )
    return alt.layer(span, dots, numbers).properties(
        height=140 + 34 * len(order), description=finding(frame, measure=measure)
    )


def finding(frame: pd.DataFrame, *, measure: str) -> str:
    """Return the figure's finding: the best row and the one behind it."""
    ranked = frame.sort_values("value", ascending=False)
    best = ranked.iloc[0]
    text = f"{measure}: {best['title']} is best with {best['value']:.2f}"
    if len(ranked) < 2:
        return text
    second = ranked.iloc[1]
    return f"{text}, then {second['title']} with {second['value']:.2f}"
