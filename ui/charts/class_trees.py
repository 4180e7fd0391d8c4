"""Similarity by WordNet: between published sets of classes, and around one class."""

import altair as alt
import pandas as pd

from ui.theme import Palette


def set_similarity(
    frame: pd.DataFrame, palette: Palette, *, here: tuple[str, str], measure: str, description: str
) -> alt.LayerChart:
    """Return how near each labeled set is to each unlabeled one, the chosen pair framed.

    Args:
        frame: Columns ``labeled``, ``unlabeled``, ``level``, ``similarity``.
        palette: Colours of the page's mode.
        here: The chosen labeled and unlabeled set.
        measure: Name of the similarity.
        description: The finding.
    """
    shown = frame.assign(pair=frame["labeled"] + " for " + frame["unlabeled"])
    chosen = (shown["labeled"] == here[0]) & (shown["unlabeled"] == here[1])
    base = alt.Chart(shown).encode(
        y=alt.Y(
            "pair:N",
            title=None,
            sort=shown["pair"].tolist(),
            scale=alt.Scale(paddingOuter=0.5),
            axis=alt.Axis(labelOverlap=False),
        ),
        x=alt.X("similarity:Q", title=measure, axis=alt.Axis(tickCount=5)),
        tooltip=["pair:N", "level:N", alt.Tooltip("similarity:Q", format=".3f")],
    )
    bars = base.encode(
        color=alt.Color(
            "level:N",
            title="By construction",
            scale=alt.Scale(
                domain=["high", "medium", "low"],
                range=[palette.measured, palette.quantized, palette.clip],
            ),
            legend=alt.Legend(orient="top"),
        )
    ).mark_bar(height={"band": 0.7})
    mark = base.transform_filter(
        f"datum.labeled == '{here[0]}' && datum.unlabeled == '{here[1]}'"
    ).mark_bar(height={"band": 0.7}, filled=False, stroke=palette.text, strokeWidth=3)
    layers = [bars, mark] if chosen.any() else [bars]
    return alt.layer(*layers).properties(height=270, description=description)


def near_classes(
    frame: pd.DataFrame, palette: Palette, *, measure: str, description: str
) -> alt.Chart:
    """Return the classes nearest to one in meaning.

    Args:
        frame: Columns ``class``, ``superclass``, ``similarity``.
        palette: Colours of the page's mode.
        measure: Name of the similarity.
        description: The finding.
    """
    return (
        alt.Chart(frame)
        .encode(
            y=alt.Y(
                "class:N",
                title=None,
                sort=frame["class"].tolist(),
                scale=alt.Scale(paddingOuter=0.5),
                axis=alt.Axis(labelOverlap=False, labelLimit=170),
            ),
            x=alt.X(
                "similarity:Q",
                title=measure,
                scale=alt.Scale(domain=[0, 1]),
                axis=alt.Axis(tickCount=5),
            ),
            tooltip=["class:N", "superclass:N", alt.Tooltip("similarity:Q", format=".3f")],
        )
        .mark_bar(color=palette.quantized, height={"band": 0.7})
        .properties(height=260, description=description)
    )
