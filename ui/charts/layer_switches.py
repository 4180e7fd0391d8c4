"""One layer on, one layer off: two bars for each layer that say how much it matters."""

import altair as alt
import pandas as pd

from ui.theme import Palette

ROW_PIXELS = 20


def switched_on(frame: pd.DataFrame, palette: Palette) -> alt.Chart:
    """Return bars of the drift that each layer causes when it alone is quantized.

    Args:
        frame: Columns ``label``, ``one_on`` (drift of the output with this layer alone quantized)
            and ``relief`` (share of the whole drift that goes away with it at full precision),
            in the order in which they shall stand.
        palette: Colours of the page's mode.
    """
    bars = _base(frame).mark_bar(color=palette.error)
    return bars.encode(
        x=alt.X("one_on:Q", title="Drift, only this layer quantized", axis=alt.Axis(format="~%"))
    ).properties(height=ROW_PIXELS * len(frame), description=_finding(frame))


def switched_off(frame: pd.DataFrame, palette: Palette) -> alt.Chart:
    """Return bars of the drift that goes away when each layer alone keeps full precision.

    Args:
        frame: As for :func:`switched_on`.
        palette: Colours of the page's mode.
    """
    bars = _base(frame).mark_bar()
    return bars.encode(
        x=alt.X("relief:Q", title="Drift gone, only this layer full", axis=alt.Axis(format="~%")),
        color=alt.condition(
            alt.datum.relief < 0, alt.value(palette.clip), alt.value(palette.measured)
        ),
    ).properties(height=ROW_PIXELS * len(frame), description=_finding(frame))


def _base(frame: pd.DataFrame) -> alt.Chart:
    names = alt.Axis(labelLimit=150, labelOverlap=False)
    return alt.Chart(frame).encode(
        y=alt.Y("label:N", sort=list(frame["label"]), title=None, axis=names),
        tooltip=[
            alt.Tooltip("label:N", title="Layer"),
            alt.Tooltip("one_on:Q", title="Drift with it alone quantized", format=".3~%"),
            alt.Tooltip("relief:Q", title="Drift gone without it", format=".3~%"),
        ],
    )


def _finding(frame: pd.DataFrame) -> str:
    worst = frame.loc[frame["one_on"].idxmax()]
    best = frame.loc[frame["relief"].idxmax()]
    return (
        f"Of {len(frame)} layers, {worst['label']} alone moves the output most "
        f"({worst['one_on']:.2%} of its power); leaving {best['label']} at full precision takes "
        f"away most of the drift ({best['relief']:.1%})."
    )
