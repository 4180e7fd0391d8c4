"""The whole network of the compact page: work by block under a budget, and the paper's counts."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st

from ui import results
from ui.charts.compact_blocks import work_bars, work_so_far
from ui.page import LessonPage
from ui.results import Claim, Tile
from ui.sections import compact_state
from ui.sections.compact_picture import unit
from ui.sections.compact_state import BlockView

if TYPE_CHECKING:
    from engine.cost import CountingRules
    from engine.cost.published_rows import PublishedValue

PUBLISHED = ("AsymmNet-Large x1.0", "AsymmNet-Large x0.5", "AsymmNet-Small x1.0")


def work_frame(view: BlockView, rules: "CountingRules") -> pd.DataFrame:
    """Return the operations of each block of both networks, in millions, with running sums."""
    from engine.studies.compact_block import work_by_block

    parts = []
    for name in view.networks:
        blocks, work = work_by_block(compact_state.network_cost(name), rules)
        parts.append(
            pd.DataFrame(
                {
                    "block": blocks,
                    "network": name,
                    "millions": work / 1e6,
                    "so_far": np.cumsum(work) / 1e6,
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def draw(lesson: LessonPage, view: BlockView, rules: "CountingRules") -> None:
    """Draw the work of both networks, block by block and against the budget."""
    from engine.cost import operations, parameters

    st.header("The whole network under a budget", anchor=False)
    frame = work_frame(view, rules)
    own, plain = (compact_state.network_cost(each) for each in view.networks)
    work, other = (operations(each, rules) / 1e6 for each in (own, plain))
    budget = view.budget * rules.factor
    lesson.tiles(
        Tile(
            f"Network, million {unit(rules)}",
            f"{work:,.2f}",
            delta=f"{work - other:+.2f} M",
            against="vs MobileNetV3",
        ),
        Tile(
            f"Of a budget of {budget} million",
            f"{work / budget:.1%}",
            delta="under" if work < budget else "over",
            against=f"by {abs(budget - work):,.2f} M",
            lower_is_better=work >= budget,
        ),
        Tile("Parameters, millions", f"{parameters(own, rules) / 1e6:,.3f}"),
    )
    left, right = st.columns(2, gap="large")
    with left:
        bars = work_bars(frame, lesson.palette, unit=unit(rules))
        lesson.figure(bars, alt=str(bars.description), data=frame)
    with right:
        lines = work_so_far(frame, lesson.palette, unit=unit(rules), budget=budget)
        lesson.figure(lines, alt=str(lines.description))


def reproduces(value: "PublishedValue", ours: float) -> bool:
    """Return whether our count, rounded like the published digits, shows the same digits."""
    digits = len(value.text.partition(".")[2])
    return f"{ours / value.unit:.{digits}f}" == value.text


def badges(rules: "CountingRules") -> pd.DataFrame:
    """Return each published count of AsymmNet beside ours under these rules and under theirs."""
    from engine.cost import operations, parameters
    from engine.cost.published import published_named

    rows = []
    for name in PUBLISHED:
        cost = compact_state.network_cost(name)
        for value in published_named(name).values:
            count = parameters if value.quantity == "parameters" else operations
            ours, theirs = float(count(cost, rules)), float(count(cost, value.rules))
            rows.append(
                {
                    "network": name,
                    "count": value.quantity,
                    "published, M": value.text,
                    "ours, M": round(ours / 1e6, 3),
                    "your rules": _badge(matching=reproduces(value, ours)),
                    "the paper's rules": _badge(matching=reproduces(value, theirs)),
                    "how the paper counts": value.rule,
                }
            )
    return pd.DataFrame(rows)


def _badge(*, matching: bool) -> str:
    return "✓ matches the paper" if matching else "✗ differs"


def published(rules: "CountingRules") -> pd.DataFrame:
    """Show the published counts with their badges; return them."""
    st.header("Do our counts match the paper's?", anchor=False)
    frame = badges(rules)
    matching = int(frame["your rules"].str.startswith("✓").sum())
    colour = "green" if matching == len(frame) else "orange"
    st.badge(f"{matching} of {len(frame)} published counts match under your rules", color=colour)
    st.markdown(
        "The published 5.99 M parameters come from a tool that multiplies by the kernel's side "
        "where its area is right. Set **Network and counting** to *side* to see it; the network "
        "that its authors ship has 6,076,608."
    )
    results.table(frame, alt="Published counts of AsymmNet beside ours")
    st.caption("Source: checkpoints/macc.txt and log.txt of Spark001/AsymmNet; its paper's page.")
    return frame


def claim(lesson: LessonPage) -> None:
    """Set the paper's claim beside what counting can say; accuracy is not measured."""
    from engine.cost import operations
    from engine.cost.published import published_named

    pairs = ("AsymmNet-Large x1.0", "MobileNetV3-Large x1.0")
    mine, plain = (operations(compact_state.network_cost(each)) / 1e6 for each in pairs)
    shown = (f"{each.removeprefix('AsymmNet-')}: {published_named(each).top1} %"
             for each in PUBLISHED)  # fmt: skip
    lesson.claim(
        Claim(
            "2104.07770",
            "Below 220 million multiply-adds, networks of asymmetric bottlenecks are more "
            "accurate than those of inverted residuals.",
            f"ImageNet top-1 as published. {'; '.join(shown)}",
            "Accuracy on ImageNet is **not measured here**. Counted here: with the same rows "
            f"AsymmNet-Large takes {mine:.2f} M multiply-adds, MobileNetV3-Large {plain:.2f} M, "
            "so the comparison is at equal cost.",
            "Only the cost is checked; the accuracy needs a training run on ImageNet for each "
            "network.",
            "not measured yet",
            "Published: checkpoints/log.txt of Spark001/AsymmNet; counted: engine.cost",
        )
    )
