"""The picture of a stage: dense blocks add channels, improvement blocks correct the newest."""

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from ui import results
from ui.page import LessonPage
from ui.sections.melius_state import MeliusView

if TYPE_CHECKING:
    from engine.studies.melius_stage import StageStep

MILLISECONDS = 900
KEY = (
    ("carried on unchanged", "input", "input"),
    ("dense block: new channels", "dense", "dense"),
    ("improvement block: added to the newest", "improve", "improve"),
)
NAMES = {"input": "input", "dense": "dense {}", "improve": "improve {}"}
_HERE = Path(__file__)
_COMPONENT = st.components.v2.component(
    "modelarium_melius_graph",
    html=f"""<div class="graph"><div class="key">{"<span></span>" * len(KEY)}</div>
<svg role="img"></svg><div class="bar"><button type="button">Play</button>
<input type="range" min="0" value="0" aria-label="Step of the stage"></div>
<div class="now" aria-live="polite"></div></div>""",
    css=_HERE.with_suffix(".css").read_text("utf-8"),
    js=_HERE.with_suffix(".js").read_text("utf-8"),
)


def steps(view: MeliusView) -> "tuple[StageStep, ...]":
    """Return the steps of the chosen stage."""
    from engine.studies.melius_stage import stage_steps

    return stage_steps(view.description, view.stage)


def words(step: "StageStep", side: int) -> str:
    """Return what a step does, in a sentence.

    Args:
        step: The step.
        side: Height and width of the stage's maps in pixels.
    """
    if step.part == "input":
        return f"{step.channels} float channels of {side} x {side} enter the stage."
    reads = step.first if step.part == "dense" else step.last
    grown = step.last - step.first
    does = (
        f"puts {grown} new channels behind them"
        if step.part == "dense"
        else f"adds its result to the newest {grown}; the {step.first} others stay as they are"
    )
    return (
        f"A binary 3x3 convolution reads the signs of all {reads} channels and {does}: "
        f"{step.binary_multiply_adds / 1e6:,.1f} M binary multiply-adds, "
        f"{step.weight_bits / 8192:,.1f} KiB of weights."
    )


def finding(view: MeliusView) -> str:
    """Return what happens in the stage, in a sentence."""
    found = steps(view)
    blocks, grown = found[-1].block, found[-1].last - found[-1].first
    start = (
        f"Stage {view.stage} grows from {found[0].channels} to {found[-1].channels} channels in "
        f"{blocks} dense {'block' if blocks == 1 else 'blocks'}"
    )
    if view.description.improves:
        return f"{start}; after each, an improvement block corrects the newest {grown}."
    return f"{start}; without improvement blocks no channel is ever corrected."


def step_frame(view: MeliusView) -> pd.DataFrame:
    """Return the steps in numbers."""
    return pd.DataFrame(
        {
            "step": NAMES[each.part].format(each.block),
            "channels": each.channels,
            "first changed": each.first,
            "last changed": each.last - 1,
            "binary multiply-adds": each.binary_multiply_adds,
            "weight bits": each.weight_bits,
        }
        for each in steps(view)
    )


def draw(lesson: LessonPage, view: MeliusView) -> pd.DataFrame:
    """Draw the stage; return its steps."""
    from engine.studies.melius_stage import stage_side

    st.markdown(f"**{finding(view)}**")
    side, palette = stage_side(view.stage), lesson.palette
    shown = [
        {
            "part": each.part,
            "block": each.block,
            "name": NAMES[each.part].format(each.block),
            "channels": each.channels,
            "first": each.first,
            "last": each.last,
            "words": words(each, side),
        }
        for each in steps(view)
    ]
    _COMPONENT(
        key=f"{lesson.key}_graph",
        data={
            "token": f"{view.title}, stage {view.stage}",
            "label": f"{view.title}: {finding(view)}",
            "steps": shown,
            "key": KEY,
            "milliseconds": MILLISECONDS,
            "colours": {
                "input": palette.full,
                "dense": palette.quantized,
                "improve": palette.clip,
            },
        },
    )
    frame = step_frame(view)
    with st.expander("Every step in numbers", icon=":material/table:", type="compact"):
        results.table(frame, alt="Channels, work and weights of each step of the stage")
    return frame
