"""Every share of a generator before and after compression, with its interval."""

import altair as alt
import pandas as pd

from ui.theme import Palette

FULL, COMPRESSED = "full precision", "compressed"


def before_and_after(frame: pd.DataFrame, palette: Palette) -> alt.LayerChart:
    """Return two dots for each metric, joined by a line, a bar for each interval.

    Args:
        frame: Columns ``metric``, ``network`` (``FULL`` or ``COMPRESSED``), ``value``, ``low``,
            ``high``; shares from 0 to 1.
        palette: Colours of the page's mode.
    """
    order = list(dict.fromkeys(frame["metric"]))
    networks = [FULL, COMPRESSED]
    y = alt.Y(
        "metric:N",
        title=None,
        sort=order,
        scale=alt.Scale(paddingOuter=0.4, paddingInner=0.3),
        axis=alt.Axis(labelLimit=230, labelPadding=8),
    )
    offset = alt.YOffset("network:N", sort=networks)
    colour = alt.Color(
        "network:N",
        title=None,
        sort=networks,
        scale=alt.Scale(domain=networks, range=[palette.full, palette.quantized]),
        legend=alt.Legend(orient="top", direction="vertical"),
    )
    scale = alt.Scale(domain=[0, 1])
    axis = alt.Axis(format=".0%", tickCount=5)
    base = alt.Chart(frame).encode(y=y, yOffset=offset, color=colour)
    bars = base.encode(
        x=alt.X("low:Q", title="Share of samples", scale=scale, axis=axis), x2=alt.X2("high:Q")
    ).mark_rule(strokeWidth=2)
    dots = base.encode(
        x=alt.X("value:Q", scale=scale),
        shape=alt.Shape(
            "network:N",
            scale=alt.Scale(domain=networks, range=["circle", "diamond"]),
            sort=networks,
            legend=None,
        ),
        tooltip=[
            alt.Tooltip("metric:N", title="Metric"),
            alt.Tooltip("network:N", title="Network"),
            alt.Tooltip("value:Q", title="Value", format=".3f"),
            alt.Tooltip("low:Q", title="95 % interval from", format=".3f"),
            alt.Tooltip("high:Q", title="to", format=".3f"),
        ],
    ).mark_point(filled=True, size=80, opacity=1)
    return alt.layer(bars, dots).properties(
        height=40 * len(order) + 12, description=_finding(frame)
    )


def _finding(frame: pd.DataFrame) -> str:
    wide = frame.pivot_table(index="metric", columns="network", values="value", sort=False)
    parts = [f"{name} {row[FULL]:.2f} to {row[COMPRESSED]:.2f}" for name, row in wide.iterrows()]
    return f"From full precision to compressed: {'; '.join(parts)}."
