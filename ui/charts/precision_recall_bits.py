"""Precision and recall of compressed generators over bits and over packed size."""

import altair as alt
import pandas as pd

from ui.charts.method_scale import colour, shape
from ui.charts.precision_recall_scale import metric_colour, metric_dash, metric_shape
from ui.theme import Palette


def over_bits(frame: pd.DataFrame, palette: Palette, *, score: str, chosen: int) -> alt.LayerChart:
    """Return precision or recall of the three metrics against bits.

    Args:
        frame: Columns ``metric``, ``score``, ``bits`` (text; "32" is full), ``value``,
            ``low``, ``high``.
        palette: Colours of the page's mode.
        score: "precision" or "recall".
        chosen: Bits that the numbers below speak of.
    """
    order = [str(each) for each in sorted({int(each) for each in frame["bits"]})]
    part, title = frame[frame["score"] == score], score.capitalize()
    x = alt.X("bits:O", title="Bits for one weight", sort=order, axis=alt.Axis(labelAngle=0))
    base = alt.Chart(part).encode(x=x, color=metric_colour(palette))
    y = alt.Y("value:Q", title=title, scale=alt.Scale(domain=[0, 1]))
    mark = (
        alt.Chart(part[part["bits"] == str(chosen)].head(1))
        .mark_rule(color=palette.text, strokeDash=[3, 3], opacity=0.6)
        .encode(x=alt.X("bits:O", sort=order))
    )
    spread = base.mark_rule(strokeWidth=6, opacity=0.3).encode(
        y=alt.Y("low:Q", title=title), y2=alt.Y2("high:Q")
    )
    line = base.mark_line(strokeWidth=2.5).encode(y=y, strokeDash=metric_dash())
    point = base.mark_point(filled=True, size=70, opacity=1).encode(
        y=y,
        shape=metric_shape(),
        tooltip=[
            alt.Tooltip("metric:N", title="Metric"),
            alt.Tooltip("bits:O", title="Bits"),
            alt.Tooltip("value:Q", title=title, format=".3f"),
            alt.Tooltip("low:Q", title="95 % interval from", format=".3f"),
            alt.Tooltip("high:Q", title="to", format=".3f"),
        ],
    )
    return alt.layer(mark, spread, line, point).properties(
        height=280, description=bits_finding(part, title)
    )


def bits_finding(part: pd.DataFrame, title: str) -> str:
    """Return how far a score moves by each metric from full precision to the fewest bits."""
    bits = part["bits"].astype(int)
    moves = []
    for metric, rows in part.groupby("metric", sort=False):
        full = rows[bits[rows.index] == bits.max()]["value"].mean()
        least = rows[bits[rows.index] == bits.min()]["value"].mean()
        moves.append(f"{metric} {full:.2f} to {least:.2f}")
    return f"{title} from full precision to {bits.min()} bits: {', '.join(moves)}."


def over_size(
    frame: pd.DataFrame, palette: Palette, *, title: str, full: float, lower_is_better: bool
) -> alt.LayerChart:
    """Return every setting in the plane of packed size and score, with the front.

    Args:
        frame: Columns ``kilobytes``, ``value``, ``low``, ``high``, ``method``, ``bits``,
            ``granularity``, ``collapsed``, ``on_front``.
        palette: Colours of the page's mode.
        title: Name of the score.
        full: The score at full precision, drawn as a line across.
        lower_is_better: Which end of the axis is good.
    """
    methods = list(dict.fromkeys(frame["method"]))
    scale = alt.Scale(type="symlog") if lower_is_better else alt.Scale(domain=[0, 1])
    base = alt.Chart(frame).encode(
        x=alt.X(
            "kilobytes:Q",
            title="Packed size of the generator (kB)",
            scale=alt.Scale(type="log", nice=False, padding=18),
            axis=alt.Axis(format="~s", tickCount=6),
        ),
        y=alt.Y("value:Q", title=title, scale=scale),
    )
    spread = base.mark_rule(strokeWidth=1.5, opacity=0.5).encode(
        y=alt.Y("low:Q", title=title), y2=alt.Y2("high:Q"), color=colour(methods, palette)
    )
    points = base.mark_point(filled=True, size=75, opacity=0.9).encode(
        color=colour(methods, palette),
        shape=shape(methods),
        tooltip=[
            alt.Tooltip("method:N", title="Method"),
            alt.Tooltip("bits:O", title="Bits"),
            alt.Tooltip("granularity:N", title="One step for each"),
            alt.Tooltip("kilobytes:Q", title="Packed kB", format=".1f"),
            alt.Tooltip("value:Q", title=title, format=".3f"),
            alt.Tooltip("low:Q", title="95 % interval from", format=".3f"),
            alt.Tooltip("high:Q", title="to", format=".3f"),
            alt.Tooltip("collapsed:N", title="Collapsed on every seed"),
        ],
    )
    cross = (
        base.transform_filter(alt.datum.collapsed)
        .mark_point(shape="cross", angle=45, size=260, color=palette.clip, strokeWidth=2.5)
        .encode()
    )
    front = base.transform_filter(alt.datum.on_front).mark_line(
        color=palette.measured, strokeWidth=1.5, interpolate="step-after"
    )
    rule = (
        alt.Chart(pd.DataFrame({"value": [full], "text": [f"full precision {full:.2f}"]}))
        .encode(y=alt.Y("value:Q", title=title, scale=scale))
        .mark_rule(color=palette.full, strokeDash=[6, 4], strokeWidth=2)
    )
    ruined = int(frame["collapsed"].sum())
    best = frame[frame["on_front"]].sort_values("kilobytes").iloc[0]
    return alt.layer(rule, front, spread, points, cross).properties(
        height=380,
        description=f"{title} against packed size of {len(frame)} settings; the smallest on the "
        f"front is {best['method']} at {best['bits']} bits with {best['value']:.2f}; {ruined} "
        "settings have collapsed (orange cross).",
    )
