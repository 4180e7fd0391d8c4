"""How far a quantized network drifts from the full one on one sentence."""

import altair as alt
import numpy as np
import pandas as pd

from ui.theme import Palette


def state_drift(cosines: np.ndarray, palette: Palette) -> alt.LayerChart:
    """Return the cosine of the mean hidden state, depth by depth.

    Args:
        cosines: Shape (depths,): after the embeddings, then after each layer.
        palette: Colours of the page's mode.
    """
    frame = pd.DataFrame({"depth": np.arange(len(cosines)), "cosine": cosines})
    base = alt.Chart(frame).encode(
        x=alt.X("depth:O", title="After layer (0 = embeddings)", axis=alt.Axis(labelAngle=0)),
        y=alt.Y("cosine:Q", title="Cosine to full precision", scale=alt.Scale(zero=False)),
        tooltip=[
            alt.Tooltip("depth:O", title="After layer"),
            alt.Tooltip("cosine:Q", title="Cosine", format=".4f"),
        ],
    )
    line = base.mark_line(color=palette.quantized, strokeWidth=2)
    points = base.mark_point(color=palette.quantized, filled=True, size=70)
    return (line + points).properties(
        height=260,
        description=f"After the last layer the cosine to full precision is {cosines[-1]:.3f}.",
    )


def attention_drift(cosines: np.ndarray, palette: Palette) -> alt.Chart:
    """Return a heat map of the cosine between attention maps, layer by head.

    Args:
        cosines: Shape (layers, heads).
        palette: Colours of the page's mode.
    """
    layers, heads = cosines.shape
    layer, head = np.meshgrid(np.arange(1, layers + 1), np.arange(1, heads + 1), indexing="ij")
    frame = pd.DataFrame({"layer": layer.ravel(), "head": head.ravel(), "cosine": cosines.ravel()})
    low = float(np.floor(cosines.min() * 20) / 20)
    return (
        alt.Chart(frame)
        .mark_rect()
        .encode(
            x=alt.X("head:O", title="Head", axis=alt.Axis(labelAngle=0)),
            y=alt.Y("layer:O", title="Layer"),
            color=alt.Color(
                "cosine:Q",
                title="Cosine",
                scale=alt.Scale(
                    domain=[min(low, 0.95), 1.0], range=list(palette.sequential[::-1])
                ),
            ),
            tooltip=[
                alt.Tooltip("layer:O"),
                alt.Tooltip("head:O"),
                alt.Tooltip("cosine:Q", format=".4f"),
            ],
        )
        .properties(
            height=260,
            description=(
                f"Attention maps keep a cosine between {cosines.min():.3f} and "
                f"{cosines.max():.3f} to those of full precision."
            ),
        )
    )


def answers(frame: pd.DataFrame, palette: Palette, *, title: str) -> alt.Chart:
    """Return the full and the quantized answer as pairs of bars.

    Args:
        frame: Columns ``answer`` (class name), ``network`` and ``value``.
        palette: Colours of the page's mode.
        title: What the value is.
    """
    networks = ["full precision", "quantized"]
    return (
        alt.Chart(frame)
        .mark_bar(height=16)
        .encode(
            x=alt.X("value:Q", title=title),
            y=alt.Y("answer:N", title=None, axis=alt.Axis(labelLimit=160)),
            yOffset=alt.YOffset("network:N", sort=networks),
            color=alt.Color(
                "network:N",
                title=None,
                legend=alt.Legend(orient="top"),
                scale=alt.Scale(domain=networks, range=[palette.full, palette.quantized]),
            ),
            tooltip=[
                alt.Tooltip("network:N"),
                alt.Tooltip("answer:N"),
                alt.Tooltip("value:Q", format=".3f"),
            ],
        )
        .properties(height=alt.Step(22), description="The answers of both networks.")
    )
