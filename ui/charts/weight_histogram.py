"""Weights before and after quantization on one axis, with the grid's levels and its clip."""

import altair as alt
import numpy as np
import pandas as pd

from ui.theme import Palette

HEIGHT = 380
FULL, QUANTIZED, SECOND = "full precision", "quantized", "second setting"


def weight_histogram(
    full: pd.DataFrame,
    quantized: pd.DataFrame,
    palette: Palette,
    *,
    clip: float,
    logarithmic: bool = False,
    second: pd.DataFrame | None = None,
) -> alt.LayerChart:
    """Return both histograms; equal areas are equal numbers of weights.

    Args:
        full: Columns ``left``, ``right``, ``percent``: full-precision weights.
        quantized: The same for the quantized weights, one bar for each level where all weights
            share one grid; ``level`` (bool) says so.
        palette: Colours of the page's mode.
        clip: Largest magnitude of the grid, in weight units; drawn where it cuts something off.
        logarithmic: Whether the vertical axis is logarithmic, which shows the tails.
        second: Quantized weights of a second setting, drawn as an outline.
    """
    limit = float(full["right"].max())
    parts = {FULL: full, QUANTIZED: quantized, SECOND: second}
    bars = pd.concat([each.assign(kind=kind) for kind, each in parts.items() if each is not None])
    bars = bars[bars["percent"] > 0]
    floor = float(full.loc[full["percent"] > 0, "percent"].min()) / 2 if logarithmic else 0.0
    scale = (
        alt.Scale(type="log", domain=[floor, 150.0], clamp=True)
        if logarithmic
        else alt.Scale(type="linear", nice=True)
    )
    kinds = [kind for kind, each in parts.items() if each is not None]
    colours = dict(zip(parts, (palette.full, palette.quantized, palette.error), strict=True))
    base = alt.Chart(bars.assign(floor=floor)).encode(
        x=alt.X(
            "left:Q",
            title="Weight",
            scale=alt.Scale(domain=[-limit, limit], nice=False),
            axis=alt.Axis(grid=False, format="~g"),
        ),
        x2=alt.X2("right:Q"),
        y=alt.Y(
            "percent:Q", title="Share of weights (%)", scale=scale, axis=alt.Axis(tickCount=5)
        ),
        y2=alt.Y2("floor:Q"),
        color=alt.Color(
            "kind:N",
            title=None,
            scale=alt.Scale(domain=kinds, range=[colours[kind] for kind in kinds]),
            legend=alt.Legend(orient="top"),
        ),
        tooltip=[
            alt.Tooltip("kind:N", title="Which"),
            alt.Tooltip("left:Q", title="From", format=".4g"),
            alt.Tooltip("right:Q", title="To", format=".4g"),
            alt.Tooltip("share:Q", title="Weights in it", format=".3%"),
        ],
    )
    filled = base.transform_filter(alt.datum.kind != SECOND).mark_rect(
        clip=True, opacity=0.5, strokeWidth=0.8, stroke=palette.background, strokeOpacity=0.6
    )
    layers = [filled]
    if second is not None:
        outline = base.transform_filter(alt.datum.kind == SECOND)
        layers.append(outline.mark_rect(fillOpacity=0.0, stroke=palette.error, strokeWidth=1.4))
    layers += [*_clip_lines(clip, limit, palette), _levels(quantized, palette)]
    return alt.layer(*layers).properties(
        height=HEIGHT, description=_finding(quantized, clip, limit)
    )


def _clip_lines(clip: float, limit: float, palette: Palette) -> list[alt.Chart]:
    if not 0 < clip < 0.97 * limit:
        return []
    lines = pd.DataFrame({"at": [-clip, clip], "end": [-limit, limit]})
    shade = alt.Chart(lines).mark_rect(color=palette.clip, opacity=0.08)
    rule = alt.Chart(lines).mark_rule(color=palette.clip, strokeDash=[6, 4], strokeWidth=1.5)
    name = alt.Chart(lines[1:]).mark_text(
        text=f"clip {clip:.3g}", align="left", dx=5, color=palette.clip, fontWeight="bold"
    )
    return [
        shade.encode(x=alt.X("at:Q"), x2=alt.X2("end:Q")),
        rule.encode(x=alt.X("at:Q")),
        name.encode(x=alt.X("at:Q"), y=alt.YValue(12)),
    ]


def _levels(quantized: pd.DataFrame, palette: Palette) -> alt.Chart:
    shown = quantized[quantized["level"]]
    middle = pd.DataFrame({"at": (shown["left"] + shown["right"]) / 2})
    return (
        alt.Chart(middle)
        .mark_rule(color=palette.quantized, strokeWidth=1.6, clip=True)
        .encode(
            x=alt.X("at:Q"),
            y=alt.YValue(alt.ExprRef("height")),
            y2=alt.value(alt.ExprRef("height - 9")),
        )
    )


def _finding(quantized: pd.DataFrame, clip: float, limit: float) -> str:
    used = int((quantized["share"] > 0).sum())
    what = "levels" if bool(quantized["level"].all()) else "bins"
    busiest = float(np.max(quantized["share"]))
    cut = f"clipped at {clip:.3g}" if clip < 0.97 * limit else "not clipped"
    return (
        f"Histogram of the weights, {cut}: the quantized ones use {used} {what}, and the fullest "
        f"one holds {busiest:.0%} of them."
    )
