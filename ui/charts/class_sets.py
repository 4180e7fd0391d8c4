"""The class tree to click in, transfer flow against its null, and discovery accuracy beside it."""

import altair as alt
import pandas as pd

from ui.theme import Palette

SELECTION = "node"
LEFT = "min(-{size} * 0.37, -{size} * 112 / max(width - 112, 1))"
"""Left end of a tree of so many classes: 112 pixels of name stay in the narrowest figure."""
ROLES = ("labeled", "unlabeled", "not used")
LEVELS = ("high", "medium", "low")
PLAIN, LEARNED = "plain, no labels", "learned from L"


def class_tree_map(frame: pd.DataFrame, palette: Palette) -> alt.LayerChart:
    """Return the tree as an icicle laid flat: a domain in each row, its classes beside it.

    Args:
        frame: Columns ``node``, ``title``, ``domain``, ``start``, ``end`` and ``role`` (one of
            ``ROLES``, or ``"domain"`` for the cell that stands for a whole row), and ``example``
            where there are examples to show on hover.
        palette: Colours of the page's mode.
    """
    picked = alt.selection_point(name=SELECTION, fields=["node"], on="click", toggle="false")
    domains = list(dict.fromkeys(frame["domain"]))
    size = float(frame["end"].max())
    left = alt.ExprRef(LEFT.format(size=size))
    place = {
        "y": alt.Y("domain:N", sort=domains, axis=None),
        "x": alt.X(
            "start:Q",
            axis=None,
            scale=alt.Scale(nice=False, domainMin=left, domainMax=size),
        ),
    }
    cells = (
        alt.Chart(frame)
        .encode(
            **place,
            x2=alt.X2("end:Q"),
            color=alt.Color(
                "role:N",
                title=None,
                scale=alt.Scale(
                    domain=[*ROLES, "domain"],
                    range=[palette.quantized, palette.clip, palette.muted, palette.background],
                ),
                legend=alt.Legend(orient="top", values=list(ROLES)),
            ),
            tooltip=[
                alt.Tooltip("title:N", title="Class"),
                alt.Tooltip("domain:N", title="Domain"),
                alt.Tooltip("role:N", title="Set"),
                *([alt.Tooltip("example:N", title="For example")] if "example" in frame else []),
            ],
        )
        .mark_rect(stroke=palette.background, strokeWidth=2, cursor="pointer", clip=True)
        .add_params(picked)
    )
    names = (
        alt.Chart(frame[frame["role"] == "domain"])
        .encode(y=place["y"], x=alt.value(4), text=alt.Text("title:N"))
        .mark_text(align="left", fontSize=12, color=palette.text, tooltip=None)
    )
    return alt.layer(cells, names).properties(height=300, description=tree_finding(frame))


def tree_finding(frame: pd.DataFrame, *, group: str = "domain") -> str:
    """Return in words how many domains of the unlabeled classes hold labeled ones."""
    held = {role: set(frame.loc[frame["role"] == role, "domain"]) for role in ROLES}
    counts = frame["role"].value_counts()
    shared = held["labeled"] & held["unlabeled"]
    return (
        f"{counts.get('labeled', 0)} labeled and {counts.get('unlabeled', 0)} unlabeled classes: "
        f"{len(shared)} of the {len(held['unlabeled'])} {group}s to discover in have labels too."
    )


def flow_intervals(frame: pd.DataFrame, palette: Palette) -> alt.LayerChart:
    """Return transfer flow of each representation with its interval and its null band.

    Args:
        frame: Columns ``features``, ``flow``, ``low``, ``high``, ``null_low``, ``null_high``.
        palette: Colours of the page's mode.
    """
    title = "Transfer flow (0 to 10)"
    base = alt.Chart(frame).encode(
        y=alt.Y("features:N", title=None, sort=[LEARNED, PLAIN], axis=alt.Axis(labelLimit=200)),
        tooltip=[
            alt.Tooltip("features:N", title="Features"),
            alt.Tooltip("flow:Q", title="Transfer flow", format=".3f"),
            alt.Tooltip("low:Q", title="95 % interval from", format=".3f"),
            alt.Tooltip("high:Q", title="to", format=".3f"),
            alt.Tooltip("null_low:Q", title="Shuffled labels from", format=".3f"),
            alt.Tooltip("null_high:Q", title="to", format=".3f"),
        ],
    )
    null = base.encode(
        x=alt.X("null_low:Q", title=title, scale=alt.Scale(zero=True)), x2="null_high:Q"
    ).mark_bar(color=palette.full, height=26, stroke=palette.full, strokeWidth=3)
    rule = base.encode(x=alt.X("low:Q", title=title), x2="high:Q").mark_rule(
        color=palette.measured, strokeWidth=4
    )
    point = base.encode(x=alt.X("flow:Q", title=title)).mark_point(
        filled=True, size=130, color=palette.measured, opacity=1
    )
    first = frame.iloc[0]
    return alt.layer(null, rule, point).properties(
        height=120,
        description=f"Transfer flow {first['flow']:.2f} ({first['features']}), 95 % interval "
        f"{first['low']:.2f} to {first['high']:.2f}; shuffled labels give "
        f"{first['null_low']:.2f} to {first['null_high']:.2f}.",
    )


def cells_scatter(
    frame: pd.DataFrame, here: pd.DataFrame, palette: Palette, *, description: str
) -> alt.LayerChart:
    """Return discovery accuracy against transfer flow over the measured cells.

    Args:
        frame: Columns ``flow``, ``accuracy``, ``level``, ``labeled``, ``unlabeled``, ``split``.
        here: One row of the present choice: ``flow``, ``accuracy``, ``low``, ``high``,
            ``accuracy_low``, ``accuracy_high``.
        palette: Colours of the page's mode.
        description: The finding.
    """
    flow = alt.X("flow:Q", title="Transfer flow", scale=alt.Scale(zero=False))
    accuracy = alt.Y(
        "accuracy:Q",
        title="Discovery accuracy (k-means)",
        scale=alt.Scale(zero=False),
        axis=alt.Axis(format=".0%"),
    )
    colours = [palette.measured, palette.quantized, palette.clip]
    points = (
        alt.Chart(frame)
        .encode(
            x=flow,
            y=accuracy,
            color=alt.Color(
                "level:N",
                title="Similarity of L to U",
                scale=alt.Scale(domain=list(LEVELS), range=colours),
                legend=alt.Legend(orient="top"),
            ),
            shape=alt.Shape(
                "level:N",
                title="Similarity of L to U",
                scale=alt.Scale(domain=list(LEVELS), range=["circle", "square", "triangle-up"]),
            ),
            tooltip=["labeled", "unlabeled", "split", alt.Tooltip("flow:Q", format=".2f"),
                     alt.Tooltip("accuracy:Q", format=".1%")],
        )
        .mark_point(filled=True, size=55, opacity=0.85)
    )  # fmt: skip
    base = alt.Chart(here)
    marks = [
        base.encode(x=flow, x2="high:Q").mark_rule(color=palette.text),
        base.encode(x=alt.X("low:Q", title="Transfer flow"), x2="flow:Q").mark_rule(
            color=palette.text
        ),
        base.encode(
            x=flow, y=alt.Y("accuracy_low:Q", title="Discovery accuracy (k-means)"),
            y2="accuracy_high:Q",
        ).mark_rule(color=palette.text),
        base.encode(x=flow, y=accuracy).mark_point(
            filled=False, shape="diamond", size=330, strokeWidth=3, stroke=palette.text
        ),
    ]  # fmt: skip
    marks[:2] = [each.encode(y=accuracy) for each in marks[:2]]
    return alt.layer(points, *marks).properties(height=340, description=description)
