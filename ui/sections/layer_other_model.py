"""Another model: the whole analysis, live, as a job with progress and Stop."""

import pandas as pd
import streamlit as st

from engine.core.jobs import Report
from engine.studies.layer_view import percent, shown_layers, worst_layers
from ui import controls, downloads, jobs
from ui.charts.layer_heat_map import layer_heat_map
from ui.page import LessonPage
from ui.results import Tile, table
from ui.sections import model_family, model_hub, model_upload
from ui.sections.layer_state import LayerState, encoder

METHODS = {
    "LQ, tensor": ("LQ", "tensor"),
    "LQ, row": ("LQ", "row"),
    "ACIQ, tensor": ("ACIQ", "tensor"),
    "MMSE, tensor": ("MMSE", "tensor"),
    "OCS, tensor": ("OCS", "tensor"),
}


def draw(lesson: LessonPage, state: LayerState) -> None:
    """Draw the family, then the choice of model, the job, and the analysis once it is there."""
    model_family.draw(lesson, state)
    st.header("The same for another model", anchor=False)
    known = model_hub.models()
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        title = controls.choice(
            lesson.key, "model", tuple(known), default=next(iter(known)), title="Model"
        )
        shown = controls.choice(
            lesson.key, "shown", tuple(METHODS), default="MMSE, tensor", title="Setting"
        )
        model_hub.popover(lesson)
        model_upload.popover(lesson)
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
    return encoder(model_hub.models()[title]).sha256
