"""Which method quantizes, with the settings that it declares."""

import streamlit as st

from engine.core.params import Parameter, parameters
from engine.quantization import METHODS, Method
from engine.studies.weight_view import ManualClip
from ui import controls

MANUAL = "Manual clip"
AnyMethod = Method | ManualClip
CLASSES: dict[str, type[AnyMethod]] = {
    **{each.title: each for each in METHODS},
    MANUAL: ManualClip,
}
SUMMARIES = {
    **{each.title: each.summary for each in METHODS},
    MANUAL: "Clip at a share of the largest weight that you choose.",
}


def title(method: AnyMethod) -> str:
    """Return the short name of a method."""
    return MANUAL if isinstance(method, ManualClip) else type(method).title


def describe(method: AnyMethod) -> str:
    """Return method, bits and granularity in a few words."""
    shared = controls.label(method.granularity)
    return f"{title(method)}, {method.bits} bits, one step per {shared}"


def pick(prefix: str, default: str = "LQ", *, compact: bool = False, bits: int = 4) -> AnyMethod:
    """Draw the choice of a method and its settings, and return the method.

    Args:
        prefix: Prefix of the keys.
        default: Title of the method at first.
        compact: Whether only bits and granularity can be set, as inside a popover.
        bits: Bits at first.
    """
    declared = Parameter("method", default, "how to quantize", choices=tuple(CLASSES))
    method = CLASSES[controls.widget(prefix, declared)]
    visible = ("bits", "granularity", "clip_ratio")
    fields = [field for field in method.__dataclass_fields__ if field not in visible]
    leave_out = fields if compact else ()
    opens = {"bits": bits}
    return controls.settings(prefix, method, visible=visible, leave_out=leave_out, defaults=opens)


def link_values(method: AnyMethod) -> dict[str, str]:
    """Return the settings of a method as they stand in a page's link, without a prefix."""
    values = {each.name: getattr(method, each.name) for each in parameters(method)}
    plain = {k: str(v).lower() if isinstance(v, bool) else v for k, v in values.items()}
    return {"method": title(method), **{k: controls.label(v) for k, v in plain.items()}}


def compare(prefix: str) -> tuple[AnyMethod | None, bool]:
    """Draw the popover of view options; return the second setting, if any, and "log axis"."""
    with st.popover("View and compare", icon=":material/compare:"):
        logarithmic = controls.switch(prefix, "log", title="Logarithmic axis: show the tails")
        beside = controls.switch(prefix, "compare", title="Compare with a second setting")
        second = pick(f"{prefix}_second", "ACIQ", compact=True) if beside else None
    return second, logarithmic
