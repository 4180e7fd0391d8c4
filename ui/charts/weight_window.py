"""A window of a weight matrix; hovering a weight shows its arithmetic."""

import altair as alt
import pandas as pd

from ui.theme import Palette

VIEWS = {
    "error": "Error of each weight (quantized minus full)",
    "full": "Full-precision weight",
    "value": "Quantized weight",
}


def weight_window(frame: pd.DataFrame, palette: Palette, view: str = "error") -> alt.Chart:
    """Return a heat map of a few weights.

    Args:
        frame: Columns ``row``, ``column``, ``full``, ``value``, ``error``, ``code``, ``step``,
            ``formula``.
        palette: Colours of the page's mode.
        view: Key of ``VIEWS``: what the colour shows.
    """
    bound = float(frame[view].abs().max()) or 1.0
    worst = frame.loc[frame["error"].abs().idxmax()]
    return (
        alt.Chart(frame)
        .mark_rect(stroke=palette.background, strokeWidth=1.5)
        .encode(
            x=alt.X(
                "column:O", title="Column (input)", axis=alt.Axis(labelAngle=0, labelOverlap=True)
            ),
            y=alt.Y("row:O", title="Row (output)"),
            color=alt.Color(
                f"{view}:Q",
                title=None,
                scale=alt.Scale(
                    domain=[-bound, 0, bound], range=_ends(palette), interpolate="rgb"
                ),
                legend=alt.Legend(orient="right", format=".2g", gradientLength=180),
            ),
            tooltip=[
                alt.Tooltip("formula:N", title="Arithmetic"),
                alt.Tooltip("full:Q", title="Full precision", format=".6f"),
                alt.Tooltip("code:N", title="Code"),
                alt.Tooltip("step:Q", title="Step", format=".6f"),
                alt.Tooltip("value:Q", title="Quantized", format=".6f"),
                alt.Tooltip("error:Q", title="Error", format="+.6f"),
            ],
        )
        .properties(
            height=360,
            description=f"{VIEWS[view]}: the largest error in the window is "
            f"{worst['error']:+.4g} at row {worst['row']}, column {worst['column']}.",
        )
    )


def _ends(palette: Palette) -> list[str]:
    return [palette.clip, palette.background, palette.quantized]
