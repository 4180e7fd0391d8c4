"""The largest weight of every row or column: where one step for all is a bad fit."""

import altair as alt
import pandas as pd

from ui.theme import Palette


def row_maxima(
    frame: pd.DataFrame, palette: Palette, *, axis: str, clip: float | None = None
) -> alt.LayerChart:
    """Return one bar for each row or column (or for each run of neighbours).

    Args:
        frame: Columns ``index``, ``largest`` and ``smallest``: the largest and the smallest
            of the largest magnitudes in each run of neighbours.
        palette: Colours of the page's mode.
        axis: ``"row"`` or ``"column"``.
        clip: Reach of the grid, or None where each row has its own.
    """
    bars = (
        alt.Chart(frame)
        .mark_rect(color=palette.full, opacity=0.85)
        .encode(
            x=alt.X("index:Q", title=f"{axis.capitalize()}", axis=alt.Axis(grid=False)),
            x2=alt.X2("end:Q"),
            y=alt.Y("largest:Q", title="Largest magnitude", axis=alt.Axis(tickCount=4)),
            y2=alt.Y2Datum(0),
            tooltip=[
                alt.Tooltip("index:Q", title=f"From {axis}"),
                alt.Tooltip("largest:Q", title="Largest magnitude", format=".4g"),
                alt.Tooltip("smallest:Q", title="Smallest of the run", format=".4g"),
            ],
        )
    )
    layers = [bars]
    if clip is not None:
        line = alt.Chart(pd.DataFrame({"clip": [clip]}))
        layers.append(
            line.mark_rule(color=palette.clip, strokeDash=[6, 4], strokeWidth=1.5).encode(
                y=alt.Y("clip:Q")
            )
        )
    middle = float(frame["largest"].median())
    ratio = float(frame["largest"].max()) / middle if middle else 1.0
    return alt.layer(*layers).properties(
        height=190,
        description=f"Largest magnitude of every {axis}: the largest is {ratio:.1f} times the "
        "middle one.",
    )
