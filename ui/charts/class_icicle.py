"""A class tree as an icicle laid flat: levels of superclasses to the left, classes beside them."""

import itertools
from collections.abc import Mapping, Sequence

import altair as alt
import pandas as pd

from engine.discovery.class_tree import ClassTree
from ui.theme import Palette

SELECTION = "node"
ROLES = ("labeled", "unlabeled", "not used")
INNER = "superclass"
LEVEL = 1.7
"""Width of a level, where a class has 1."""
NAMED = 6
"""Classes in a row up to which there is room for their names."""
ROW_HEIGHT = 19
LEGEND = 76
"""Pixels of a figure's height that the legend and the margins take."""


def icicle_rows(tree: ClassTree, *, longest: int) -> list[tuple[str, tuple[str, ...]]]:
    """Return the superclasses that hold classes, those of many classes in several rows.

    Args:
        tree: Any classes.
        longest: Classes in a row at most.

    >>> from engine.discovery.class_tree import tree_from_groups
    >>> icicle_rows(tree_from_groups({"cat": ["a", "b", "c"], "dog": ["d"]}), longest=2)
    [('cat', ('cat/a', 'cat/b')), ('cat', ('cat/c',)), ('dog', ('dog/d',))]
    """
    held: dict[str, list[str]] = {}
    for leaf in tree.leaves:
        held.setdefault(tree.parents[leaf], []).append(leaf)
    return [
        (node, tuple(leaves[start : start + longest]))
        for node, leaves in held.items()
        for start in range(0, len(leaves), longest)
    ]


def icicle_frame(
    tree: ClassTree,
    rows: Sequence[tuple[str, tuple[str, ...]]],
    roles: Mapping[str, str],
) -> pd.DataFrame:
    """Return one cell for each node, its place in columns of levels and rows of superclasses.

    Levels on which all rows stand under one node are left out.

    Args:
        tree: The classes.
        rows: Node of the superclass that makes a row, and the classes in it; a superclass of
            many classes may make several.
        roles: Role of each class.
    """
    place = {leaf: number for number, leaf in enumerate(tree.leaves)}
    order = sorted(rows, key=lambda row: min(place[leaf] for leaf in row[1]))
    paths = {node: tree.path(node) for node, _ in order}
    shared = sum(
        len(set(level)) == 1 for level in itertools.zip_longest(*paths.values(), fillvalue="")
    )
    deepest = max(len(path) for path in paths.values()) - shared
    wide = LEVEL if deepest > 1 else 2 * LEVEL
    cells = []
    for number, (node, leaves) in enumerate(order):
        for level, upper in enumerate(paths[node][shared:]):
            if upper != node and upper in paths:
                continue  # a row of its own
            end = deepest if upper == node else level + 1
            cells.append((upper, tree.title(upper), wide * level, wide * end, number, INNER))
        for step, leaf in enumerate(leaves):
            start = wide * deepest + step
            cells.append((leaf, tree.title(leaf), start, start + 1, number, roles[leaf]))
    frame = pd.DataFrame(cells, columns=["node", "title", "start", "end", "top", "role"])
    return _joined(frame)


def _joined(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the cells, those of one node in rows that follow each other made one."""
    run = frame["top"] - frame.groupby("node").cumcount()
    found = frame.assign(run=run, bottom=frame["top"] + 1).groupby(
        ["node", "run"], as_index=False, sort=False
    )
    return found.agg(
        title=("title", "first"), start=("start", "first"), end=("end", "first"),
        top=("top", "min"), bottom=("bottom", "max"), role=("role", "first"),
    )  # fmt: skip


def class_icicle(
    frame: pd.DataFrame,
    palette: Palette,
    *,
    description: str,
    chosen: str = "",
    roles: Sequence[str] = ROLES,
) -> alt.LayerChart:
    """Return the icicle; a click selects a node.

    Args:
        frame: From :func:`icicle_frame`.
        palette: Colours of the page's mode.
        description: The finding.
        chosen: Node that is framed; none without one.
        roles: What a class may be: labeled, unlabeled, none of both.
    """
    picked = alt.selection_point(name=SELECTION, fields=["node"], on="click", toggle="false")
    across, down = float(frame["end"].max()), int(frame["bottom"].max())
    shown = frame.assign(middle=(frame["top"] + frame["bottom"]) / 2, inset=frame["start"] + 0.06)
    y = {
        "y": alt.Y(
            "top:Q", axis=None, scale=alt.Scale(domain=[0, down], reverse=True, nice=False)
        ),
        "y2": alt.Y2("bottom:Q"),
    }
    x = {
        "x": alt.X("start:Q", axis=None, scale=alt.Scale(domain=[0, across], nice=False)),
        "x2": alt.X2("end:Q"),
    }
    cells = (
        alt.Chart(shown)
        .encode(
            **x, **y,
            color=alt.Color(
                "role:N",
                title=None,
                scale=alt.Scale(
                    domain=[*roles, INNER],
                    range=[palette.quantized, palette.clip, palette.muted, palette.background],
                ),
                legend=alt.Legend(orient="top", values=list(roles)),
            ),
            tooltip=[
                alt.Tooltip("title:N", title="Class"),
                alt.Tooltip("role:N", title="Set"),
            ],
        )
        .mark_rect(stroke=palette.muted, strokeWidth=1, cursor="pointer")
        .add_params(picked)
    )  # fmt: skip
    frame_of = (
        alt.Chart(shown[shown["node"] == chosen])
        .encode(**x, **y)
        .mark_rect(filled=False, stroke=palette.text, strokeWidth=3, tooltip=None)
    )
    layers = [cells, *_names(shown, palette, across, roles[2]), *([frame_of] if chosen else [])]
    return alt.layer(*layers).properties(
        height=LEGEND + ROW_HEIGHT * down, description=description
    )


def _names(shown: pd.DataFrame, palette: Palette, across: float, unused: str) -> list[alt.Chart]:
    inner = shown["role"] == INNER
    kinds = [(part, palette.text) for _, part in shown[inner].groupby("end")]
    if shown[~inner].groupby("top").size().max() <= NAMED:
        kinds += [(shown[~inner & (shown["role"] == unused)], palette.text)]
        kinds += [(shown[~inner & (shown["role"] != unused)], palette.background)]
    return [
        alt.Chart(part)
        .encode(
            x=alt.X("inset:Q", axis=None),
            y=alt.Y("middle:Q", axis=None),
            text=alt.Text("title:N"),
        )
        .mark_text(
            align="left",
            baseline="middle",
            fontSize=11,
            color=colour,
            tooltip=None,
            limit=alt.expr(
                f"width * {float((part['end'] - part['start']).min()) / across:.4f} - 6"
            ),
        )
        for part, colour in kinds
        if len(part)
    ]
