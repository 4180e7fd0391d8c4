"""One colour and one mark for each of the three metrics of precision and recall."""

import altair as alt

from ui.theme import Palette

METRICS = ("KNN", "LSH+KNN", "LSH-only")
_SHAPES = ("square", "diamond", "circle")
_DASHES = ([6, 3], [2, 2], [1, 0])


def _colours(palette: Palette) -> list[str]:
    return [palette.full, palette.split, palette.quantized]


def metric_colour(palette: Palette) -> alt.Color:
    """Return the colour of each metric, with the legend."""
    return alt.Color(
        "metric:N",
        title=None,
        scale=alt.Scale(domain=list(METRICS), range=_colours(palette)),
        legend=alt.Legend(orient="top", columnPadding=6),
    )


def metric_shape() -> alt.Shape:
    """Return the mark of each metric."""
    return alt.Shape(
        "metric:N", title=None, scale=alt.Scale(domain=list(METRICS), range=list(_SHAPES))
    )


def metric_dash() -> alt.StrokeDash:
    """Return the line of each metric."""
    return alt.StrokeDash(
        "metric:N",
        title=None,
        scale=alt.Scale(domain=list(METRICS), range=list(_DASHES)),
        legend=None,
    )
