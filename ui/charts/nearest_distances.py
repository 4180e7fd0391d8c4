"""How near generated squares lie to training squares, beside real ones of unseen books."""

import altair as alt
import pandas as pd

from ui.theme import Palette

KINDS = ("generated", "unseen real")


def distance_finding(frame: pd.DataFrame) -> str:
    """Return the medians of both kinds in words.

    Args:
        frame: Columns ``kind`` (one of ``KINDS``) and ``distance``.
    """
    middle = frame.groupby("kind")["distance"].median()
    made, real = (float(middle[each]) for each in KINDS)
    near = "no nearer" if made >= real else "nearer"
    return (
        f"Generated squares lie {near} to training squares than real squares of unseen books do: "
        f"median {made:.3g} against {real:.3g}."
    )


def distance_steps(frame: pd.DataFrame, palette: Palette, *, title: str) -> alt.Chart:
    """Return the share of squares whose nearest training square is nearer than a distance.

    Args:
        frame: Columns ``kind`` and ``distance``.
        palette: Colours of the page's mode.
        title: What the distance is, with its unit.
    """
    rows = frame.sort_values("distance")
    rank = rows.groupby("kind").cumcount() + 1
    shown = rows.assign(share=rank / rows.groupby("kind")["distance"].transform("size"))
    return (
        alt.Chart(shown, height=260)
        .encode(
            x=alt.X("distance:Q", title=title, scale=alt.Scale(zero=False)),
            y=alt.Y("share:Q", title="squares nearer than this", axis=alt.Axis(format=".0%")),
            color=alt.Color(
                "kind:N",
                title=None,
                scale=alt.Scale(domain=list(KINDS), range=[palette.measured, palette.full]),
                legend=alt.Legend(orient="top"),
            ),
        )
        .mark_line(interpolate="step-after", strokeWidth=2.5)
    )
