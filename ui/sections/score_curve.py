"""The scores of every method over bits, and the numbers of the chosen point."""

import pandas as pd
import streamlit as st

from engine import zoo
from engine.studies.sweep_plan import FULL, ZERO_SHOT, Cell
from ui.charts.scores import finding, scores_over_bits
from ui.page import LessonPage
from ui.results import Tile

TASK_NAMES = {
    "SST-2 sentiment": "sst2",
    "CoLA grammar": "cola",
    "STS similarity": "stsb",
    "MRPC paraphrase": "mrpc",
    "RTE entailment": "rte",
    "STS, zero-shot cosine": ZERO_SHOT,
}
MODEL_NAMES = {f"{n} layers": "minilm" if n == 6 else f"minilm-{n}" for n in (6, 4, 3, 2)}


@st.cache_data(max_entries=1, show_spinner="Reading the shipped scores")
def sweep() -> pd.DataFrame:
    """Return the shipped table: one row for each model, task, method, width and granularity."""
    return zoo.table("bert_sweep")


def select(table: pd.DataFrame, cell: Cell) -> tuple[pd.DataFrame, pd.Series]:
    """Return the rows of all methods and widths for the cell's model and task, and full's row.

    Raises:
        ValueError: If the shipped table has no such model and task.
    """
    rows = table[(table["model"] == cell.model) & (table["task"] == cell.task)]
    full = rows[rows["method"] == FULL]
    if full.empty:
        raise ValueError(
            f"no shipped scores of {cell.model} on {cell.task}; choose 6 layers or SST-2"
        )
    same = (rows["granularity"] == cell.granularity) & (rows["embeddings"] == cell.embeddings)
    return rows[same & (rows["method"] != FULL)].sort_values(["method", "bits"]), full.iloc[0]


def point(rows: pd.DataFrame, cell: Cell) -> pd.Series | None:
    """Return the row of the cell, or None where it was not swept."""
    found = rows[(rows["method"] == cell.method) & (rows["bits"] == cell.bits)]
    return None if found.empty else found.iloc[0]


def draw_tiles(lesson: LessonPage, cell: Cell, row: pd.Series | None, full: pd.Series) -> None:
    """Draw the chosen point's score, interval, retained share and size."""
    if row is None:
        st.info(
            f"{cell.method} at {cell.bits} bits is not in the shipped table with these settings. "
            "Compute it below, or choose another point of the figure."
        )
        return
    at_the_claim = (cell.method, cell.bits) == ("OCS", 3)
    lesson.tiles(
        Tile(
            f"{str(full['metric']).capitalize()} at {cell.bits} bits",
            f"{row['score']:.3f}",
            term="confidence_interval",
            delta=round(float(row["score"] - full["score"]), 3),
            against="to 32 bits",
            lower_is_better=False,
        ),
        Tile("95 % interval", f"{row['low']:.2f} to {row['high']:.2f}"),
        Tile(
            "Retained",
            f"{row['retained']:.1%}",
            paper="98 % (Base), 96 % (Large) of GLUE" if at_the_claim else None,
        ),
        Tile(
            "Packed size",
            f"{row['packed_bytes'] / 1e6:.1f} MB",
            term="packed",
            delta=f"{row['packed_bytes'] / row['full_bytes'] - 1:.0%}",
            against=f"of {row['full_bytes'] / 1e6:.0f} MB",
        ),
    )


def draw(lesson: LessonPage, cell: Cell, rows: pd.DataFrame, full: pd.Series) -> None:
    """Draw the scores over bits, with the chosen point ringed."""
    if rows.empty:
        return
    metric = str(full["metric"]).capitalize()
    title = next(name for name, task in TASK_NAMES.items() if task == cell.task)
    text = finding(rows, metric=metric, full=float(full["score"]))
    chart = scores_over_bits(
        rows,
        lesson.palette,
        metric=f"{metric} on {title}",
        full=(float(full["score"]), float(full["low"]), float(full["high"])),
        chosen=(cell.method, cell.bits),
    )
    shown = rows[["method", "bits", "score", "low", "high", "retained", "bits_per_weight"]]
    lesson.figure(chart, alt=text, data=shown)
    lesson.text(
        f"{text} Scored on {full['examples']} examples ({full['source']}); the grey band is the "
        "95 % interval of full precision, so a point inside it is no proof of a loss or a gain."
    )
