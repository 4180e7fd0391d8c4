"""What the page on compact blocks is asked for, and the counted steps and networks behind it."""

import dataclasses
from typing import TYPE_CHECKING

import streamlit as st

from engine.core.params import Parameter, parameters
from ui import controls
from ui.page import LessonPage

if TYPE_CHECKING:
    from engine.compact import AsymmetricBlock
    from engine.cost import CountingRules, NetworkCost
    from engine.studies.compact_block import Run, Step

WIDTHS = (0.35, 0.5, 0.75, 1.0, 1.25)
CHANNELS = Parameter("in_channels", 40, "channels of the block's input", 8, 192, step=8)
OUTGOING = Parameter("out_channels", 40, "channels of the block's output", 8, 192, step=8)
EXPANSION = Parameter(
    "expansion", 3.0, "channels that the expansion aims at, over the input's", 1.0, 8.0, step=0.5
)
ASYMMETRY = Parameter(
    "asymmetry", 1, "times that the input is reused on each side", choices=(0, 1, 2)
)
KERNEL = Parameter("kernel", 5, "side of the depthwise kernel", choices=(3, 5, 7))
SIDE = Parameter("resolution", 28, "side of the input in pixels", choices=(7, 14, 28, 56, 112))
STRIDE = Parameter("stride", 1, "stride of the depthwise convolution", choices=(1, 2))
SIZE = Parameter("network", "large", "which table of rows", choices=("large", "small"))
WIDTH = Parameter("width", 1.0, "factor of every channel count", choices=WIDTHS)
BUDGET = Parameter("budget", 220, "millions of multiply-adds", 20, 400, step=10)


@dataclasses.dataclass(frozen=True)
class BlockView:
    """The state of the page's controls.

    Attributes:
        ingoing: Channels of the input.
        outgoing: Channels of the output.
        expansion: Channels aimed at, over the input's.
        asymmetry: Times that the input is reused on each side.
        kernel: Side of the depthwise kernel.
        side: Side of the input in pixels.
        stride: Stride of the depthwise convolution.
        squeeze: Whether there is squeeze and excitation.
        size: "large" or "small" rows of the whole network.
        width: Factor of the network's channel counts.
        budget: Millions of multiply-adds that the network may take.
    """

    ingoing: int
    outgoing: int
    expansion: float
    asymmetry: int
    kernel: int
    side: int
    stride: int
    squeeze: bool
    size: str
    width: float
    budget: int

    @property
    def expanded(self) -> int:
        """Channels that the expansion aims at."""
        return round(self.expansion * self.ingoing)

    def block(self, asymmetry: int) -> "AsymmetricBlock":
        """Return the block's description; asymmetry 0 is the inverted residual."""
        from engine.compact import AsymmetricBlock

        return AsymmetricBlock(
            in_channels=self.ingoing,
            expanded=self.expanded,
            out_channels=self.outgoing,
            kernel=self.kernel,
            stride=self.stride,
            squeeze=self.squeeze,
            asymmetry=asymmetry,
        )

    @property
    def networks(self) -> tuple[str, str]:
        """Names of the whole network and of MobileNetV3 at the same width."""
        tail = "" if self.asymmetry == 1 else f" asymmetry {self.asymmetry}"
        kind = f"{self.size.capitalize()} x{self.width}"
        return f"AsymmNet-{kind}{tail}", f"MobileNetV3-{kind}"


def choose(lesson: LessonPage) -> tuple[BlockView, "CountingRules"]:
    """Draw the controls; return the block and network, and the counting rules."""
    key = lesson.key
    with lesson.controls():
        ingoing = controls.widget(key, CHANNELS, title="Input channels")
        outgoing = controls.widget(key, OUTGOING, title="Output channels")
        expansion = controls.widget(key, EXPANSION, title="Expansion, times the input")
        asymmetry = controls.widget(key, ASYMMETRY)
        kernel = controls.widget(key, KERNEL)
        with st.popover("More of the block", icon=":material/tune:"):
            side = controls.widget(key, SIDE, title="Resolution, pixels")
            stride = controls.widget(key, STRIDE)
            squeeze = controls.switch(key, "squeeze", title="Squeeze and excitation")
        with st.popover("Network and counting", icon=":material/calculate:"):
            size = controls.widget(key, SIZE)
            width = controls.widget(key, WIDTH)
            budget = controls.widget(key, BUDGET, title="Budget, million multiply-adds")
            rules = _rules(key)
    view = BlockView(
        int(ingoing), int(outgoing), float(expansion), asymmetry, kernel, side, stride,
        squeeze, size, width, int(budget),
    )  # fmt: skip
    return view, rules


def _rules(key: str) -> "CountingRules":
    from engine.cost import CountingRules

    fields = {each.name: each for each in parameters(CountingRules)}
    titles = {
        "unit": "Unit of operations",
        "classifier": "The classifier counts",
        "batch_norm": "Batch norm counts as operations",
        "kernel": "A convolution's parameters by the kernel's",
    }
    found = {}
    for name, title in titles.items():
        declared = dataclasses.replace(fields[name], name=f"rule_{name}")
        if isinstance(declared.default, bool):
            declared = dataclasses.replace(declared, choices=None)
        found[name] = controls.widget(key, declared, title=title)
    return CountingRules(**found)


@st.cache_data(max_entries=256, show_spinner="Counting the block")
def steps(view: BlockView, asymmetry: int, rules: "CountingRules") -> "tuple[Step, ...]":
    """Return the steps of the block with this asymmetry, cached."""
    from engine.studies.compact_block import block_steps

    return block_steps(view.block(asymmetry), view.side, rules)


@st.cache_data(max_entries=64, show_spinner="Running the block")
def live(view: BlockView, asymmetry: int) -> "Run":
    """Return what happened when the block ran once with this asymmetry, cached."""
    from engine.studies.compact_block import run_block

    return run_block(view.block(asymmetry), view.side)


@st.cache_data(max_entries=32, show_spinner="Counting the network")
def network_cost(name: str) -> "NetworkCost":
    """Return the cost of a whole compact network at 224 pixels, cached."""
    from engine.compact import network_named

    return network_named(name).description.cost(224)
