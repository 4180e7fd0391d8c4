"""What the page on MeliusNet is asked for, and the counted networks behind it."""

import dataclasses
from typing import TYPE_CHECKING

import streamlit as st

from engine.core.params import Parameter, parameters
from ui import controls
from ui.page import LessonPage

if TYPE_CHECKING:
    from engine.binary import DenseBinaryNetwork
    from engine.cost import CountingRules, NetworkCost
    from engine.studies.fitted_bits import Passes
    from engine.studies.melius_stage import BlockRun

FAMILY = tuple(f"MeliusNet{each}" for each in ("22", "23", "29", "42", "59", "A", "B", "C"))
DENSE = ("BinaryDenseNet28", "BinaryDenseNet37")
STEMS = ("grouped", "7x7")
PUBLISHED, ON, OFF = "as published", "on", "off"
NETWORK = Parameter("network", "MeliusNet22", "which network", choices=(*FAMILY, *DENSE))
STAGE = Parameter("stage", 1, "which of the four stages is drawn", choices=(1, 2, 3, 4))
STEM = Parameter("stem", "grouped", "three 3x3, two of them grouped, or one 7x7", choices=STEMS)
IMPROVEMENT = Parameter(
    "improvement",
    PUBLISHED,
    "an improvement block behind each dense block",
    choices=(PUBLISHED, ON, OFF),
)
AXIS = Parameter("axis", "size", "what accuracy is drawn against", choices=("size", "operations"))


@dataclasses.dataclass(frozen=True)
class MeliusView:
    """The state of the page's controls.

    Attributes:
        base: Name of the network without its stem.
        stem: "grouped" or "7x7".
        stage: Stage that is drawn, from 1.
        improvement: "as published", "on" or "off".
        axis: "size" or "operations".
        rules: How operations are counted.
    """

    base: str
    stem: str
    stage: int
    improvement: str
    axis: str
    rules: "CountingRules"

    @property
    def published(self) -> bool:
        """Whether the network is as its authors describe it."""
        return self.improvement in {PUBLISHED, OFF if self.base in DENSE else ON}

    @property
    def name(self) -> str:
        """Name in the registry of ``engine.binary``."""
        return self.base + ("" if self.stem == "grouped" else " 7x7 stem")

    @property
    def title(self) -> str:
        """Name as it is shown: says what was changed."""
        changed = "with" if self.improvement == ON else "without"
        return self.name if self.published else f"{self.name} {changed} improvement blocks"

    @property
    def description(self) -> "DenseBinaryNetwork":
        """The network's description."""
        from engine.binary import DenseBinaryNetwork, network_named

        found = network_named(self.name).description
        if not isinstance(found, DenseBinaryNetwork):
            raise TypeError(f"{self.name} must be a dense network, got {type(found).__name__}")
        if self.published:
            return found
        return dataclasses.replace(found, improves=self.improvement == ON)


def choose(lesson: LessonPage) -> MeliusView:
    """Draw the controls."""
    key = lesson.key
    with lesson.controls():
        base = controls.widget(key, NETWORK)
        stage = controls.widget(key, STAGE)
        improvement = controls.widget(key, IMPROVEMENT, title="Improvement blocks")
        axis = controls.widget(key, AXIS, title="Accuracy against")
        with st.popover("Stem and counting", icon=":material/calculate:"):
            stem = controls.widget(key, STEM)
            rules = _rules(key)
    return MeliusView(base, stem, stage, improvement, axis, rules)


def _rules(key: str) -> "CountingRules":
    from engine.cost import CountingRules

    fields = {each.name: each for each in parameters(CountingRules)}
    binary = controls.widget(key, fields["binary"], title="A binary multiply-add is worth")
    weight = 1.0
    if binary == "weighted":
        weight = controls.widget(key, fields["binary_weight"], title="Worth")
    unit = controls.widget(key, fields["unit"], title="Unit of operations")
    classifier = controls.switch(key, "classifier", title="The classifier counts")
    norm = controls.switch(key, "batch_norm", title="Batch norm counts")
    return CountingRules(
        unit=unit, binary=binary, binary_weight=weight, classifier=classifier, batch_norm=norm
    )


def cost(view: MeliusView) -> "NetworkCost":
    """Return the cost of the chosen network: shipped, or counted now where it was changed."""
    return shipped(view.name) if view.published else _counted(view.description)


def shipped(name: str) -> "NetworkCost":
    """Return the cost of a network of the papers, from the shipped table."""
    from engine.studies.network_costs import shipped_costs

    return shipped_costs()[name]


@st.cache_data(max_entries=16, show_spinner="Counting the network")
def _counted(description: "DenseBinaryNetwork") -> "NetworkCost":
    return description.cost(224)


@st.cache_data(max_entries=64, show_spinner="Running a block")
def live(view: MeliusView) -> "BlockRun":
    """Return what happened when the last block of the stage ran once."""
    from engine.studies.melius_stage import run_block

    return run_block(view.description.stages()[view.stage - 1][-1], 14)


@st.cache_data(max_entries=4, show_spinner="Fitting bits to a float convolution")
def passes() -> "Passes":
    """Return how well bits copy a float convolution, with and without improvement."""
    from engine.studies.fitted_bits import improvement_passes

    return improvement_passes()
