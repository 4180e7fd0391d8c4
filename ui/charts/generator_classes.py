"""Which classes a generator draws, before and after compression."""

from collections.abc import Sequence

import altair as alt
import pandas as pd

from ui.theme import Palette

FULL, COMPRESSED = "full precision", "compressed"


def class_shares(frame: pd.DataFrame, palette: Palette, *, even: float) -> alt.LayerChart:
    """Return two bars for each class: its share of the drawn samples before and after.

    Args:
        frame: Columns ``class``, ``which`` (``FULL`` or ``COMPRESSED``), ``share`` (0 to 1),
            ``samples`` and ``confidence`` (mean probability of that class's samples).
        palette: Colours of the page's mode.
        even: Share of each class if all were drawn alike.
    """
    order: Sequence[str] = list(dict.fromkeys(frame["class"]))
    bars = (
        alt.Chart(frame)
        .encode(
            x=alt.X(
                "class:N",
                sort=list(order),
                title="Class that the classifier sees",
                axis=alt.Axis(labelAngle=0),
            ),
            xOffset=alt.XOffset("which:N", sort=[FULL, COMPRESSED]),
            y=alt.Y("share:Q", title="Share of samples (%)", axis=alt.Axis(format="~%")),
            color=alt.Color(
                "which:N",
                title=None,
                sort=[FULL, COMPRESSED],
                scale=alt.Scale(
                    domain=[FULL, COMPRESSED], range=[palette.full, palette.quantized]
                ),
                legend=alt.Legend(orient="top"),
            ),
            tooltip=[
                alt.Tooltip("class:N", title="Class"),
                alt.Tooltip("which:N", title="Which"),
                alt.Tooltip("share:Q", title="Share", format=".1%"),
                alt.Tooltip("samples:Q", title="Samples"),
                alt.Tooltip("confidence:Q", title="Mean confidence", format=".3f"),
            ],
        )
        .mark_bar()
    )
    line = alt.Chart(pd.DataFrame({"even": [even]})).encode(y="even:Q")
    rule = line.mark_rule(color=palette.text, strokeDash=[4, 4])
    return alt.layer(bars, rule).properties(height=280, description=_finding(frame))


def _finding(frame: pd.DataFrame) -> str:
    wide = frame.pivot_table(index="class", columns="which", values="share", sort=False)
    change = wide[COMPRESSED] - wide[FULL]
    if change.abs().max() == 0.0:
        return "Class shares before and after compression: none changes."
    lost, gained = change.idxmin(), change.idxmax()
    return (
        f"Class shares before and after compression: {lost} changes from "
        f"{wide[FULL][lost]:.0%} to {wide[COMPRESSED][lost]:.0%}, {gained} from "
        f"{wide[FULL][gained]:.0%} to {wide[COMPRESSED][gained]:.0%}."
    )
