"""The scores of every method over bits, and the numbers of the chosen point."""

import pandas as pd
import streamlit as st

from engine.studies.sweep_plan import FULL, Cell
from ui.charts.scores import finding, scores_over_bits
from ui.page import LessonPage
from ui.results import Tile

TITLES = {"sst2": "SST-2", "cola": "CoLA", "stsb": "STS", "mrpc": "MRPC", "rte": "RTE"}


def select(table: pd.DataFrame, cell: Cell) -> tuple[pd.DataFrame, pd.Series]:
    """Return the rows of all methods and widths for the cell's model and task, and full's row.

    Raises:
        ValueError: If the shipped table has no such model and task.
    """
    rows = table[(table["model"] == cell.model) & (table["task"] == cell.task)]
    full = rows[rows["method"] == FULL]
    if full.empty:
        raise ValueError(
            f"no shipped scores of {cell.model} on {cell.task}; choose minilm or the task sst2"
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
            f"{str(full['metric']).capitalize()}, {cell.method} at {cell.bits} bits",
            f"{row['score']:.3f}",
            term="confidence_interval",
            delta=round(float(row["score"] - full["score"]), 3),
            against="against full precision",
            lower_is_better=False,
        ),
        Tile("95 % interval", f"{row['low']:.3f} to {row['high']:.3f}"),
        Tile(
            "Retained",
            f"{row['retained']:.1%}",
            paper="98 % (Base), 96 % (Large) of GLUE" if at_the_claim else None,
        ),
        Tile("Packed size", f"{row['packed_bytes'] / 1e6:.1f} MB", term="packed"),
    )


def draw(lesson: LessonPage, cell: Cell, rows: pd.DataFrame, full: pd.Series) -> None:
    """Draw the scores over bits, with the chosen point ringed."""
    if rows.empty:
        return
    metric = str(full["metric"]).capitalize()
    text = finding(rows, metric=metric, full=float(full["score"]))
    chart = scores_over_bits(
        rows,
        lesson.palette,
        metric=f"{metric} on {TITLES.get(cell.task, cell.task)}",
        full=(float(full["score"]), float(full["low"]), float(full["high"])),
        chosen=(cell.method, cell.bits),
    )
    shown = rows[["method", "bits", "score", "low", "high", "retained", "bits_per_weight"]]
    lesson.figure(chart, alt=text, data=shown)
    lesson.text(
        f"{text} Scored on {full['examples']} examples ({full['source']}); the grey band is the "
        "95 % interval of full precision, so a point inside it is no proof of a loss or a gain."
    )
