"""Is it faster? Float32 and simulated bits beside torch's own int8 kernels, measured here."""

import dataclasses

import pandas as pd
import streamlit as st

from engine.core.jobs import Report
from engine.studies.latency import Latency
from engine.studies.sweep_plan import Cell
from ui import jobs
from ui.page import LessonPage
from ui.results import table
from ui.sections.task_models import Pair, pair


def draw(lesson: LessonPage, cell: Cell) -> None:
    """Draw the job and, once it is done, the times beside each other."""
    st.header("Is it faster?", anchor=False)
    lesson.text(
        "Simulated bits change what the model answers, not how long it takes: every weight is "
        "still a 32-bit number when it is multiplied. Torch's dynamic int8 is the row that can "
        "be faster on this processor."
    )

    def work(report: Report) -> tuple[Latency, ...]:
        from engine.studies.latency import measure_latency

        models: Pair = pair(cell)
        return measure_latency(models.full.network, models.quantized.network, report=report)

    rows = jobs.run(lesson.key, "latency", work, settings=cell, title="Measure the latency here")
    if rows is None:
        return
    frame = pd.DataFrame([dataclasses.asdict(each) for each in rows]).rename(
        columns={
            "batch": "sentences at once",
            "milliseconds": "median ms",
            "fastest_milliseconds": "fastest ms",
            "megabytes": "saved MB",
        }
    )
    table(frame.round(2), alt="Median time of a batch for each network")
    st.caption("32 word pieces a sentence, 15 rounds, the three networks in turn.")
