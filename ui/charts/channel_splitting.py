"""Columns before and after splitting, the error over the splits, and the alternatives."""

import altair as alt
import pandas as pd

from ui.theme import Palette

STATES = ("untouched", "split", "next to be split")


def split_columns_chart(
    frame: pd.DataFrame, palette: Palette, *, clip: float, clip_before: float
) -> alt.LayerChart:
    """Return the largest columns as bars with the reach of the grid above them.

    Args:
        frame: Columns ``rank`` (from 1), ``column``, ``before``, ``after``, ``pieces``,
            ``state`` (one of ``STATES``).
        palette: Colours of the page's mode.
        clip: Largest magnitude now, so the reach of the grid.
        clip_before: Largest magnitude of the original matrix.
    """
    position = alt.X(
        "rank:O",
        title="Largest input columns (number: pieces)",
        axis=alt.Axis(labelAngle=0, labels=False, ticks=False),
    )
    height = alt.Y(
        "after:Q",
        title="Largest weight of the column",
        scale=alt.Scale(domain=[0, (clip_before or 1.0) * 1.06], nice=False),
        axis=alt.Axis(tickCount=5),
    )
    tooltip = [
        alt.Tooltip("column:N", title="Column"),
        alt.Tooltip("before:Q", title="Largest before", format=".4g"),
        alt.Tooltip("after:Q", title="Largest piece now", format=".4g"),
        alt.Tooltip("pieces:Q", title="Pieces"),
        alt.Tooltip("state:N", title="State"),
    ]
    ghost = (
        alt.Chart(frame)
        .mark_bar(fillOpacity=0.12, fill=palette.full, stroke=palette.full, strokeDash=[3, 3])
        .encode(x=position, y=alt.Y("before:Q"), tooltip=tooltip)
    )
    colours = [palette.full, palette.split, palette.clip]
    bars = (
        alt.Chart(frame)
        .mark_bar()
        .encode(
            x=position,
            y=height,
            color=alt.Color(
                "state:N",
                title=None,
                scale=alt.Scale(domain=list(STATES), range=colours),
                legend=alt.Legend(orient="top"),
            ),
            tooltip=tooltip,
        )
    )
    counts = (
        alt.Chart(
            frame[frame["pieces"] > 1].assign(text=lambda d: "in " + d["pieces"].astype(str))
        )
        .mark_text(dy=-8, color=palette.split, fontWeight="bold")
        .encode(x=position, y=alt.Y("after:Q"), text=alt.Text("pieces:Q"))
    )
    reach = alt.Chart(pd.DataFrame({"clip": [clip], "text": [f"the grid reaches {clip:.3g}"]}))
    line = reach.mark_rule(color=palette.quantized, strokeWidth=2).encode(y=alt.Y("clip:Q"))
    name = reach.mark_text(
        align="right", dx=-4, dy=-8, color=palette.quantized, fontWeight="bold"
    ).encode(y=alt.Y("clip:Q"), x=alt.XValue("width"), text=alt.Text("text:N"))
    share = clip / clip_before if clip_before else 1.0
    return alt.layer(ghost, bars, counts, line, name).properties(
        height=350,
        description=f"Largest columns of the matrix: the grid must reach {clip:.3g}, "
        f"{share:.0%} of the {clip_before:.3g} before splitting.",
    )


def split_curve_chart(
    frame: pd.DataFrame,
    palette: Palette,
    *,
    references: pd.DataFrame,
    measure: str,
    number: str = ".0e",
) -> alt.LayerChart:
    """Return the error over the number of splits beside what clipping reaches without any.

    Args:
        frame: Columns ``splits``, ``way``, ``error``.
        palette: Colours of the page's mode.
        references: Columns ``method``, ``error``: horizontal lines.
        measure: Title of the vertical axis.
        number: How its numbers are written.
    """
    # what has no error has no place on a logarithmic axis
    frame, references = (each[each["error"] > 0] for each in (frame, references))
    ways = list(frame["way"].unique())
    colours = [palette.split, palette.error][: len(ways)]
    lines = (
        alt.Chart(frame)
        .mark_line(point=alt.OverlayMarkDef(size=50, filled=True), strokeWidth=2)
        .encode(
            x=alt.X("splits:Q", title="Splits (columns added)", scale=alt.Scale(type="symlog")),
            y=alt.Y(
                "error:Q",
                title=measure,
                scale=alt.Scale(type="log"),
                axis=alt.Axis(format=number, tickCount=4, gridOpacity=0.5),
            ),
            color=alt.Color(
                "way:N",
                title=None,
                scale=alt.Scale(domain=ways, range=colours),
                legend=alt.Legend(orient="top"),
            ),
            strokeDash=alt.StrokeDash("way:N", legend=None),
            tooltip=[
                alt.Tooltip("way:N"),
                alt.Tooltip("splits:Q"),
                alt.Tooltip("error:Q", format=".3e"),
            ],
        )
    )
    rules = alt.Chart(references).encode(y=alt.Y("error:Q"))
    names = [
        # side by side, so that lines at nearly the same height keep readable names
        alt.Chart(references.iloc[[place]])
        .mark_text(align="left", dx=4, dy=-7, color=palette.text)
        .encode(y=alt.Y("error:Q"), x=alt.XValue(45 * place), text=alt.Text("method:N"))
        for place in range(len(references))
    ]
    errors = frame.set_index("splits")["error"]
    finding = "none" if errors.empty else f"{errors.iloc[0]:.2e} at first"
    if not errors.empty:
        finding += f", {errors.min():.2e} with {errors.idxmin()}"
    return alt.layer(
        rules.mark_rule(color=palette.text, strokeDash=[4, 4]), *names, lines
    ).properties(
        height=300,
        description=f"{measure} over the number of splits: {finding}.",
    )


def alternatives_chart(
    frame: pd.DataFrame, palette: Palette, *, field: str, measure: str, number: str
) -> alt.Chart:
    """Return one error measure of each method as points on a logarithmic axis.

    Args:
        frame: Columns ``method``, ``bits_per_weight`` and ``field``.
        palette: Colours of the page's mode.
        field: Column that is drawn.
        measure: Title of its axis.
        number: How its numbers are written.
    """
    frame = frame[frame[field] > 0] if (frame[field] > 0).any() else frame.assign(**{field: 1e-30})
    best = frame.loc[frame[field].idxmin(), "method"]
    worst = frame.loc[frame[field].idxmax(), "method"]
    ratio = frame[field].max() / (frame[field].min() or 1.0)
    return (
        alt.Chart(frame)
        .mark_point(filled=True, size=130, opacity=1)
        .encode(
            y=alt.Y("method:N", sort=list(frame["method"]), title=None, axis=alt.Axis(grid=True)),
            x=alt.X(
                f"{field}:Q",
                title=measure,
                scale=alt.Scale(type="log"),
                axis=alt.Axis(format=number, tickCount=4, gridOpacity=0.5),
            ),
            color=alt.condition(
                "indexof(datum.method, 'OCS') >= 0",
                alt.value(palette.split),
                alt.value(palette.quantized),
            ),
            tooltip=[
                alt.Tooltip("method:N"),
                alt.Tooltip(f"{field}:Q", title=measure, format=".4g"),
                alt.Tooltip("bits_per_weight:Q", title="Bits a weight", format=".3f"),
            ],
        )
        .properties(
            height=270,
            description=f"{measure} of {len(frame)} methods: {best} has the lowest, {worst} "
            f"{ratio:.0f} times as much.",
        )
    )
