"""What the cost plane is asked for: axis, energy model, counting rules and filters."""

import dataclasses
from typing import TYPE_CHECKING

import streamlit as st

from engine.core.params import Parameter, parameters
from ui import controls
from ui.page import LessonPage

if TYPE_CHECKING:
    from engine.cost import CountingRules
    from engine.cost.energy import Calibrated, FirstPrinciples
    from engine.cost.energy_table import EnergyTable

AXES = ("operations", "size", "energy")
ENERGIES = ("published", "calibrated", "first principles")
ALL, CUSTOM = "all", "custom"
BINARY = "binary"
FAMILIES = (
    "AsymmNet", "BaseNet", "Bi-RealNet", "BinaryDenseNet", "BinaryResNetE", "BoolNet",
    "MeliusNet", "MobileNetV1", "ResNet",
)  # fmt: skip
LOWEST = Parameter("lowest", 40, "percent", 40, 76)


@dataclasses.dataclass(frozen=True)
class PlaneView:
    """The state of the page's controls.

    Attributes:
        axis: "operations", "size" or "energy".
        energy: "published", "calibrated" or "first principles".
        family: Family that is shown, or "all".
        lowest: Percent of top-1 below which a network is left out.
        precision: Type of the parameters that are not binary.
        rules: How operations are counted.
        first: The model from first principles.
        network: Network whose layers are listed.
    """

    axis: str
    energy: str
    family: str
    lowest: int
    precision: str
    rules: "CountingRules"
    first: "FirstPrinciples"
    network: str

    @property
    def model(self) -> "FirstPrinciples | Calibrated":
        """The energy model; for published totals the one that was fitted to them."""
        from engine.cost.energy import Calibrated

        return self.first if self.energy == "first principles" else Calibrated()


def family(name: str) -> str:
    """Return the family of a published network.

    >>> family("BoolNet*-18 k=4"), family("MeliusNetA")
    ('BoolNet', 'MeliusNet')
    """
    return next(each for each in FAMILIES if name.startswith(each))


def choose(lesson: LessonPage) -> PlaneView:
    """Draw the controls."""
    from engine.cost.published import PUBLISHED

    key = lesson.key
    names = tuple(each.name for each in PUBLISHED)
    with lesson.controls():
        axis = controls.choice(key, "axis", AXES, default=AXES[0], title="Cost")
        energy = controls.choice(key, "energy", ENERGIES, default="calibrated", title="Energy")
        shown = controls.choice(key, "family", (ALL, *FAMILIES), default=ALL)
        network = controls.choice(key, "network", names, default="MeliusNet22", title="Layers of")
        with st.popover("Filter and counting", icon=":material/tune:"):
            lowest = controls.widget(key, LOWEST, title="Lowest top-1, %")
            precision, rules = _counting(key)
        with st.popover("Energy table", icon=":material/bolt:"):
            first = _first_principles(key)
    return PlaneView(axis, energy, shown, int(lowest), precision, rules, first, network)


def _counting(key: str) -> tuple[str, "CountingRules"]:
    from engine.cost import CountingRules
    from engine.cost.sizes import PRECISIONS

    precision = controls.choice(
        key, "precision", tuple(PRECISIONS), default="float32", title="Type of the other weights"
    )
    fields = {each.name: each for each in parameters(CountingRules)}
    binary = controls.widget(key, fields["binary"], title="A binary multiply-add is worth")
    weight = 1.0
    if binary == "weighted":
        weight = controls.widget(key, fields["binary_weight"], title="Worth")
    unit = controls.widget(key, fields["unit"], title="Unit of operations")
    classifier = controls.switch(key, "classifier", default=True, title="The classifier counts")
    norm = controls.switch(key, "batch_norm", title="Batch norm counts")
    rules = CountingRules(
        unit=unit, binary=binary, binary_weight=weight, classifier=classifier, batch_norm=norm
    )
    return precision, rules


def _first_principles(key: str) -> "FirstPrinciples":
    from engine.cost.energy import FirstPrinciples
    from engine.cost.energy_table import TABLES

    st.caption("These settings drive the model from first principles.")
    fields = {each.name: each for each in parameters(FirstPrinciples)}
    arithmetic = controls.widget(key, fields["arithmetic"], title="Arithmetic of other layers")
    maps = controls.widget(key, fields["maps_in"], title="Feature maps lie in", listed=True)
    weights = controls.widget(key, fields["weights_in"], title="Weights lie in", listed=True)
    name = controls.choice(
        key, "table", (*TABLES, CUSTOM), default="45 nm", title="Energy of operations", listed=True
    )
    table = _custom(key) if name == CUSTOM else TABLES[name]
    return FirstPrinciples(arithmetic=arithmetic, maps_in=maps, weights_in=weights, table=table)


def _custom(key: str) -> "EnergyTable":
    from engine.cost.energy_table import EnergyTable

    st.caption("Picojoules of each operation, and of each access of 64 bits.")
    values = {}
    with st.container(horizontal=True):
        for each in parameters(EnergyTable):
            declared = dataclasses.replace(each, low=None, high=None, step=0.01)
            title = f"{each.meaning[:1].upper()}{each.meaning[1:]}"
            values[each.name] = controls.widget(key, declared, title=title)
    return EnergyTable(**values)
