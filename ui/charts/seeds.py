"""How much another training seed changes a quantized score."""

import altair as alt
import pandas as pd

from ui.charts.method_scale import colour
from ui.theme import Palette


def scores_by_seed(frame: pd.DataFrame, palette: Palette, *, metric: str) -> alt.LayerChart:
    """Return the mean over seeds as a line, the range of seeds as a band, each seed as a dot.

    Args:
        frame: Columns ``method``, ``bits``, ``seed``, ``score``; method ``full`` is 32 bits.
        palette: Colours of the page's mode.
        metric: Name of the score for the axis.
    """
    quantized = frame[frame["method"] != "full"]
    methods = list(quantized["method"].unique())
    x = alt.X("bits:O", title="Bits for one weight", axis=alt.Axis(labelAngle=0))
    scale = alt.Scale(zero=False)
    base = alt.Chart(quantized).encode(x=x, color=colour(methods, palette))
    band = base.mark_area(opacity=0.18).encode(
        y=alt.Y("min(score):Q", title=metric, scale=scale), y2=alt.Y2("max(score):Q")
    )
    line = base.mark_line(strokeWidth=2).encode(y=alt.Y("mean(score):Q", title=metric))
    dots = base.mark_point(filled=True, size=35).encode(
        y=alt.Y("score:Q"),
        tooltip=[
            alt.Tooltip("method:N", title="Method"),
            alt.Tooltip("bits:O", title="Bits"),
            alt.Tooltip("seed:O", title="Seed"),
            alt.Tooltip("score:Q", title=metric, format=".3f"),
        ],
    )
    full = (
        alt.Chart(frame[frame["method"] == "full"])
        .mark_rule(color=palette.full, strokeDash=[6, 4])
        .encode(y=alt.Y("score:Q"))
    )
    return alt.layer(band, line, dots, full).properties(
        height=300, description=f"{metric} over training seeds for {', '.join(methods)}."
    )
