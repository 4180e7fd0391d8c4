"""Bring your own labelled sentences and see what each bit width costs on them."""

import dataclasses
import hashlib
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from engine.core.jobs import Report
from engine.language.tables import MAXIMUM_BYTES
from engine.studies.own_task import OwnScore
from engine.studies.sweep_plan import ZERO_SHOT, Cell
from ui import downloads, jobs
from ui.charts.scores import own_scores
from ui.page import LessonPage
from ui.results import contained
from ui.sections.task_models import full_model

if TYPE_CHECKING:
    from engine.language.tasks import Task


def _template(pair: bool, labels: int) -> bytes:  # noqa: FBT001 - two facts of a task
    label = "0" if labels > 1 else "3.5"
    if pair:
        name = "label" if labels > 1 else "score"
        text = f"sentence1\tsentence2\t{name}\nA first sentence.\tA second one.\t{label}\n"
    else:
        text = f"sentence\tlabel\nA sentence of mine.\t{label}\n"
    return text.encode()


def draw(lesson: LessonPage, cell: Cell) -> None:
    """Draw the upload, the job, and the scores over bits on the visitor's own examples."""
    from engine.language.tasks import task_named

    task = task_named("stsb" if cell.task == ZERO_SHOT else cell.task)
    st.header("Your own sentences", anchor=False)
    names = ", ".join(f"{n} = {name}" for n, name in enumerate(task.label_names))
    lesson.text(
        f"A tab-separated file with the columns of {task.title} "
        f"({names or 'scores from 0 to 5'}). It stays in this session."
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        file = st.file_uploader(
            "Labelled sentences (TSV)",
            type=["tsv", "txt"],
            key="own_task",
            max_upload_size=MAXIMUM_BYTES >> 20,
        )
        template = _template(task.pair, task.labels)
        downloads.button(
            "Template", "sentences.tsv", template, ":material/description:", "own_tsv"
        )
    if file is not None:
        with contained():
            _score(lesson, cell, task, file.getvalue(), file.name)


def _score(lesson: LessonPage, cell: Cell, task: "Task", content: bytes, name: str) -> None:
    from engine.language.examples import read_labelled

    examples = read_labelled(content, task, title=name)

    def work(report: Report) -> tuple[OwnScore, ...]:
        from engine.studies.own_task import score_own_task

        return score_own_task(full_model(cell.model, task.name), examples, cell, report=report)

    digest = hashlib.sha256(content).hexdigest()
    settings = (digest, cell.model, cell.method, cell.granularity, cell.embeddings)
    title = f"Score {len(examples.labels)} sentences at all widths"
    rows = jobs.run(lesson.key, "own", work, settings=settings, title=title)
    if rows is None:
        return
    frame = pd.DataFrame([dataclasses.asdict(each) for each in rows])
    finding = (
        f"{task.primary_metric} runs from {frame['score'].iloc[1]:.3f} at 2 bits to "
        f"{frame['score'].iloc[0]:.3f} at full precision."
    )
    lesson.figure(
        own_scores(frame, lesson.palette, metric=task.primary_metric), alt=finding, data=frame
    )
    csv = downloads.csv_bytes(frame, lesson.model)
    downloads.button("These scores (CSV)", "own_scores.csv", csv, ":material/table:", "own_csv")
