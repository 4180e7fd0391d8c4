"""One colour and one shape for each method, the same on every figure that compares methods."""

import altair as alt

from ui.theme import DARK, Palette

METHODS = ("LQ", "ACIQ", "OCS", "MMSE", "OCS + MMSE", "KL", "Percentile", "N-std")
SHAPES = (
    "circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "triangle-right",
    "triangle-left",
)  # fmt: skip
LEGEND = alt.Legend(orient="top", columns=3)  # three fit on a phone
EXTRA_LIGHT = ("#0E7490", "#7A6A53", "#4D7C0F", "#5E4FA2")
EXTRA_DARK = ("#67D5EA", "#CBB89A", "#A3D65C", "#B9A7F0")


def colours(palette: Palette) -> dict[str, str]:
    """Return the colour of each method: rounding blue, clipping orange, splitting pink."""
    extra = EXTRA_DARK if palette == DARK else EXTRA_LIGHT
    known = (palette.quantized, palette.clip, palette.split, palette.error, *extra)
    return dict(zip(METHODS, known, strict=True))


def colour(methods: list[str], palette: Palette) -> alt.Color:
    """Return the colour channel for the methods that a figure shows."""
    known = colours(palette)
    shown = [each for each in METHODS if each in methods]
    scale = alt.Scale(domain=shown, range=[known[each] for each in shown])
    return alt.Color("method:N", title=None, scale=scale, legend=LEGEND)


def shape(methods: list[str]) -> alt.Shape:
    """Return the shape channel, so that colour is never the only difference."""
    known = dict(zip(METHODS, SHAPES, strict=True))
    shown = [each for each in METHODS if each in methods]
    scale = alt.Scale(domain=shown, range=[known[each] for each in shown])
    return alt.Shape("method:N", title=None, scale=scale, legend=LEGEND)
