"""What outliers do to precision and recall: before and after, and over their share."""

import altair as alt
import pandas as pd

from ui.charts.precision_recall_scale import METRICS, metric_colour, metric_dash, metric_shape
from ui.theme import Palette


def before_and_after(frame: pd.DataFrame, palette: Palette) -> alt.LayerChart:
    """Return one arrow for each metric and score, from without to with outliers.

    Args:
        frame: Columns ``metric``, ``score`` ("precision" or "recall"), ``before``, ``after``, and
            the bounds ``low`` and ``high`` of ``after`` over hash seeds.
        palette: Colours of the page's mode.
    """
    frame = frame.assign(label=frame["metric"] + " " + frame["score"])
    order = [f"{metric} {score}" for score in ("precision", "recall") for metric in METRICS]
    y = alt.Y("label:N", title=None, sort=order, axis=alt.Axis(labelFontSize=13, labelLimit=150))
    scale = alt.Scale(domain=[0, 1])
    base = alt.Chart(frame).encode(y=y)
    way = base.mark_rule(strokeWidth=3, opacity=0.55).encode(
        x=alt.X("before:Q", title="Share of samples", scale=scale),
        x2=alt.X2("after:Q"),
        color=metric_colour(palette),
    )
    spread = base.mark_rule(strokeWidth=9, opacity=0.25).encode(
        x=alt.X("low:Q"), x2=alt.X2("high:Q"), color=metric_colour(palette)
    )
    start = base.mark_point(size=90, strokeWidth=2, color=palette.text, opacity=1).encode(
        x=alt.X("before:Q"), tooltip=_tooltip()
    )
    end = base.mark_point(size=130, filled=True, opacity=1).encode(
        x=alt.X("after:Q"),
        color=metric_colour(palette),
        shape=metric_shape(),
        tooltip=_tooltip(),
    )
    return alt.layer(way, spread, start, end).properties(height=260, description=finding(frame))


def _tooltip() -> list[alt.Tooltip]:
    return [
        alt.Tooltip("metric:N", title="Metric"),
        alt.Tooltip("score:N", title="Score"),
        alt.Tooltip("before:Q", title="Without outliers", format=".3f"),
        alt.Tooltip("after:Q", title="With outliers", format=".3f"),
        alt.Tooltip("low:Q", title="Least over hash seeds", format=".3f"),
        alt.Tooltip("high:Q", title="Greatest", format=".3f"),
    ]


def finding(frame: pd.DataFrame) -> str:
    """Return which metric moved most, and how far the others did."""
    moves = (frame["after"] - frame["before"]).abs()
    most = frame.loc[moves.idxmax()]
    others = moves[frame["metric"] != most["metric"]].max()
    return (
        f"Outliers move {most['metric']} {most['score']} from {most['before']:.2f} to "
        f"{most['after']:.2f}; the other metrics move by {others:.2f} at most."
    )


def over_share(frame: pd.DataFrame, palette: Palette, *, score: str) -> alt.LayerChart:
    """Return one score of the three metrics against the share of outliers.

    Args:
        frame: Columns ``metric``, ``percent``, ``value``, ``low``, ``high``.
        palette: Colours of the page's mode.
        score: "precision" or "recall".
    """
    base = alt.Chart(frame).encode(
        x=alt.X("percent:Q", title="Outliers (% of the set)"), color=metric_colour(palette)
    )
    y = alt.Y("value:Q", title=score.capitalize(), scale=alt.Scale(domain=[0, 1]))
    band = base.mark_area(opacity=0.18).encode(
        y=alt.Y("low:Q", title=score.capitalize()), y2=alt.Y2("high:Q")
    )
    line = base.mark_line(strokeWidth=2.5).encode(y=y, strokeDash=metric_dash())
    point = base.mark_point(filled=True, size=70, opacity=1).encode(
        y=y,
        shape=metric_shape(),
        tooltip=[
            alt.Tooltip("metric:N", title="Metric"),
            alt.Tooltip("percent:Q", title="Outliers (%)"),
            alt.Tooltip("value:Q", title=score.capitalize(), format=".3f"),
        ],
    )
    ends = frame.sort_values("percent").groupby("metric")["value"].agg(["first", "last"])
    text = "; ".join(
        f"{name} {row['first']:.2f} to {row['last']:.2f}" for name, row in ends.iterrows()
    )
    return alt.layer(band, line, point).properties(
        height=300, description=f"{score.capitalize()} as outliers are added: {text}."
    )
