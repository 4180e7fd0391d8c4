"""Error over the clip: two analytic terms, their sum, and what these weights really lose."""

import altair as alt
import pandas as pd

from ui.theme import Palette

CLIPPING, ROUNDING, SUM, MEASURED = (
    "clipping term",
    "rounding term",
    "their sum",
    "measured",
)


def clip_curve_chart(
    frame: pd.DataFrame,
    palette: Palette,
    *,
    optimum: tuple[float, float],
    lowest: tuple[float, float],
    chosen: float | None = None,
) -> alt.LayerChart:
    """Return the four curves on logarithmic axes with the two lowest points marked.

    Args:
        frame: Columns ``clip``, ``clipping``, ``rounding``, ``sum``, ``measured``.
        palette: Colours of the page's mode.
        optimum: Clip that the formula recommends, and the measured error there.
        lowest: Clip of the lowest measured error, and that error.
        chosen: Clip that the page's method takes, or None.
    """
    names = {"clipping": CLIPPING, "rounding": ROUNDING, "sum": SUM, "measured": MEASURED}
    positive = frame.loc[frame["measured"] > 0, "measured"]
    low, high = positive.min() / 6, positive.max() * 2
    long = frame.rename(columns=names).melt("clip", list(names.values()), "term", "error")
    long = long[long["error"].between(low, high)]
    colours = [palette.clip, palette.error, palette.paper, palette.measured]
    lines = (
        alt.Chart(long)
        .mark_line(strokeWidth=2.2)
        .encode(
            x=alt.X(
                "clip:Q",
                title="Clip (largest magnitude the grid can express)",
                scale=alt.Scale(type="log", nice=False),
                axis=alt.Axis(format="~g", tickCount=6, grid=False),
            ),
            y=alt.Y(
                "error:Q",
                title="Mean squared error",
                scale=alt.Scale(type="log", domain=[low, high], clamp=True),
                axis=alt.Axis(format=".0e", tickCount=5, gridOpacity=0.5),
            ),
            color=alt.Color(
                "term:N",
                title=None,
                scale=alt.Scale(domain=list(names.values()), range=colours),
                legend=alt.Legend(orient="top", columns=2),
            ),
            strokeDash=alt.StrokeDash(
                "term:N",
                scale=alt.Scale(
                    domain=list(names.values()), range=[[5, 4], [2, 3], [1, 0], [1, 0]]
                ),
                legend=None,
            ),
            tooltip=[
                alt.Tooltip("term:N", title="Curve"),
                alt.Tooltip("clip:Q", title="Clip", format=".4g"),
                alt.Tooltip("error:Q", title="Mean squared error", format=".3e"),
            ],
        )
    )
    marks = pd.DataFrame(
        {
            "clip": [optimum[0], lowest[0]],
            "error": [optimum[1], lowest[1]],
            "what": ["formula's optimum", "lowest measured"],
        }
    )
    points = alt.Chart(marks).encode(
        x=alt.X("clip:Q"),
        y=alt.Y("error:Q"),
        tooltip=[
            alt.Tooltip("what:N", title="Point"),
            alt.Tooltip("clip:Q", title="Clip", format=".4g"),
            alt.Tooltip("error:Q", title="Measured error", format=".3e"),
        ],
    )
    # one label above and one below, both towards the wider side: neither is cut on a phone
    middle = (frame["clip"].min() * frame["clip"].max()) ** 0.5
    side = {"align": "right", "dx": -8} if optimum[0] > middle else {"align": "left", "dx": 8}
    first = alt.datum.what == "formula's optimum"
    layers = [
        lines,
        points.mark_point(filled=True, size=130, opacity=1).encode(
            color=alt.condition(first, alt.value(palette.paper), alt.value(palette.measured)),
            shape=alt.condition(first, alt.value("diamond"), alt.value("circle")),
        ),
        points.transform_filter(first).mark_text(
            text="formula's optimum", color=palette.paper, dy=-14, **side
        ),
        points.transform_filter(alt.datum.what == "lowest measured").mark_text(
            text="lowest measured", color=palette.measured, dy=16, **side
        ),
    ]
    if chosen:
        rule = alt.Chart(pd.DataFrame({"clip": [chosen]})).mark_rule(
            color=palette.clip, strokeDash=[6, 4]
        )
        layers.append(rule.encode(x=alt.X("clip:Q")))
    ratio = optimum[1] / lowest[1] if lowest[1] > 0 else 1.0
    return alt.layer(*layers).properties(
        height=320,
        description=f"Error over the clip: the formula recommends {optimum[0]:.3g}, where the "
        f"measured error is {ratio:.2f} times the lowest one, found at {lowest[0]:.3g}.",
    )
