"""Two binary blocks side by side: every tensor's shape, bits and energy, and the energy claim."""

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from engine.core.params import Parameter
from engine.studies.binary_block import Step, binary_block, block_steps
from ui import controls, results
from ui.charts.binary_networks import tensor_bars
from ui.page import LessonPage
from ui.results import Claim, Tile
from ui.sections.bits_state import BitsView

if TYPE_CHECKING:
    from engine.cost.energy import Calibrated, FirstPrinciples

NAMES = {"BoolNet": "bool", "BaseNet": "base", "Bi-Real": "bireal", "XNOR style": "xnor"}
WORDS = {
    "input": "input",
    "bring": "shortcut, new shape",
    "norm": "batch norm",
    "sign": "sign",
    "convolution": "binary 3x3",
    "slices": "slices (folded norm)",
    "inner": "XNOR with shortcut",
    "outer": "OR with shortcut",
    "output": "beside the other half",
    "shortcut": "float 1x1 shortcut",
    "add": "input added",
}
BLOCK = Parameter("block", "BoolNet", "block whose maps are bits", choices=("BoolNet", "BaseNet"))
RIVAL = Parameter(
    "rival", "Bi-Real", "block whose maps are floats", choices=("Bi-Real", "XNOR style")
)
WIDTH = Parameter("block_channels", 64, "channels of the block's convolutions", step=1)
SIDE = Parameter("block_side", 56, "height and width of the input in pixels", step=1)
MODEL = Parameter(
    "energy", "calibrated", "energy model", choices=("calibrated", "first_principles")
)
KIBIBYTE = 8 * 1024


def _model(name: str) -> "Calibrated | FirstPrinciples":
    from engine.cost.energy import Calibrated, FirstPrinciples

    return Calibrated() if name == "calibrated" else FirstPrinciples()


@st.cache_data(max_entries=64, show_spinner="Counting the block")
def steps(
    kind: str, channels: int, side: int, slices: int, *, new_stage: bool, energy: str
) -> tuple[Step, ...]:
    """Return the steps of a block, cached."""
    block = binary_block(NAMES[kind], channels, slices=slices, new_stage=new_stage)
    return block_steps(block, side, _model(energy))


def step_frame(found: tuple[Step, ...]) -> pd.DataFrame:
    """Return every tensor of a block: shape, bits, KiB, work and energy."""
    rows, seen = [], {}
    for each in found:
        word = WORDS[each.part]
        seen[word] = seen.get(word, 0) + 1
        shape = "x".join(str(side) for side in each.shape)
        size = each.tensor_bits / KIBIBYTE
        rows.append(
            {
                "step": word if seen[word] == 1 else f"{word} ({seen[word]})",
                "shape": shape,
                "bits": "1 bit" if each.bits == 1 else f"{each.bits} bits",
                "kibibytes": size,
                "stored": each.stored,
                "binary weights": each.binary_weights,
                "float parameters": each.float_parameters,
                "binary multiply-adds": each.binary_multiply_adds,
                "float multiply-adds": each.float_multiply_adds,
                "energy, microjoules": each.energy_picojoules / 1e6,
                "words": f"{shape} · {size:,.1f} KiB" + (" · to memory" if each.stored else ""),
            }
        )
    return pd.DataFrame(rows)


def draw(lesson: LessonPage, view: BitsView) -> pd.DataFrame | None:
    """Draw both blocks; return all of their tensors, or None where they cannot be built."""
    st.header("Where does the energy go? Build a block", anchor=False)
    key = lesson.key
    with st.container(horizontal=True, vertical_alignment="bottom"):
        block = controls.widget(key, BLOCK)
        rival = controls.widget(key, RIVAL, title="Against")
        channels = controls.widget(key, WIDTH, title="Channels")
        side = controls.widget(key, SIDE, title="Side, pixels")
        new_stage = controls.switch(key, "new_stage", title="First block of a stage")
        energy = controls.widget(key, MODEL, title="Energy model")
    with results.contained():
        found = {
            name: step_frame(
                steps(name, channels, side, view.slices, new_stage=new_stage, energy=energy)
            )
            for name in (block, rival)
        }
        return _answer(lesson, found)
    return None


def _answer(lesson: LessonPage, found: dict[str, pd.DataFrame]) -> pd.DataFrame:
    mine, theirs = found.values()
    names = list(found)
    energy = [each["energy, microjoules"].sum() for each in (mine, theirs)]
    sent = [each.loc[each["stored"], "kibibytes"].sum() for each in (mine, theirs)]
    times = energy[1] / energy[0] if energy[0] else float("nan")
    st.markdown(
        f"**The {names[0]} block sends {sent[0]:,.0f} KiB of maps to memory, the {names[1]} block "
        f"{sent[1]:,.0f} KiB: {times:.1f} times the energy, with the same kind of binary work.**"
    )
    widest = max(float(each["kibibytes"].max()) for each in (mine, theirs))
    for place, (name, frame) in zip(st.columns(2, gap="large"), found.items(), strict=True):
        with place:
            chart = tensor_bars(frame, lesson.palette, title=f"{name} block", widest=widest)
            lesson.figure(chart, alt=str(chart.description))
    work, floats = (
        [each[f"{kind} multiply-adds"].sum() / 1e6 for each in (mine, theirs)]
        for kind in ("binary", "float")
    )
    lesson.tiles(
        Tile("Energy, microjoules", f"{energy[0]:,.0f}", delta=f"{energy[0] - energy[1]:+,.0f}",
             against=f"vs {names[1]}"),
        Tile("Maps to memory, KiB", f"{sent[0]:,.0f}", delta=f"{sent[0] - sent[1]:+,.0f}",
             against=f"vs {names[1]}"),
        Tile("Binary products, million", f"{work[0]:,.1f}", delta=f"{work[0] - work[1]:+,.1f}",
             against=f"vs {names[1]}"),
        Tile("Float products, million", f"{floats[0]:,.1f}",
             delta=f"{floats[0] - floats[1]:+,.1f}", against=f"vs {names[1]}"),
    )  # fmt: skip
    parts = [frame.assign(block=name) for name, frame in found.items()]
    whole = pd.concat(parts, ignore_index=True).drop(columns=["words"])
    whole = whole[["block", *(each for each in whole.columns if each != "block")]]
    with st.expander("Every tensor in numbers", icon=":material/table:", type="compact"):
        results.table(whole, alt="Shape, bits, work and energy of each tensor of both blocks")
    lesson.text(
        "Bright bars go to memory and back, pale ones live inside the step: the sums of a binary "
        "convolution meet an integer threshold at once, so batch norm and sign cost no float. "
        "The energy model sends one 32-bit map for each convolution of Bi-Real to memory."
    )
    return whole


def claim(lesson: LessonPage) -> None:
    """Set the paper's energy claim beside what both energy models count."""
    from engine.cost.energy import Calibrated, FirstPrinciples
    from engine.studies.network_costs import shipped_costs

    costs = shipped_costs()
    ours, theirs = costs["BoolNet-18 k=4"], costs["Bi-RealNet-18"]
    fitted, first = (
        model(theirs).energy_picojoules / model(ours).energy_picojoules
        for model in (Calibrated(), FirstPrinciples())
    )
    lesson.claim(
        Claim(
            "2106.06991",
            "BoolNet takes 4.6 times less energy than Bi-RealNet and is 1.2 points more accurate.",
            "4.6 times less energy; ImageNet top-1 57.6 % against 56.4 %, as published",
            f"Counted for the whole networks: {fitted:.1f} times with the calibrated model, "
            f"{first:.1f} times from first principles (maps to DRAM and back, weights not "
            "counted). The direction holds, the factor is smaller. Accuracy on ImageNet is **not "
            "measured here**.",
            "The calibrated model was fitted to the published totals, so it is no independent "
            "evidence; the authors' accelerator model is not public.",
            "not measured yet",
            "Published: README of hpi-xnor/BoolNet and its abstract; counted: engine.cost, "
            "docs/compact.md",
        )
    )
