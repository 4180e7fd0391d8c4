"""The numbers: a table of all layers, two settings side by side, and the model as a file."""

import io
import tempfile
import zipfile
from pathlib import Path

import pandas as pd
import streamlit as st

from engine.core.jobs import Report
from engine.core.params import Parameter
from engine.studies.layer_view import setting_rows, worst_layers
from ui import controls, downloads, jobs
from ui.charts.method_curves import paired_settings
from ui.page import LessonPage
from ui.results import Tile
from ui.sections.layer_state import (
    GRANULARITIES,
    TITLES,
    LayerState,
    encoder,
    every_setting,
    roles_of,
    rows_of,
)

COLUMNS = {
    "label": "layer",
    "role": "role",
    "weights": "weights",
    "minimum": "min",
    "maximum": "max",
    "standard_deviation": "std",
    "kurtosis": "kurtosis",
    "signal_to_noise_db": "SQNR (dB)",
    "cosine": "cosine",
    "mean_squared_error": "MSE",
    "maximum_error": "max error",
    "output_error": "output error (%)",
    "bits_per_weight": "bits per weight",
}

FORMATS = {
    "weights": st.column_config.NumberColumn(format="%,d"),
    "cosine": st.column_config.NumberColumn(format="%.5f"),
    "MSE": st.column_config.NumberColumn(format="%.2e"),
    "max error": st.column_config.NumberColumn(format="%.4f"),
    "kurtosis": st.column_config.NumberColumn(format="%.1f"),
    "output error (%)": st.column_config.NumberColumn(format="%.3g"),
}


def layer_numbers(state: LayerState) -> pd.DataFrame:
    """Return every number of every layer at the present setting, the worst layer first."""
    rows = rows_of(state)
    here = rows[rows["bits"] == state.bits]
    ranked = worst_layers(here, state.measure, len(here))
    return ranked[["layer", *COLUMNS]].rename(columns={"layer": "path", **COLUMNS})


def draw(lesson: LessonPage, state: LayerState) -> None:
    """Draw the table, the comparison and the export."""
    st.header("Every layer in numbers", anchor=False)
    count = controls.widget(
        lesson.key, Parameter("top", 10, "layers shown", 5, 40), title="Worst layers shown"
    )
    numbers = layer_numbers(state)
    st.dataframe(
        numbers.drop(columns="path").head(count),
        hide_index=True,
        column_config=FORMATS,
        alt=f"The {count} worst layers",
    )
    lesson.text(f"Ranked by {state.measure.title}. Click a header to sort by another column.")
    _compare(lesson, state)
    _export(lesson, state)


def _compare(lesson: LessonPage, state: LayerState) -> None:
    st.header("Against a second setting", anchor=False)
    key = lesson.key
    with st.container(horizontal=True, gap="medium"):
        method = controls.choice(key, "other_method", TITLES, default="OCS", title="Method")
        grain = controls.choice(
            key, "other_granularity", GRANULARITIES, default="tensor", title="Granularity"
        )
        bits = controls.widget(key, Parameter("other_bits", 4, "bits", 2, 8), title="Bits")
    first = rows_of(state)
    second = setting_rows(every_setting(embeddings=state.embeddings), method, grain)
    name = state.measure.name
    one = first[first["bits"] == state.bits].set_index("label")
    two = second[second["bits"] == bits].set_index("label")
    frame = pd.DataFrame({"first": one[name], "second": two[name].reindex(one.index)})
    st.markdown(
        f"First (circles): **{state.title}**. Second (squares): **{method}, one step for each "
        f"{grain}, {bits} bits**."
    )
    chart = paired_settings(
        frame.reset_index(),
        lesson.palette,
        title=state.measure.title,
        logarithmic=state.measure.higher_is_worse,
    )
    lesson.figure(chart, alt=chart.description or "", data=frame.reset_index(), key="layers_pair")
    lower = frame["second"] < frame["first"]
    better = int((lower == state.measure.higher_is_worse).sum())
    sizes = [(each["bits_per_weight"] * each["weights"]).sum() / 8e6 for each in (one, two)]
    lesson.tiles(
        Tile("Layers where the second is better", f"{better} of {len(frame)}"),
        Tile("Packed: first, second", f"{sizes[0]:.2f} MB, {sizes[1]:.2f} MB", term="packed"),
    )


def _export(lesson: LessonPage, state: LayerState) -> None:
    st.header("Take the quantized model home", anchor=False)

    def work(report: Report) -> tuple[bytes, int, int, int]:
        return _packed(state, report)

    title = f"Pack MiniLM: {state.title}"
    done = jobs.run(lesson.key, "export", work, settings=state, title=title)
    if done is None:
        lesson.text(
            "The job writes real integer codes: a safetensors file and a JSON header that says "
            "what they mean. `engine.quantization.export.load_network` reads them back to the "
            "same logits."
        )
        return
    content, on_disk, packed, full = done
    lesson.tiles(
        Tile("Simulated, in memory", f"{full / 1e6:.1f} MB", term="simulated"),
        Tile("Packed, computed", f"{packed / 1e6:.2f} MB", term="packed"),
        Tile("Packed, on disk", f"{on_disk / 1e6:.2f} MB"),
    )
    downloads.button(
        "Quantized model (zip)", "minilm.zip", content, ":material/archive:", "layers_model"
    )


def _packed(state: LayerState, report: Report) -> tuple[bytes, int, int, int]:
    """Return the zip, the size of both files, the computed packed size and the full size."""
    from engine.core.disk import writing
    from engine.core.paths import cache_folder
    from engine.quantization.export import export_network
    from engine.quantization.network import quantize_network
    from engine.studies.layer_configurations import configuration

    report(0.0, "loading the model")
    model = encoder("minilm")
    method = configuration(state.method).at(state.bits, state.granularity)
    made = quantize_network(model.network, method, roles=roles_of(state), report=report)
    with writing("the packed model"), tempfile.TemporaryDirectory(dir=cache_folder()) as folder:
        header = Path(folder) / f"minilm-{state.bits}bit.json"
        written = export_network(
            made, header, source=model.title, source_sha256=model.sha256, report=report
        )
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            for path in (written.header, written.tensors):
                archive.write(path, path.name)
    return packed.getvalue(), written.file_bytes, made.packed_bytes, made.full_bytes
