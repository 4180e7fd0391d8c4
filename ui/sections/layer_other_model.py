"""Another model: the whole analysis, live, as a job with progress and Stop."""

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from engine.core.errors import EngineError
from engine.core.jobs import Report
from engine.studies.layer_view import percent, shown_layers, worst_layers
from ui import controls, downloads, jobs
from ui.charts.layer_heat_map import layer_heat_map
from ui.page import LessonPage
from ui.results import Tile, problem, table
from ui.sections.layer_state import LayerState, encoder

if TYPE_CHECKING:
    from engine.language.upload import UploadedModel

METHODS = {
    "LQ, tensor": ("LQ", "tensor"),
    "LQ, row": ("LQ", "row"),
    "ACIQ, tensor": ("ACIQ", "tensor"),
    "MMSE, tensor": ("MMSE", "tensor"),
    "OCS, tensor": ("OCS", "tensor"),
}


def _models() -> dict[str, str]:
    """Return title to name of the models on this machine."""
    from engine.language.folder import folder_models
    from engine.language.models import MODELS

    known = {entry.title: entry.name for entry in MODELS[::-1]}
    known |= {f"{entry.title} (folder)": entry.name for entry in folder_models()}
    uploaded = st.session_state.get("layers_uploaded")
    return known | ({"your upload": uploaded} if uploaded else {})


def draw(lesson: LessonPage, state: LayerState) -> None:
    """Draw the choice of model, the job, and the analysis once it is there."""
    st.subheader("The same for another model", anchor=False)
    known = _models()
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        title = controls.choice(
            lesson.key, "model", tuple(known), default=next(iter(known)), title="Model"
        )
        shown = controls.choice(
            lesson.key, "shown", tuple(METHODS), default="MMSE, tensor", title="Setting"
        )
        _upload()
    name = known[title]

    def work(report: Report) -> pd.DataFrame:
        from engine.studies.model_analysis import analyse_model

        report(0.0, "loading the model")
        found = analyse_model(encoder(name).network, report=report)
        extra = found.layers.columns.difference(found.cells.columns).tolist()
        return found.cells.merge(found.layers[["layer", *extra]], on="layer")

    table_ = jobs.run(lesson.key, "model", work, settings=name, title=f"Analyse {title}")
    if table_ is None:
        st.info(
            "The job measures every layer at seven widths under five settings: a few seconds for "
            "MiniLM, about a quarter of a minute for a BERT-base. You can leave the page "
            "meanwhile. Models in the operator's folder (MODELARIUM_MODELS) stand in the list."
        )
        return
    _result(lesson, state, table_, title, METHODS[shown])


def _result(
    lesson: LessonPage,
    state: LayerState,
    found: pd.DataFrame,
    title: str,
    setting: tuple[str, str],
) -> None:
    cells = percent(shown_layers(found.assign(output_error=float("nan")), embeddings=True))
    rows = cells[(cells["method"] == setting[0]) & (cells["granularity"] == setting[1])]
    rows = shown_layers(rows, embeddings=state.embeddings)
    by = state.measure if state.measure.name != "output_error" else None
    name = by.name if by else "signal_to_noise_db"
    words = "SQNR of the weights (dB)" if by is None else by.title
    chart = layer_heat_map(
        rows.assign(value=rows[name])[["label", "bits", "value"]],
        lesson.palette,
        title=words,
        higher_is_worse=bool(by and by.higher_is_worse),
    )
    layers = rows.drop_duplicates("layer")
    lesson.tiles(
        Tile("Layers", str(len(layers))),
        Tile("Weights in them", f"{layers['weights'].sum() / 1e6:.1f} million"),
        Tile("Largest kurtosis", f"{layers['kurtosis'].max():.1f}"),
    )
    lesson.figure(chart, alt=f"{title}: {chart.description}", key="layers_other")
    here = rows[rows["bits"] == state.bits]
    columns = ["label", "kurtosis", "mean_squared_error", "maximum_error", "signal_to_noise_db"]
    ranked = worst_layers(here, by, 10) if by else here.nsmallest(10, "signal_to_noise_db")
    table(ranked[columns], alt=f"The ten worst layers of {title}")
    csv = downloads.csv_bytes(cells, encoder_hash(title))
    downloads.button("All numbers (CSV)", "layers.csv", csv, ":material/table:", "layers_all_csv")


def encoder_hash(title: str) -> str:
    """Return the hash of a listed model, which is loaded already."""
    return encoder(_models()[title]).sha256


def _upload() -> None:
    """Take a model's files; they are checked before anything is kept."""
    with st.popover("Bring a model", icon=":material/upload:"):
        sent = st.file_uploader(
            "model.safetensors, config.json, and vocab.txt or tokenizer.json",
            accept_multiple_files=True,
            type=["safetensors", "json", "txt"],
            key="layers_files",
        )
        st.caption("A BERT-like model; its files stay on this machine.")
        named = {each.name: each for each in sent}
        if "model.safetensors" not in named or "config.json" not in named:
            return
        try:
            accepted = _accepted({name: file.getvalue() for name, file in named.items()})
        except (EngineError, ValueError) as error:
            problem(error)
            return
        if not accepted.runs:
            st.warning(accepted.notice)
            return
        st.session_state["layers_uploaded"] = accepted.name
        st.success(f"A {accepted.architecture} model: it is in the list as your upload.")


def _accepted(files: dict[str, bytes]) -> "UploadedModel":
    from engine.language.upload import UploadFiles, accept_upload

    return accept_upload(
        UploadFiles(
            weights=files["model.safetensors"],
            config=files["config.json"],
            tokenizer=files.get("tokenizer.json"),
            vocabulary=files.get("vocab.txt"),
        )
    )
