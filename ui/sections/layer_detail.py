"""The heat map of all layers, and the one that the visitor clicks."""

import pandas as pd
import streamlit as st

from engine.studies.layer_view import worst_layers
from ui.charts.layer_heat_map import SELECTION, layer_heat_map
from ui.charts.method_curves import method_curves
from ui.page import LessonPage
from ui.results import table
from ui.sections.layer_state import LayerState, every_setting

WORST = "the worst layer"
_CHART = "layers_heat_map"


def _clicked() -> None:
    """Take the clicked cell's layer and width over into the controls."""
    cells = st.session_state[_CHART].selection.get(SELECTION) or []
    if cells:
        st.session_state["layers_layer"] = cells[-1]["label"]
        st.session_state["layers_bits"] = int(cells[-1]["bits"])


def chosen_layer(rows: pd.DataFrame, state: LayerState, asked: str) -> str:
    """Return the layer to look at: the one asked for if it takes part, else the worst."""
    if asked in set(rows["label"]):
        return asked
    here = rows[rows["bits"] == state.bits]
    return str(worst_layers(here, state.measure, 1)["label"].iloc[0])


def draw(lesson: LessonPage, state: LayerState, rows: pd.DataFrame, label: str) -> None:
    """Draw the heat map and, beside it, the chosen layer under every method."""
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.markdown(_headline(state, rows))
        chart = layer_heat_map(
            rows[["label", "bits", "value"]],
            lesson.palette,
            title=state.measure.title,
            higher_is_worse=state.measure.higher_is_worse,
            chosen=label,
        )
        st.altair_chart(
            chart,
            key=_CHART,
            on_select=_clicked,
            selection_mode=SELECTION,
            width="stretch",
        )
    with right:
        _layer(lesson, state, label)
    with st.expander("Data behind this figure", icon=":material/table:", type="compact"):
        table(
            rows.pivot_table(index="label", columns="bits", values="value", sort=False)
            .reset_index()
            .rename(columns=str),
            alt=f"{state.measure.title} by layer and bits",
        )


def _headline(state: LayerState, rows: pd.DataFrame) -> str:
    """Return the finding at the present width as one sentence."""
    here = rows[rows["bits"] == state.bits]
    ranked = worst_layers(here, state.measure, len(here))
    worst, best = ranked.iloc[0], ranked.iloc[-1]
    unit = "%" if state.measure.higher_is_worse else "dB"
    return (
        f"**At {state.bits} bits, {worst['label']} suffers most ({worst['value']:.3g} {unit}) and "
        f"{best['label']} least ({best['value']:.2g} {unit}).** Click a cell for its layer."
    )


def _layer(lesson: LessonPage, state: LayerState, label: str) -> None:
    same = every_setting(embeddings=True)
    mine = same[(same["label"] == label) & (same["granularity"] == state.granularity)]
    first = mine.iloc[0]
    st.markdown(f"**Layer {label}**: {first['rows']:,} x {first['columns']:,} weights")
    frame = mine.assign(value=mine[state.measure.name])[["method", "bits", "value"]]
    chart = method_curves(
        frame,
        lesson.palette,
        title=state.measure.title,
        logarithmic=state.measure.higher_is_worse,
        bits=state.bits,
    )
    st.altair_chart(chart)
    spread = max(-first["minimum"], first["maximum"]) / first["standard_deviation"]
    kind = _shape(float(first["kurtosis"]))
    lesson.text(
        f"Weights from {first['minimum']:.3f} to {first['maximum']:.3f}, standard deviation "
        f"{first['standard_deviation']:.4f}. The largest one is **{spread:.0f} standard "
        f"deviations** out; kurtosis {first['kurtosis']:.1f} ({kind})."
    )
    here = mine[(mine["method"] == state.method) & (mine["bits"] == state.bits)].iloc[0]
    st.dataframe(
        pd.DataFrame(
            {
                "at this setting": ["SQNR", "weight MSE", "largest error", "cosine",
                                    "output error", "bits per weight"],
                "value": [
                    f"{here['signal_to_noise_db']:.2f} dB",
                    f"{here['mean_squared_error']:.3e}",
                    f"{here['maximum_error']:.4f}",
                    f"{here['cosine']:.6f}",
                    f"{here['output_error']:.3g} %",
                    f"{here['bits_per_weight']:.4f}",
                ],
            }
        ),
        hide_index=True,
        alt=f"Errors of layer {label}",
    )  # fmt: skip


def _shape(kurtosis: float) -> str:
    if kurtosis > 4:
        return "heavier tails than a Gaussian, which has 3"
    if kurtosis > 2.5:
        return "close to a Gaussian, which has 3"
    return "lighter tails than a Gaussian, which has 3"
