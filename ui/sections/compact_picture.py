"""The two blocks of the compact page: their pictures, every tensor and the block's numbers."""

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from ui import results
from ui.charts.compact_blocks import PIECES, block_picture
from ui.page import LessonPage
from ui.results import Tile
from ui.sections import compact_state
from ui.sections.compact_state import BlockView

if TYPE_CHECKING:
    from engine.cost import CountingRules
    from engine.studies.compact_block import Step

WORDS = {
    "input": "input",
    "expand": "1x1 convolution",
    "reuse": "input joined on",
    "squeeze": "squeeze, excite",
    "project": "1x1, no activation",
    "shortcut": "input added",
}
INVERTED, ASYMMETRIC = "Inverted residual", "Asymmetric bottleneck"
UNITS = {"multiply_adds": "multiply-adds", "flops": "FLOPs"}


def unit(rules: "CountingRules") -> str:
    """Return what is counted, in words."""
    return UNITS[rules.unit]


def _word(step: "Step", view: BlockView) -> str:
    if step.part == "depthwise":
        return f"depthwise {view.kernel}x{view.kernel}"
    return WORDS[step.part]


def step_frame(view: BlockView, asymmetry: int, rules: "CountingRules") -> pd.DataFrame:
    """Return every tensor of the block: step, shape, parameters and operations."""
    rows = []
    for each in compact_state.steps(view, asymmetry, rules):
        channels, height, width = each.shape
        work = f" · {each.operations / 1e6:,.2f} M" if each.operations else ""
        rows.append(
            {
                "step": _word(each, view),
                "channels": channels,
                "height": height,
                "width": width,
                "parameters": each.parameters,
                unit(rules): each.operations,
                "words": f"{channels}x{height}x{width}{work}",
                "reused": each.reused,
            }
        )
    return pd.DataFrame(rows)


def piece_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the bars of a block's picture: computed channels and, beside them, reused ones."""
    rows = []
    for each in frame.to_dict("records"):
        half, kept = each["channels"] / 2, each["reused"]
        first = 1 if each["step"] == "input" else 0
        middle = (-half + kept, half - kept, PIECES[first])
        sides = [(-half, kept - half, PIECES[1]), (half - kept, half, PIECES[1])] if kept else []
        rows += [
            {
                "step": each["step"],
                "start": start,
                "end": end,
                "piece": piece,
                "count": end - start,
            }
            for start, end, piece in (middle, *sides)
        ]
    return pd.DataFrame(rows)


def finding(view: BlockView, rules: "CountingRules") -> str:
    """Return what the asymmetry does to this block, in a sentence."""
    plain, other = (step_frame(view, each, rules) for each in (0, view.asymmetry))
    if view.asymmetry == 0:
        return "With asymmetry 0 both blocks are the same: an inverted residual."
    if not (other["reused"] > 0).any():
        return (
            f"Nothing is left to expand: {view.expanded} channels are no more than the "
            f"{view.asymmetry * view.ingoing} that are reused, so the input goes straight into "
            "the depthwise convolution."
        )
    mine, theirs = other[unit(rules)].sum(), plain[unit(rules)].sum()
    wide, narrow = other["channels"].max(), plain["channels"].max()
    change = mine / theirs - 1
    return (
        f"The depthwise convolution sees {wide} channels in place of {narrow}, for "
        f"{change:+.1%} {unit(rules)}: the input is joined on, not computed."
    )


def draw(lesson: LessonPage, view: BlockView, rules: "CountingRules") -> pd.DataFrame:
    """Draw both blocks; return all of their tensors."""
    st.markdown(f"**{finding(view, rules)}**")
    frames = {
        INVERTED: step_frame(view, 0, rules),
        f"{ASYMMETRIC}, asymmetry {view.asymmetry}": step_frame(view, view.asymmetry, rules),
    }
    widest = max(int(each["channels"].max()) for each in frames.values())
    for place, (title, frame) in zip(st.columns(2, gap="large"), frames.items(), strict=True):
        with place:
            chart = block_picture(
                frame, piece_frame(frame), lesson.palette, title=title, widest=widest
            )
            lesson.figure(chart, alt=str(chart.description))
    parts = [each.assign(block=title) for title, each in frames.items()]
    whole = pd.concat(parts, ignore_index=True).drop(columns=["words", "reused"])
    whole = whole[["block", *(each for each in whole.columns if each != "block")]]
    lesson.text(
        "Each bar is a tensor, as wide as it has channels; under it stand its shape and the "
        f"million {unit(rules)} that it takes."
    )
    with st.expander("Every tensor in numbers", icon=":material/table:", type="compact"):
        results.table(whole, alt="Shape, parameters and operations of each tensor")
    return whole


def tiles(lesson: LessonPage, view: BlockView, rules: "CountingRules") -> dict[str, float]:
    """Show the block's numbers against the inverted residual's; return them."""
    plain, mine = (step_frame(view, each, rules) for each in (0, view.asymmetry))
    work = [each[unit(rules)].sum() for each in (mine, plain)]
    weights = [int(each["parameters"].sum()) for each in (mine, plain)]
    seen = [
        int(each.loc[each["step"].str.startswith("depth"), "channels"].iloc[0])
        for each in (mine, plain)
    ]
    against = "vs inverted"
    lesson.tiles(
        Tile(
            f"Million {unit(rules)}",
            f"{work[0] / 1e6:,.3f}",
            term="multiply_adds" if rules.unit == "multiply_adds" else None,
            delta=f"{work[0] / work[1] - 1:+.1%}",
            against=against,
        ),
        Tile(
            "Parameters",
            f"{weights[0]:,}",
            delta=f"{weights[0] / weights[1] - 1:+.1%}",
            against=against,
        ),
        Tile(
            "Channels the depthwise sees",
            f"{seen[0]:,}",
            delta=f"{seen[0] - seen[1]:+,}",
            against=against,
            lower_is_better=False,
        ),
    )
    return {
        "multiply_adds_or_flops": float(work[0]),
        "parameters": float(weights[0]),
        "inverted_residual": float(work[1]),
    }
