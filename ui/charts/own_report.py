"""Precision and recall of a visitor's samples by every metric, with their intervals."""

import altair as alt
import pandas as pd

from ui.theme import Palette


def shares(frame: pd.DataFrame, palette: Palette) -> alt.LayerChart:
    """Return one dot for each share, a bar for its interval, a thick one for the hash seeds.

    Args:
        frame: Columns ``metric``, ``value``, ``low``, ``high``, ``seed_low``, ``seed_high``; the
            last two are missing where nothing is hashed.
        palette: Colours of the page's mode.
    """
    order = frame["metric"].tolist()
    y = alt.Y(
        "metric:N",
        title=None,
        sort=order,
        scale=alt.Scale(paddingOuter=0.5),
        axis=alt.Axis(labelLimit=260, labelPadding=8),
    )
    scale = alt.Scale(domain=[0, 1])
    axis = alt.Axis(format=".0%", tickCount=5)
    base = alt.Chart(frame).encode(y=y)
    interval = base.encode(
        x=alt.X("low:Q", title="Share of samples", scale=scale, axis=axis),
        x2=alt.X2("high:Q"),
    ).mark_rule(strokeWidth=2, color=palette.measured)
    seeds = (
        alt.Chart(frame.dropna(subset=["seed_low"]))
        .encode(y=y, x=alt.X("seed_low:Q", scale=scale), x2=alt.X2("seed_high:Q"))
        .mark_rule(strokeWidth=9, opacity=0.3, color=palette.measured)
    )
    dots = base.encode(
        x=alt.X("value:Q", scale=scale),
        tooltip=[
            alt.Tooltip("metric:N", title="Metric"),
            alt.Tooltip("value:Q", title="Value", format=".4f"),
            alt.Tooltip("low:Q", title="95 % interval from", format=".4f"),
            alt.Tooltip("high:Q", title="to", format=".4f"),
            alt.Tooltip("seed_low:Q", title="Hash seeds from", format=".4f"),
            alt.Tooltip("seed_high:Q", title="to", format=".4f"),
        ],
    ).mark_point(filled=True, size=90, color=palette.measured, opacity=1)
    return alt.layer(seeds, interval, dots).properties(
        height=28 * len(order) + 12,
        description="Precision and recall by every metric, with 95 % intervals.",
    )
