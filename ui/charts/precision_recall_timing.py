"""Time for one sample against the number of references, both on logarithmic axes."""

import altair as alt
import pandas as pd

from ui.charts.precision_recall_scale import metric_colour, metric_dash, metric_shape
from ui.theme import Palette


def timing_curve(
    frame: pd.DataFrame, palette: Palette, *, slopes: dict[str, float]
) -> alt.LayerChart:
    """Return one line for each metric; its steepness is the power of n.

    Args:
        frame: Columns ``metric``, ``references``, ``microseconds``, ``distances``.
        palette: Colours of the page's mode.
        slopes: Measured power of n by metric.
    """
    base = alt.Chart(frame).encode(
        x=alt.X(
            "references:Q",
            title="References n",
            scale=alt.Scale(type="log", nice=False),
            axis=alt.Axis(format="~s", values=sorted(frame["references"].unique().tolist())),
        ),
        y=alt.Y(
            "microseconds:Q",
            title="Time for one sample (microseconds)",
            scale=alt.Scale(type="log"),
            axis=alt.Axis(format="~g", tickCount=5),
        ),
        color=metric_colour(palette),
    )
    line = base.mark_line(strokeWidth=2.5).encode(strokeDash=metric_dash())
    point = base.mark_point(filled=True, size=80, opacity=1).encode(
        shape=metric_shape(),
        tooltip=[
            alt.Tooltip("metric:N", title="Metric"),
            alt.Tooltip("references:Q", title="References", format=","),
            alt.Tooltip("microseconds:Q", title="Microseconds for one sample", format=".3g"),
            alt.Tooltip("distances:Q", title="Distances computed for one", format=",.0f"),
        ],
    )
    last = frame.sort_values("references").groupby("metric").tail(1)
    last = last.assign(text=[f"n^{slopes[name]:.2f}" for name in last["metric"]])
    label = (
        alt.Chart(last)
        .encode(x=alt.X("references:Q"), y=alt.Y("microseconds:Q"), text=alt.Text("text:N"))
        .mark_text(dy=-14, dx=-4, align="right", fontSize=13, fontWeight=600, color=palette.text)
    )
    grown = ", ".join(f"{name} as n^{power:.2f}" for name, power in slopes.items())
    return alt.layer(line, point, label).properties(
        height=380, description=f"Time for one sample grows with the references n: {grown}."
    )
