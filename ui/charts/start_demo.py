"""The start page's figures: a patch of weights as a picture, and where its levels lie."""

import altair as alt
import numpy as np
import pandas as pd

from ui.theme import Palette


def patch_picture(patch: np.ndarray, *, reach: float, title: str, palette: Palette) -> alt.Chart:
    """Draw a patch of a weight matrix, one cell for each weight.

    Args:
        patch: Weights, rows x columns.
        reach: Magnitude at which the colour saturates.
        title: Title of the figure.
        palette: Colours of the theme.
    """
    rows, columns = np.indices(patch.shape)
    cells = pd.DataFrame(
        {"row": rows.ravel(), "column": columns.ravel(), "weight": patch.ravel().round(4)}
    )
    axis = alt.Axis(labels=False, ticks=False, domain=False, grid=False)
    low, less, more, high = (palette.diverging[place] for place in (1, 3, 6, 8))
    scale = alt.Scale(
        domain=[-reach, -reach / 2, 0, reach / 2, reach],
        range=[low, less, palette.background, more, high],
        clamp=True,
        interpolate="rgb",
    )
    return (
        alt.Chart(cells, title=title, height=230)
        .encode(
            x=alt.X("column:O", title="Input column", axis=axis, scale=alt.Scale(padding=0)),
            y=alt.Y("row:O", title="Output row", axis=axis, scale=alt.Scale(padding=0)),
            color=alt.Color("weight:Q", scale=scale, legend=None),
            tooltip=[alt.Tooltip("weight:Q", format=".4f", title="Weight")],
        )
        .mark_rect()
    )


def level_histogram(
    counts: np.ndarray, edges: np.ndarray, *, step: float, clip: float, palette: Palette
) -> alt.LayerChart:
    """Draw the distribution of all weights of the matrix and the levels that may replace them.

    Args:
        counts: Weights in each bin.
        edges: Bin edges, one more than ``counts``.
        step: Distance between two levels.
        clip: Largest magnitude of the grid.
        palette: Colours of the theme.
    """
    bins = pd.DataFrame({"left": edges[:-1], "right": edges[1:], "count": counts})
    reach = float(min(clip, edges[-1]))
    half = int(reach / step + 1e-6)
    levels = pd.DataFrame({"level": np.arange(-half, half + 1) * step})
    span = [float(edges[0]), float(edges[-1])]
    bars = (
        alt.Chart(bins)
        .encode(
            x=alt.X(
                "left:Q",
                bin="binned",
                title="Weight",
                scale=alt.Scale(domain=span, nice=False),
                axis=alt.Axis(tickCount=6),
            ),
            x2=alt.X2("right:Q"),
            y=alt.Y("count:Q", title="Number of weights", axis=alt.Axis(tickCount=3)),
            tooltip=["left", "right", "count"],
        )
        .mark_bar(color=palette.full, opacity=0.75, binSpacing=0)
    )
    lines = (
        alt.Chart(levels)
        .encode(x=alt.X("level:Q"), tooltip=[alt.Tooltip("level:Q", format=".4f", title="Level")])
        .mark_rule(color=palette.quantized, strokeWidth=1.5 if half < 40 else 0.6)
    )
    return alt.layer(bars, lines).properties(height=190)
