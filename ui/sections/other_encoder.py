"""What fewer bits cost your own encoder: a head fitted in closed form, scored at every width."""

import dataclasses

import pandas as pd
import streamlit as st

from engine.core.jobs import Report
from engine.studies.sweep_plan import ZERO_SHOT, Cell
from ui import controls, downloads, jobs
from ui.charts.scores import own_scores
from ui.page import LessonPage
from ui.results import Tile
from ui.sections import model_hub, model_upload

DIFFERS = (
    "The encoder stays as it is; a linear head is fitted to it by ridge regression, in closed "
    "form. Its score is lower than a fine-tuned model's: read what bits cost from the difference."
)


def draw(lesson: LessonPage, cell: Cell) -> None:
    """Draw the choice of an encoder, the job, and its scores over bits."""
    st.header("Another encoder: yours", anchor=False)
    lesson.text(DIFFERS)
    known = model_hub.models()
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        title = controls.choice(
            lesson.key, "encoder", tuple(known), default=next(iter(known)), title="Encoder"
        )
        model_hub.popover(lesson)
        model_upload.popover(lesson)
    name = known[title]
    task = "stsb" if cell.task == ZERO_SHOT else cell.task

    def work(report: Report) -> object:
        from engine.language.models import load_encoder
        from engine.studies.other_encoder import head_sets, score_encoder

        report(0.0, "loading the encoder")
        encoder = load_encoder(name)
        return score_encoder(encoder, head_sets(task), cell, report=report)

    settings = (name, task, cell.method, cell.granularity, cell.embeddings)
    found = jobs.run(
        lesson.key,
        "encoder",
        work,
        settings=settings,
        title=f"Score {title} with {cell.method} at all widths",
    )
    if found is None:
        st.caption(
            "At most 1000 examples for the head and 500 for the scores: under a minute for "
            "MiniLM, a few minutes for a BERT-base on two cores. You can leave the page meanwhile."
        )
        return
    _result(lesson, cell, found, title)


def _result(lesson: LessonPage, cell: Cell, found: object, title: str) -> None:
    from engine.language.tasks import task_named
    from engine.studies.other_encoder import EncoderScores

    if not isinstance(found, EncoderScores):
        return
    task = task_named("stsb" if cell.task == ZERO_SHOT else cell.task)
    frame = pd.DataFrame([dataclasses.asdict(each) for each in found.rows])
    full = frame.iloc[0]
    widths = frame[frame["bits"] < full["bits"]]
    near = widths.iloc[(widths["bits"] - cell.bits).abs().argmin()]
    lost = near["score"] - full["score"]
    lesson.tiles(
        Tile(f"{task.primary_metric.capitalize()}, full precision", f"{full['score']:.3f}"),
        Tile(
            f"{cell.method} at {int(near['bits'])} bits",
            f"{near['score']:.3f}",
            delta=round(float(lost), 3),
            against="against full precision",
            lower_is_better=False,
        ),
        Tile("95 % interval", f"{near['low']:.3f} to {near['high']:.3f}"),
        Tile("Packed size", f"{near['packed_bytes'] / 1e6:.1f} MB", term="packed"),
    )
    finding = (
        f"{title}, {cell.method}: {task.primary_metric} is {full['score']:.3f} at full precision "
        f"and {near['score']:.3f} at {int(near['bits'])} bits."
    )
    lesson.figure(
        own_scores(frame, lesson.palette, metric=task.primary_metric), alt=finding, data=frame
    )
    where = (
        "GLUE's train set is not on this machine: both are halves of the mini set, so the "
        "interval is wide. Set MODELARIUM_DATA to a folder with GLUE for real numbers."
        if found.halved
        else "No example is in both."
    )
    st.caption(
        f"Head fitted on {found.train_examples} examples ({found.train_title}), scored on "
        f"{found.dev_examples} ({found.dev_title}). {where}"
    )
    csv = downloads.csv_bytes(frame, found.sha256)
    downloads.button(
        "These scores (CSV)", "encoder_scores.csv", csv, ":material/table:", "encoder_csv"
    )
