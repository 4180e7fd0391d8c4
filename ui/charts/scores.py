"""Task scores over bits, over model size and over examples: the figures of the score page."""

import altair as alt
import pandas as pd

from ui.charts.method_scale import colour, shape
from ui.theme import Palette


def scores_over_bits(
    frame: pd.DataFrame,
    palette: Palette,
    *,
    metric: str,
    full: tuple[float, float, float],
    chosen: tuple[str, int],
) -> alt.LayerChart:
    """Return one line of scores for each method, full precision as a band across.

    Args:
        frame: Columns ``method``, ``bits``, ``score``, ``low``, ``high``.
        palette: Colours of the page's mode.
        metric: Name of the score for the axis.
        full: Score of full precision, and the ends of its interval.
        chosen: Method and bits that the visitor looks at.
    """
    methods = list(frame["method"].unique())
    bits = sorted(int(each) for each in frame["bits"].unique())
    score, low, high = full
    x = alt.X("bits:O", title="Bits for one weight", sort=bits, axis=alt.Axis(labelAngle=0))
    y_axis = alt.Axis(format=".2f", tickCount=6)
    base = alt.Chart(frame).encode(x=x, color=colour(methods, palette))
    band = (
        alt.Chart(pd.DataFrame({"low": [low], "high": [high]}))
        .mark_rect(color=palette.full, opacity=0.16)
        .encode(
            y=alt.Y("low:Q", title=metric, axis=y_axis, scale=alt.Scale(zero=False)),
            y2=alt.Y2("high:Q"),
        )
    )
    rule_frame = pd.DataFrame({"score": [score], "text": [f"full precision {score:.3f}"]})
    rule = alt.Chart(rule_frame).mark_rule(color=palette.full, strokeDash=[6, 4], strokeWidth=2)
    name = alt.Chart(rule_frame).mark_text(
        align="right", baseline="bottom", dy=-4, dx=-4, color=palette.text, fontSize=12
    )
    lines = base.mark_line(strokeWidth=2, opacity=0.9).encode(y=alt.Y("score:Q", title=metric))
    points = base.mark_point(filled=True, size=70, opacity=1).encode(
        y=alt.Y("score:Q"),
        shape=shape(methods),
        tooltip=[
            alt.Tooltip("method:N", title="Method"),
            alt.Tooltip("bits:O", title="Bits"),
            alt.Tooltip("score:Q", title=metric, format=".3f"),
            alt.Tooltip("low:Q", title="95 % interval from", format=".3f"),
            alt.Tooltip("high:Q", title="to", format=".3f"),
        ],
    )
    picked = frame[(frame["method"] == chosen[0]) & (frame["bits"] == chosen[1])]
    picked_base = alt.Chart(picked).encode(x=x)
    whisker = picked_base.mark_rule(color=palette.text, strokeWidth=2).encode(
        y=alt.Y("low:Q"), y2=alt.Y2("high:Q")
    )
    ring = picked_base.mark_point(size=260, color=palette.text, strokeWidth=2).encode(
        y=alt.Y("score:Q")
    )
    return alt.layer(
        band,
        rule.encode(y=alt.Y("score:Q")),
        name.encode(y=alt.Y("score:Q"), x=alt.XValue("width"), text=alt.Text("text:N")),
        lines,
        whisker,
        points,
        ring,
    ).properties(height=380, description=finding(frame, metric=metric, full=score))


def finding(frame: pd.DataFrame, *, metric: str, full: float) -> str:
    """Return the figure's finding: the best method at the fewest bits beside full precision."""
    fewest = frame[frame["bits"] == frame["bits"].min()]
    best = fewest.loc[fewest["score"].idxmax()]
    worst = fewest.loc[fewest["score"].idxmin()]
    return (
        f"{metric} at {int(best['bits'])} bits runs from {worst['score']:.3f} ({worst['method']}) "
        f"to {best['score']:.3f} ({best['method']}); full precision has {full:.3f}."
    )


def scores_over_size(frame: pd.DataFrame, palette: Palette, *, metric: str) -> alt.LayerChart:
    """Return scores against the packed size of the whole model, one line for each model.

    Args:
        frame: Columns ``model``, ``bits``, ``megabytes``, ``score``, ``low``, ``high``.
        palette: Colours of the page's mode.
        metric: Name of the score for the axis.
    """
    base = alt.Chart(frame).encode(
        x=alt.X("megabytes:Q", title="Packed size of the model (MB)", scale=alt.Scale(zero=False)),
        y=alt.Y("score:Q", title=metric, scale=alt.Scale(zero=False)),
        color=alt.Color(
            "model:N",
            title=None,
            legend=alt.Legend(orient="top", columns=2),
            scale=alt.Scale(
                range=[palette.quantized, palette.measured, palette.split, palette.error]
            ),
        ),
    )
    tooltip = [
        alt.Tooltip("model:N", title="Model"),
        alt.Tooltip("bits:O", title="Bits"),
        alt.Tooltip("megabytes:Q", title="Packed MB", format=".1f"),
        alt.Tooltip("score:Q", title=metric, format=".3f"),
    ]
    lines = base.mark_line(strokeWidth=2).encode(order=alt.Order("megabytes:Q"))
    points = base.mark_point(filled=True, size=60).encode(tooltip=tooltip)
    labels = base.mark_text(dy=-10, fontSize=11).encode(
        text=alt.Text("bits:O"), color=alt.ColorValue(palette.text)
    )
    return alt.layer(lines, points, labels).properties(
        height=320,
        description=f"{metric} of {frame['model'].nunique()} models against their packed size.",
    )


def own_scores(frame: pd.DataFrame, palette: Palette, *, metric: str) -> alt.LayerChart:
    """Return the scores of one method on the visitor's examples, with their intervals.

    Args:
        frame: Columns ``bits`` (32 is full precision), ``score``, ``low``, ``high``.
        palette: Colours of the page's mode.
        metric: Name of the score for the axis.
    """
    base = alt.Chart(frame[frame["bits"] < 32]).encode(
        x=alt.X("bits:O", title="Bits for one weight", axis=alt.Axis(labelAngle=0)),
        y=alt.Y("score:Q", title=metric, scale=alt.Scale(zero=False)),
    )
    full = (
        alt.Chart(frame[frame["bits"] == 32])
        .mark_rule(color=palette.full, strokeDash=[6, 4], strokeWidth=2)
        .encode(y=alt.Y("score:Q"))
    )
    bars = base.mark_rule(color=palette.quantized, strokeWidth=2).encode(
        y=alt.Y("low:Q", title=metric), y2=alt.Y2("high:Q")
    )
    points = base.mark_point(color=palette.quantized, filled=True, size=80)
    return alt.layer(full, bars, points).properties(
        height=280, description=f"{metric} on the visitor's examples against bits."
    )
