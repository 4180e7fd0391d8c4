"""A bit budget: which layers get how many bits, and whether mixing them helps."""

import pandas as pd
import streamlit as st

from engine.core.jobs import Report
from engine.core.params import Parameter
from ui import controls, jobs
from ui.charts.bit_allocation import MIXED, UNIFORM, bit_allocation, budget_curve
from ui.page import LessonPage
from ui.results import Tile
from ui.sections.layer_state import LayerState, encoder, rows_of, shipped

CRITERIA = {
    "weight error": "weight_error",
    "output error": "output_error",
    "drift": "drift",
}
WHAT = {
    "weight error": "the summed squared error of its weights",
    "output error": "the error of its own output",
    "drift": "how far the network's output moves when it alone is quantized",
}


def draw(lesson: LessonPage, state: LayerState) -> None:
    """Draw the target, the widths that meet it, and the measured effect beside one width."""
    st.header("Where should the bits go?", anchor=False)
    with st.container(horizontal=True, vertical_alignment="top", gap="medium"):
        target = controls.widget(
            lesson.key,
            Parameter("budget", 3.0, "mean bits over all weights", 2.0, 8.0, step=0.25),
            title="Mean bits of a weight",
        )
        asked = controls.choice(
            lesson.key, "criterion", tuple(CRITERIA), default="output error", title="Spend by"
        )
    cells = _cells(state, CRITERIA[asked])
    if cells is None:
        st.info(
            "The drift of single layers is shipped for LQ, ACIQ, MMSE and OCS with one step for "
            "each tensor. Choose one of these, or spend by output error."
        )
        return
    plan = _plan(cells, CRITERIA[asked], target)
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown(
            f"**Widths for {target:.2f} bits on average**, a layer's cost is {WHAT[asked]}"
        )
        chart = bit_allocation(plan, lesson.palette, mean_bits=_mean(plan))
        lesson.figure(chart, alt=chart.description or "", data=plan)
    with right:
        _measured(lesson, state, CRITERIA[asked], target)
        _now(lesson, state, plan, target)


def _cells(state: LayerState, criterion: str) -> pd.DataFrame | None:
    rows = rows_of(state)
    if criterion != "drift":
        return rows
    table = shipped("sensitivity")
    same = (table["method"] == state.method) & (table["granularity"] == state.granularity)
    found = table[same][["layer", "bits", "one_on"]]
    return rows.merge(found, on=["layer", "bits"]) if len(found) else None


@st.cache_data(max_entries=32, show_spinner=False)
def _plan(cells: pd.DataFrame, criterion: str, target: float) -> pd.DataFrame:
    from engine.studies.mixed_precision_plan import plan_bits

    plan = plan_bits(cells, criterion=criterion, target_mean_bits=target)
    layers = cells.drop_duplicates("layer")[["layer", "label", "weights"]]
    return layers.assign(bits=list(plan.bits))


def _mean(plan: pd.DataFrame) -> float:
    return float((plan["bits"] * plan["weights"]).sum() / plan["weights"].sum())


def _measured(lesson: LessonPage, state: LayerState, criterion: str, target: float) -> None:
    table = shipped("budgets")
    chosen = table[
        (table["method"] == state.method)
        & (table["granularity"] == state.granularity)
        & (table["criterion"] == criterion)
        & (table["embeddings"] == state.embeddings)
    ]
    if chosen.empty:
        st.info("The measured curve of this setting is not shipped; measure the plan below.")
        return
    st.markdown("**What it does to the network**, measured")
    chart = budget_curve(chosen[["kind", "mean_bits", "drift"]], lesson.palette, target=target)
    data = chosen[["kind", "target", "mean_bits", "drift", "widths"]]
    lesson.figure(chart, alt=chart.description or "", data=data)
    lesson.text(_honest(chosen))


def _honest(chosen: pd.DataFrame) -> str:
    one = chosen[chosen["kind"] == UNIFORM].set_index("mean_bits")["drift"]
    mixed = chosen[chosen["kind"] == MIXED].set_index("target")["drift"]
    pairs = [(bits, mixed[bits], one[bits]) for bits in mixed.index if bits in one.index]
    wins = [f"{bits:.0f}" for bits, plan, same in pairs if plan < 0.98 * same]
    loses = [f"{bits:.0f}" for bits, plan, same in pairs if plan > 1.02 * same]
    text = "At the same size, mixed widths drift less than one width at "
    text += f"{', '.join(wins)} bits" if wins else "no width"
    if loses:
        text += f", and **more at {', '.join(loses)} bits**"
    return (
        f"{text}. The plan adds the costs of the layers up; the network does not, so a plan that "
        "is optimal on paper need not win."
    )


def _now(lesson: LessonPage, state: LayerState, plan: pd.DataFrame, target: float) -> None:
    widths = dict(zip(plan["layer"], plan["bits"], strict=True))
    same = max(2, min(8, round(_mean(plan))))

    def work(report: Report) -> tuple[float, float]:
        from engine.quantization.output_error import output_error
        from engine.studies.calibration import calibration_batch
        from engine.studies.layer_configurations import configuration
        from engine.studies.layer_sensitivity import noise_share
        from engine.studies.mixed_precision_plan import mixed_network

        report(0.1, "loading the model")
        model, chosen = encoder("minilm"), configuration(state.method)
        compare = output_error(model.network, [calibration_batch(model)])
        found = []
        for place, bits in enumerate((widths, dict.fromkeys(widths, same))):
            report(0.3 + 0.35 * place, ("mixed widths", f"{same} bits everywhere")[place])
            methods = {n: chosen.at(int(b), state.granularity) for n, b in bits.items()}
            found.append(noise_share(compare(mixed_network(model.network, methods).module)))
        return found[0], found[1]

    key = (state.method, state.granularity, tuple(widths.items()))
    title = f"Measure this plan ({target:.2f} bits) now"
    result = jobs.run(lesson.key, "plan", work, settings=key, title=title, heavy=False)
    if result is not None:
        lesson.tiles(
            Tile(f"Drift, mixed ({_mean(plan):.2f} bits)", f"{result[0]:.1%}"),
            Tile(f"Drift, {same} bits for all", f"{result[1]:.1%}"),
        )
