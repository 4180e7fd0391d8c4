"""Compute the chosen cell of the shipped table again, here and now, as a job."""

import pandas as pd
import streamlit as st

from engine.core.jobs import Report
from engine.studies.sweep_plan import Cell
from ui import jobs
from ui.page import LessonPage
from ui.results import Tile
from ui.sections import glue_offer


def draw(lesson: LessonPage, cell: Cell, shipped: pd.Series | None) -> None:
    """Draw the button, its progress, and the fresh number beside the shipped one."""
    st.header("Compute this point yourself", anchor=False)
    lesson.text(
        "The curve above was computed once and shipped. This job quantizes the model again and "
        "scores it on the examples that are on this machine."
    )

    glue_offer.draw(lesson)

    def work(report: Report) -> dict[str, object]:
        from engine.studies.sweep_cells import run_cell

        report(0.0, "loading the model")
        return run_cell(cell, report=report)

    row = jobs.run(
        lesson.key, "cell", work, settings=cell, title=f"Score {cell.method}, {cell.bits} bits"
    )
    if row is None:
        return
    told = ("source", "examples")
    same = shipped is not None and all(shipped[name] == row[name] for name in told)
    lesson.tiles(
        Tile("Score now", f"{row['score']:.3f}", term="confidence_interval"),
        Tile(
            "Shipped score",
            f"{shipped['score']:.3f}" if shipped is not None else "none",
            delta=round(float(row["score"]) - float(shipped["score"]), 4)
            if shipped is not None
            else None,
            against="now minus shipped",
            lower_is_better=False,
        ),
        Tile("95 % interval", f"{row['low']:.2f} to {row['high']:.2f}"),
        Tile("Seconds", f"{row['seconds']:.1f}"),
    )
    st.caption(f"Examples: {row['source']} ({row['examples']}). {row['versions']}.")
    if shipped is not None and not same:
        st.caption(
            f"The shipped score comes from other examples ({shipped['source']}, "
            f"{shipped['examples']}), so the two are not alike."
        )
