"""Through the network: what each layer adds, what gathers, and which one layer matters."""

import dataclasses

import pandas as pd
import streamlit as st

from engine.core.jobs import Report
from engine.studies.layer_names import short_name
from ui import jobs
from ui.charts.depth_lines import depth_lines
from ui.charts.layer_switches import switched_off, switched_on
from ui.charts.method_curves import part_curves
from ui.page import LessonPage
from ui.results import Tile
from ui.sections.layer_state import LayerState, encoder, roles_of, shipped


def draw(lesson: LessonPage, state: LayerState) -> None:
    """Draw isolated against accumulated error, the switches, and weights against activations."""
    st.header("Does the error add up on its way through the network?", anchor=False)
    frame = _sensitivity(lesson, state)
    if frame is None:
        st.info(
            "This setting is not in the shipped table. The job measures it here, with two passes "
            "for each layer; LQ, ACIQ, MMSE and OCS with one step for each tensor show at once."
        )
    else:
        _depth(lesson, frame)
        _switches(lesson, frame)
    _parts(lesson, state)


def _sensitivity(lesson: LessonPage, state: LayerState) -> pd.DataFrame | None:
    table = shipped("sensitivity")
    found = table[
        (table["method"] == state.method)
        & (table["granularity"] == state.granularity)
        & (table["bits"] == state.bits)
    ]
    if len(found) and state.embeddings:
        return found

    def work(report: Report) -> pd.DataFrame:
        from engine.data.bundled import calibration_sentences
        from engine.studies.calibration import SWITCH_SENTENCES, calibration_batch
        from engine.studies.layer_configurations import configuration
        from engine.studies.layer_sensitivity import layer_sensitivity

        report(0.0, "loading the model")
        model = encoder("minilm")
        method = configuration(state.method).at(state.bits, state.granularity)
        batch = calibration_batch(model, calibration_sentences()[:SWITCH_SENTENCES])
        measured = layer_sensitivity(
            model.network, batch, method, roles=roles_of(state), report=report
        )
        columns = dataclasses.asdict(measured)
        labels = [short_name(each) for each in columns.pop("names")]
        return pd.DataFrame({"label": labels, **columns})

    same = dataclasses.replace(state, measure=None)
    title = f"Measure {state.method} at {state.bits} bits, layer by layer"
    return jobs.run(lesson.key, "sensitivity", work, settings=same, title=title)


def _depth(lesson: LessonPage, frame: pd.DataFrame) -> None:
    chart = depth_lines(frame[["label", "isolated", "accumulated"]], lesson.palette)
    lesson.figure(
        chart,
        alt=chart.description or "",
        data=frame[["label", "isolated", "accumulated"]],
        key="layers_depth",
    )
    lesson.text(
        "**Isolated** (diamonds): only this layer is quantized and it reads exact inputs. "
        "**Accumulated** (line): every layer is quantized, so its inputs are already wrong. "
        "The gap between both is inherited error."
    )


def _switches(lesson: LessonPage, frame: pd.DataFrame) -> None:
    st.header("Which single layer matters?", anchor=False)
    ranked = frame.assign(relief=1.0 - frame["one_off"] / frame["all_on"])
    ranked = ranked.sort_values("one_on", ascending=False)
    worst, best = ranked.iloc[0], ranked.loc[ranked["relief"].idxmax()]
    lesson.tiles(
        Tile("Drift, all layers quantized", f"{ranked['all_on'].iloc[0]:.2%}"),
        Tile(f"Alone: {worst['label']}", f"{worst['one_on']:.2%}"),
        Tile(f"Gone without {best['label']}", f"{best['relief']:.0%}"),
    )
    shown = ranked.head(12)[["label", "one_on", "relief"]]
    numbers = ranked[["label", "one_on", "relief"]]
    left, right = st.columns(2, gap="medium")
    with left:
        on = switched_on(shown, lesson.palette)
        lesson.figure(on, alt=str(on.description), data=numbers)
    with right:
        off = switched_off(shown, lesson.palette)
        lesson.figure(off, alt=str(off.description))
    lesson.text(
        "Drift is the squared error of the last hidden state over its square, on 12 calibration "
        "sentences. The twelve layers with the largest effect are shown; the table has all. "
        "Near or above 100 % little of the output is left. A negative bar means that errors of "
        "two layers cancel."
    )


def _parts(lesson: LessonPage, state: LayerState) -> None:
    st.header("Is it the weights or the activations?", anchor=False)
    table = shipped("parts")
    same = (table["method"] == state.method) & (table["granularity"] == state.granularity)
    if not same.any():
        same = (table["method"] == "LQ") & (table["granularity"] == "tensor")
        lesson.text("Shown for LQ with one step for each tensor; this setting is not shipped.")
    chosen = table[same & (table["embeddings"] == state.embeddings)]
    chart = part_curves(chosen[["part", "bits", "drift"]], lesson.palette)
    both = table[same & (table["part"] == "weights") & (table["bits"] == state.bits)]
    drift = both.set_index("embeddings")["drift"]
    left, right = st.columns([3, 2], gap="large")
    with left:
        lesson.figure(chart, alt=chart.description or "", data=chosen[["part", "bits", "drift"]])
    with right:
        lesson.tiles(
            Tile("Drift with the word table", f"{drift.get(True, float('nan')):.2%}"),
            Tile("Drift without it", f"{drift.get(False, float('nan')):.2%}"),
        )
        lesson.text(
            f"Weights at {state.bits} bits. Activations are the inputs of the layers: one range "
            "for each, found on the same sentences with ACIQ's rule or min-max, whichever errs "
            "less. Weights can be repaired row by row; an activation range is shared by all words."
        )
