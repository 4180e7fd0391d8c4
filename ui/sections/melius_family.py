"""The networks of the MeliusNet page: their parts, the whole family and its float neighbours."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st

from ui import results
from ui.charts.melius import KINDS, family_plane, part_bars
from ui.page import LessonPage
from ui.results import Tile
from ui.sections import melius_state
from ui.sections.melius_state import DENSE, FAMILY, MeliusView
from ui.sections.plane_cost_figures import UNITS
from ui.sections.plane_cost_state import family

if TYPE_CHECKING:
    from engine.cost.published_rows import PublishedNetwork

STEMS = ("", " 7x7 stem")
FLOATS = ("MobileNetV1 x0.5", "MobileNetV1 x0.75", "MobileNetV1 x1.0", "ResNet-18", "ResNet-34")
PAIRS = (
    ("MeliusNetC", "MobileNetV1 x0.5"),
    ("MeliusNet42", "MobileNetV1 x0.75"),
    ("MeliusNet59", "MobileNetV1 x1.0"),
)
NAMES = (*(base + stem for base in (*FAMILY, *DENSE) for stem in STEMS), *FLOATS)


def published(name: str) -> "PublishedNetwork | None":
    """Return what is published about a network, or None."""
    from engine.cost.published import PUBLISHED

    return next((each for each in PUBLISHED if each.name == name), None)


def tiles(lesson: LessonPage, view: MeliusView) -> dict[str, float]:
    """Show the chosen network's numbers beside the paper's; return them."""
    from engine.cost import operations, size

    cost = melius_state.cost(view)
    work, stored = operations(cost, view.rules) / 1e6, size(cost).mebibytes
    row = published(view.name) if view.published else None
    paper = {each.quantity: each.text for each in row.values} if row else {}
    share = cost.binary_parameters / cost.parameters
    lesson.tiles(
        Tile(
            f"Million {UNITS[view.rules.unit]}",
            f"{work:,.2f}",
            paper=f"{paper['operations']} M" if paper else None,
        ),
        Tile(
            "Stored size, MiB",
            f"{stored:,.2f}",
            paper=f"{paper['size_mebibytes']} MB" if paper else None,
        ),
        Tile(
            f"Parameters, {share:.0%} one bit",
            f"{cost.parameters:,}",
            paper=f"{int(paper['parameters']):,}" if paper else None,
        ),
        Tile("ImageNet top-1, %", f"{row.top1:.2f}" if row else "not published"),
    )
    return {"million_operations": work, "mebibytes": stored, "parameters": cost.parameters}


def part_frame(view: MeliusView) -> pd.DataFrame:
    """Return the operations of each part of the network, float and binary."""
    from engine.studies.melius_stage import work_by_part

    names, floats, binaries = work_by_part(melius_state.cost(view), view.rules)
    rows = [
        (name, kind, work / 1e6)
        for name, *both in zip(names, floats, binaries, strict=True)
        for kind, work in zip(KINDS, both, strict=True)
    ]
    return pd.DataFrame(rows, columns=["part", "kind", "millions"])


def shape_frame(view: MeliusView) -> pd.DataFrame:
    """Return the shape that each part gives, with its parameters and multiply-adds."""
    cost, network = melius_state.cost(view), view.description
    rows = []
    for place in cost.stages:
        own = [x for x in cost.layers if x.name.partition(".")[0] == place.name]
        number = int(place.name[-1]) if place.name.startswith("stage") else None
        rows.append(
            {
                "part": place.name,
                "output": "x".join(str(each) for each in place.shape),
                "dense blocks": str(network.blocks[number - 1]) if number else "",
                "float multiply-adds": sum(x.multiply_adds for x in own if not x.binary),
                "binary multiply-adds": sum(x.multiply_adds for x in own if x.binary),
                "parameters": sum(x.parameters for x in own),
                "binary parameters": sum(x.weights for x in own if x.weight_bits == 1),
            }
        )
    return pd.DataFrame(rows)


def draw_parts(lesson: LessonPage, view: MeliusView) -> None:
    """Draw where the network's work lies and the shape of each part."""
    st.header(f"Where {view.title} does its work", anchor=False)
    frame = part_frame(view)
    chart = part_bars(frame, lesson.palette, unit=UNITS[view.rules.unit])
    st.markdown(f"**{chart.description}**")
    lesson.figure(chart, alt=str(chart.description))
    results.table(shape_frame(view), alt="Shape, work and parameters of each part at 224 pixels")


def family_frame(view: MeliusView) -> pd.DataFrame:
    """Return every network of the family and its float neighbours, counted and as published."""
    from engine.cost import operations, size
    from engine.cost.published import matches_paper

    rows = []
    for name in NAMES:
        cost, row = melius_state.shipped(name), published(name)
        counted = bool(row and row.values)
        badge = "✓ matches" if counted and matches_paper(name, cost) else "✗ differs"
        rows.append(
            {
                "network": name,
                "parameters": cost.parameters,
                "binary M": round(cost.binary_multiply_adds / 1e6, 2),
                "float M": round(cost.float_multiply_adds / 1e6, 2),
                f"million {UNITS[view.rules.unit]}": round(operations(cost, view.rules) / 1e6, 2),
                "size, MiB": round(size(cost).mebibytes, 3),
                "top-1, %, published": row.top1 if row else None,
                "published counts": badge if counted else "none",
            }
        )
    return pd.DataFrame(rows)


def plane(view: MeliusView, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the points of the plane: cost against published accuracy."""
    column = "size, MiB" if view.axis == "size" else f"million {UNITS[view.rules.unit]}"
    shown = frame.dropna(subset=["top-1, %, published"])
    names = shown["network"]
    paired = {name: " and ".join(pair) for pair in PAIRS for name in pair}
    return pd.DataFrame(
        {
            "network": names,
            "family": names.map(family),
            "kind": np.where(names.isin(FLOATS), "float", "binary"),
            "cost": shown[column].astype(float),
            "top1": shown["top-1, %, published"].astype(float),
            "pair": names.map(paired).fillna(""),
        }
    ).reset_index(drop=True)


def draw(lesson: LessonPage, view: MeliusView) -> pd.DataFrame:
    """Draw the family beside MobileNet and ResNet; return the table."""
    st.header("Beside MobileNet and ResNet", anchor=False)
    frame = family_frame(view)
    points = plane(view, frame)
    title = "Stored size, MiB" if view.axis == "size" else f"Million {UNITS[view.rules.unit]}"
    chart = family_plane(points, lesson.palette, title=title, chosen=view.name)
    st.markdown(f"**{chart.description}**")
    lesson.figure(chart, alt=str(chart.description))
    lesson.text(
        "Size and operations are counted here under one rule for all; accuracies are those that "
        "the authors published. MobileNet and ResNet are stored in 32 bits here; in 8 bits they "
        "would be four times smaller, which the paper does not compare with."
    )
    results.table(frame, alt="Counts and published accuracies of the family and its neighbours")
    return frame
