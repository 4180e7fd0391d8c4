"""A binary network beside its float twin: accuracy, signs that change, latent weights."""

import altair as alt
import pandas as pd

from ui.theme import Palette

BINARY, FLOAT = "binary", "float twin"
KEPT, STEPS = "changed from start to end", "changes counted step by step"
HEIGHT = 280


def _epochs(epochs: int) -> alt.X:
    ticks = list(range(0, epochs + 1, max(1, epochs // 6)))
    return alt.X(
        "epoch:Q",
        title="Epoch",
        scale=alt.Scale(domain=[0, epochs], nice=False),
        axis=alt.Axis(values=ticks, format="d"),
    )


def _networks(palette: Palette) -> alt.Color:
    return alt.Color(
        "network:N",
        title=None,
        scale=alt.Scale(domain=[BINARY, FLOAT], range=[palette.quantized, palette.full]),
        legend=alt.Legend(orient="top", symbolOpacity=1),
    )


def accuracy_curves(frame: pd.DataFrame, palette: Palette, *, epochs: int) -> alt.LayerChart:
    """Return the test accuracy of both networks with its interval, epoch after epoch.

    Args:
        frame: Columns ``network``, ``epoch``, ``accuracy``, ``low``, ``high``.
        palette: Colours of the page's mode.
        epochs: Passes of the whole race; the axis does not move while it runs.
    """
    base = alt.Chart(frame).encode(x=_epochs(epochs), color=_networks(palette))
    scale = alt.Scale(domain=[int(10 * frame["low"].min()) / 10, 1])
    title, axis = "Test digits named rightly", alt.Axis(format=".0%")
    y = alt.Y("accuracy:Q", title=title, scale=scale, axis=axis)
    band = base.mark_area(opacity=0.15).encode(
        y=alt.Y("low:Q", title=title, scale=scale, axis=axis), y2=alt.Y2("high:Q")
    )
    line = base.mark_line(strokeWidth=2.5).encode(y=y)
    points = base.mark_point(filled=True, size=45, opacity=1).encode(
        y=y,
        tooltip=[
            alt.Tooltip("network:N", title="Network"),
            alt.Tooltip("epoch:Q", title="Epoch"),
            alt.Tooltip("accuracy:Q", title="Accuracy", format=".1%"),
            alt.Tooltip("low:Q", title="95 % interval from", format=".1%"),
            alt.Tooltip("high:Q", title="to", format=".1%"),
        ],
    )
    return alt.layer(band, line, points).properties(
        height=HEIGHT, description=accuracy_finding(frame)
    )


def accuracy_finding(frame: pd.DataFrame) -> str:
    """Return the latest accuracy of each network in words."""
    last = frame.sort_values("epoch").groupby("network").last()
    words = [
        f"{name} {row['accuracy']:.1%} after {int(row['epoch'])} epochs"
        for name, row in last.iterrows()
    ]
    return f"Test accuracy: {', '.join(words)}."


def flip_bars(frame: pd.DataFrame, palette: Palette, *, epochs: int) -> alt.LayerChart:
    """Return the share of binary weights whose sign changed, for each epoch, in two ways.

    Args:
        frame: Columns ``epoch``, ``changed_share``, ``flips_share``.
        palette: Colours of the page's mode.
        epochs: Passes of the whole race.
    """
    scale = alt.Scale(domain=[KEPT, STEPS], range=[palette.quantized, palette.error])
    legend = alt.Legend(orient="top", labelLimit=260, columns=1)
    base = alt.Chart(frame.assign(kept=KEPT, steps=STEPS)).encode(x=_epochs(epochs))
    tooltip = [
        alt.Tooltip("epoch:Q", title="Epoch"),
        alt.Tooltip("changed_share:Q", title=KEPT, format=".2%"),
        alt.Tooltip("flips_share:Q", title=STEPS, format=".2%"),
    ]
    title = "Share of all binary weights"
    bars = base.mark_bar(size=max(4, 160 // max(1, epochs)), clip=True).encode(
        y=alt.Y("changed_share:Q", title=title, axis=alt.Axis(format=".0%")),
        color=alt.Color("kept:N", title=None, scale=scale, legend=legend),
        tooltip=tooltip,
    )
    points = base.mark_point(filled=True, size=55, opacity=1).encode(
        y=alt.Y("flips_share:Q", title=title),
        color=alt.Color("steps:N", title=None, scale=scale, legend=legend),
        tooltip=tooltip,
    )
    return alt.layer(bars, points).properties(height=HEIGHT, description=flip_finding(frame))


def flip_finding(frame: pd.DataFrame) -> str:
    """Return how the share of changed signs went from the first epoch to the latest."""
    first, last = frame.iloc[0], frame.iloc[-1]
    return (
        f"In epoch {int(first['epoch'])} {first['changed_share']:.1%} of the signs changed, in "
        f"epoch {int(last['epoch'])} {last['changed_share']:.1%}."
    )


def latent_weights(frame: pd.DataFrame, palette: Palette) -> alt.LayerChart:
    """Return the histogram of latent weights before the race and now.

    Args:
        frame: Columns ``left``, ``right`` (ends of a bin), ``before``, ``now`` (weights in it).
        palette: Colours of the page's mode.
    """
    title = "Latent weight; its sign is the bit"
    ends = [float(frame["left"].min()), float(frame["right"].max())]
    scale = alt.Scale(domain=ends, nice=False)
    axis = alt.Axis(format=".1f", tickCount=10)
    x = alt.X("left:Q", title=title, scale=scale, axis=axis)
    named = frame.assign(now_name="now", before_name="before training")
    base = alt.Chart(named).encode(
        tooltip=[
            alt.Tooltip("left:Q", title="From", format=".3f"),
            alt.Tooltip("right:Q", title="to", format=".3f"),
            alt.Tooltip("before:Q", title="Weights before", format=","),
            alt.Tooltip("now:Q", title="Weights now", format=","),
        ]
    )
    names = alt.Scale(domain=["now", "before training"], range=[palette.quantized, palette.text])
    legend = alt.Legend(orient="top")
    bars = base.mark_bar(opacity=0.85, binSpacing=0).encode(
        x=alt.X("left:Q", bin="binned", title=title, scale=scale, axis=axis),
        x2=alt.X2("right:Q"),
        y=alt.Y("now:Q", title="Weights in the bin"),
        color=alt.Color("now_name:N", title=None, scale=names, legend=legend),
    )
    outline = base.mark_line(interpolate="step-after", strokeWidth=1.5).encode(
        x=x,
        y=alt.Y("before:Q", title="Weights in the bin"),
        color=alt.Color("before_name:N", title=None, scale=names, legend=legend),
    )
    zero = alt.Chart(pd.DataFrame({"left": [0.0]})).mark_rule(
        color=palette.clip, strokeDash=[4, 3], strokeWidth=2
    )
    return alt.layer(bars, outline, zero.encode(x=x)).properties(
        height=HEIGHT, description=latent_finding(frame)
    )


def latent_finding(frame: pd.DataFrame) -> str:
    """Return how many weights lie in the bin around 0, before and now."""
    middle = frame.iloc[len(frame) // 2]
    return (
        f"Between {middle['left']:.3f} and {middle['right']:.3f} lie {int(middle['now']):,} "
        f"latent weights, {int(middle['before']):,} before training."
    )
