"""The BERT family: what each member shrinks to, and how much its weights err."""

import altair as alt
import pandas as pd

from ui.charts.method_scale import colour, shape
from ui.theme import Palette

LINEAR, WORDS = "linear layers only", "word table too"


def family_sizes_chart(frame: pd.DataFrame, palette: Palette, *, bits: int) -> alt.Chart:
    """Return the packed share of every member against its parameters.

    Args:
        frame: Columns ``title``, ``millions``, ``linear_only``, ``with_words`` (percent).
        palette: Colours of the page's mode.
        bits: Width of a weight, for the title.
    """
    names = {"linear_only": LINEAR, "with_words": WORDS}
    long = frame.rename(columns=names).melt(
        ["title", "millions"], list(names.values()), "quantized", "percent"
    )
    smallest = frame.loc[frame["millions"].idxmin()]
    largest = frame.loc[frame["millions"].idxmax()]
    return (
        alt.Chart(long)
        .encode(
            x=alt.X(
                "millions:Q",
                title="Parameters (millions, log)",
                scale=alt.Scale(type="log", nice=False, padding=20),
                axis=alt.Axis(format="~g", tickCount=5),
            ),
            y=alt.Y("percent:Q", title="Packed size (% of full)", scale=alt.Scale(zero=True)),
            color=alt.Color(
                "quantized:N",
                title="Quantized:",
                legend=alt.Legend(orient="top", columns=2),
                scale=alt.Scale(domain=[LINEAR, WORDS], range=[palette.quantized, palette.split]),
            ),
            shape=alt.Shape("quantized:N", legend=None),
            tooltip=[
                alt.Tooltip("title:N", title="Model"),
                alt.Tooltip("millions:Q", title="Million parameters", format=".1f"),
                alt.Tooltip("quantized:N", title="Quantized"),
                alt.Tooltip("percent:Q", title="Percent of full size", format=".1f"),
            ],
        )
        .mark_point(filled=True, size=80, opacity=0.85)
        .properties(
            height=300,
            description=f"At {bits} bits, with linear layers only, {smallest['title']} shrinks to "
            f"{smallest['linear_only']:.0f} % and {largest['title']} to "
            f"{largest['linear_only']:.0f} % of its size.",
        )
    )


def family_errors_chart(frame: pd.DataFrame, palette: Palette) -> alt.Chart:
    """Return the weight error of each measured model against its parameters.

    Args:
        frame: Columns ``model``, ``millions``, ``method``, ``percent``.
        palette: Colours of the page's mode.
    """
    methods = list(dict.fromkeys(frame["method"]))
    worst = frame.loc[frame["percent"].idxmax()]
    return (
        alt.Chart(frame)
        .encode(
            x=alt.X(
                "millions:Q",
                title="Parameters (millions, log)",
                scale=alt.Scale(type="log", nice=False, padding=40),
                axis=alt.Axis(format="~g", tickCount=5),
            ),
            y=alt.Y(
                "percent:Q",
                title="Weight error (% of the weights' power, log)",
                scale=alt.Scale(type="log"),
                axis=alt.Axis(format="~g", tickCount=5),
            ),
            color=colour(methods, palette),
            shape=shape(methods),
            tooltip=[
                alt.Tooltip("model:N", title="Model"),
                alt.Tooltip("method:N", title="Method"),
                alt.Tooltip("percent:Q", title="Error, %", format=".3g"),
            ],
        )
        .mark_point(filled=True, size=90)
        .properties(
            height=300,
            description=f"{frame['model'].nunique()} models; the largest error, "
            f"{worst['percent']:.3g} %, is that of {worst['model']} under {worst['method']}.",
        )
    )
