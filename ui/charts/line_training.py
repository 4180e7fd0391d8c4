"""The curve of a line network in training: its loss and what it finds on squares held out."""

import altair as alt
import pandas as pd

from ui.theme import Palette


def training_curve(
    frame: pd.DataFrame, palette: Palette, *, everything: float | None, steps: int
) -> alt.LayerChart:
    """Return the held-out overlap over the updates.

    Args:
        frame: Columns ``step``, ``loss`` (NaN before the first update), ``band_iou``.
        palette: Colours of the page's mode.
        everything: Overlap of calling everything a band, or None while it is not known.
        steps: Updates of the whole training.
    """
    x = alt.X(
        "step:Q", title="updates of the weights", scale=alt.Scale(domain=[0, steps], nice=False)
    )
    tips = [
        alt.Tooltip("step:Q", title="Updates"),
        alt.Tooltip("band_iou:Q", title="Band IoU, held out", format=".3f"),
        alt.Tooltip("loss:Q", title="Loss", format=".3f"),
    ]
    above = alt.Chart(frame).encode(
        x=x,
        y=alt.Y("band_iou:Q", title="band IoU, held out", scale=alt.Scale(domain=[0, 1])),
        tooltip=tips,
    )
    upper = [
        above.mark_line(color=palette.measured, point={"color": palette.measured, "size": 45})
    ]
    if everything is not None:
        known = pd.DataFrame({"value": [everything], "text": ["all called band"]})
        flat = alt.Chart(known).encode(y=alt.Y("value:Q"))
        upper.append(flat.mark_rule(color=palette.full, strokeDash=[6, 4]))
        upper.append(
            flat.encode(text=alt.Text("text:N"), x=alt.XValue("width")).mark_text(
                align="right", baseline="top", dy=4, dx=-4, color=palette.text, fontSize=12
            )
        )
    return alt.layer(*upper).properties(height=260, description=finding(frame))


def loss_curve(frame: pd.DataFrame, palette: Palette, *, steps: int) -> alt.Chart:
    """Return the loss over the updates.

    Args:
        frame: Columns ``step``, ``loss`` (NaN before the first update).
        palette: Colours of the page's mode.
        steps: Updates of the whole training.
    """
    return (
        alt.Chart(frame.dropna(subset=["loss"]), height=180)
        .encode(
            x=alt.X(
                "step:Q",
                title="updates of the weights",
                scale=alt.Scale(domain=[0, steps], nice=False),
            ),
            y=alt.Y("loss:Q", title="loss", scale=alt.Scale(zero=False)),
            tooltip=[
                alt.Tooltip("step:Q", title="Updates"),
                alt.Tooltip("loss:Q", title="Loss", format=".3f"),
            ],
        )
        .mark_line(color=palette.error, point={"color": palette.error, "size": 45})
    )


def finding(frame: pd.DataFrame) -> str:
    """Return the figure's finding."""
    first, last = frame.iloc[0], frame.iloc[-1]
    return (
        f"Band IoU on held-out squares goes from {first['band_iou']:.2f} to "
        f"{last['band_iou']:.2f} in {int(last['step'])} updates"
    )
