"""Discovery on a visitor's classes by every method, and the number of classes."""

import altair as alt
import pandas as pd

from ui.theme import Palette


def method_accuracy(frame: pd.DataFrame, palette: Palette) -> alt.LayerChart:
    """Return the accuracy of each method with its interval, labels used or not by colour.

    Args:
        frame: Columns ``method``, ``labels_used``, ``accuracy``, ``low``, ``high``,
            ``mutual_information``, ``rand_index``.
        palette: Colours of the page's mode.
    """
    shown = frame.assign(labels=frame["labels_used"].map({True: "used", False: "not used"}))
    base = alt.Chart(shown).encode(
        y=alt.Y(
            "method:N",
            title=None,
            sort=shown["method"].tolist(),
            scale=alt.Scale(paddingOuter=0.5),
            axis=alt.Axis(labelLimit=230, labelOverlap=False),
        ),
        color=alt.Color(
            "labels:N",
            title="Labels of L",
            scale=alt.Scale(
                domain=["used", "not used"], range=[palette.quantized, palette.measured]
            ),
            legend=alt.Legend(orient="top"),
        ),
    )
    scale, axis = alt.Scale(domain=[0, 1]), alt.Axis(format=".0%", tickCount=5)
    title = "Samples in the right cluster"
    rule = base.encode(
        x=alt.X("low:Q", title=title, scale=scale, axis=axis), x2="high:Q"
    ).mark_rule(strokeWidth=4)
    dots = base.encode(
        x=alt.X("accuracy:Q", title=title, scale=scale, axis=axis),
        tooltip=[
            alt.Tooltip("method:N", title="Method"),
            alt.Tooltip("accuracy:Q", title="Accuracy", format=".1%"),
            alt.Tooltip("low:Q", title="95 % interval from", format=".1%"),
            alt.Tooltip("high:Q", title="to", format=".1%"),
            alt.Tooltip("mutual_information:Q", title="NMI", format=".3f"),
            alt.Tooltip("rand_index:Q", title="ARI", format=".3f"),
        ],
    ).mark_point(filled=True, size=130, opacity=1)
    return alt.layer(rule, dots).properties(
        height=36 * len(shown) + 110, description=accuracy_finding(frame)
    )


def accuracy_finding(frame: pd.DataFrame) -> str:
    """Return the most accurate method in words."""
    best = frame.loc[frame["accuracy"].idxmax()]
    return f"Most accurate: {best['method']}, {best['accuracy']:.0%}."


def class_counts(
    frame: pd.DataFrame, palette: Palette, *, classes: int, description: str
) -> tuple[alt.LayerChart, ...]:
    """Return the score of each number of classes, a figure a measure, the true number as a line.

    They are no concatenated chart: that would not follow the width of its place.

    Args:
        frame: Columns ``measure``, ``classes``, ``score``, ``chosen``.
        palette: Colours of the page's mode.
        classes: The true number.
        description: The finding.
    """
    true = alt.Chart(pd.DataFrame({"classes": [classes], "true": ["true number"]}))
    rows = []
    for measure, part in frame.groupby("measure", sort=False):
        x = alt.X(
            "classes:Q",
            title="Number of classes",
            axis=alt.Axis(format="d", tickMinStep=1),
            scale=alt.Scale(nice=False, zero=False),
        )
        y = alt.Y("score:Q", title=str(measure).partition(",")[0], scale=alt.Scale(zero=False))
        base = alt.Chart(part).encode(
            x=x,
            y=y,
            tooltip=[
                alt.Tooltip("classes:Q", title="Number of classes"),
                alt.Tooltip("score:Q", title=str(measure), format=".3f"),
            ],
        )
        line = base.mark_line(color=palette.measured)
        chosen = (
            alt.Chart(part[part["chosen"]])
            .encode(x=x, y=y)
            .mark_point(filled=True, size=130, opacity=1, color=palette.measured)
        )
        mark = true.encode(x=x, tooltip=["true:N", "classes:Q"]).mark_rule(
            color=palette.clip, strokeDash=[6, 4], strokeWidth=2
        )
        rows.append(
            alt.layer(line, mark, chosen).properties(
                height=190, title=str(measure), description=description
            )
        )
    return tuple(rows)
