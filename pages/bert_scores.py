"""How many bits does a language task need?"""

import dataclasses

import streamlit as st

from engine import zoo
from engine.core.params import Parameter
from engine.studies.sweep_plan import BITS, METHODS, SHIPPED_EXAMPLES, Cell
from ui import controls, page
from ui.page import LessonPage, Task
from ui.quiz import Question
from ui.sections import (
    latency,
    live_cell,
    masked_words,
    other_encoder,
    own_task,
    score_claims,
    score_curve,
    score_family,
    score_gaps,
    score_seeds,
    sentence_probe,
)
from ui.sections.score_curve import MODEL_NAMES, TASK_NAMES

LOOK_CLOSER = (
    "the paper's sentences",
    "type a sentence",
    "layers or bits",
    "your data and model",
    "run it here",
)
CODE = """
from engine.studies.sweep_cells import run_cell
from engine.studies.sweep_plan import Cell

row = run_cell({cell!r})
print(row["metric"], round(row["score"], 4), "full precision", round(row["full_score"], 4))
"""


def choose(lesson: LessonPage) -> Cell:
    """Draw the controls; return the cell that the visitor looks at."""
    key = lesson.key
    with lesson.controls():
        task = controls.choice(key, "task", tuple(TASK_NAMES), default="SST-2 sentiment")
        model = controls.choice(key, "model", tuple(MODEL_NAMES), default="6 layers")
        method = controls.choice(key, "method", METHODS, default="ACIQ")
        bits = controls.widget(key, Parameter("bits", 4, "bits for one weight", choices=BITS))
        with st.popover("More settings", icon=":material/tune:"):
            grain = controls.choice(key, "granularity", ("tensor", "row"), default="tensor")
            words = controls.switch(key, "embeddings", title="Quantize the word table too")
    names = MODEL_NAMES[model], TASK_NAMES[task], method
    return Cell(*names, int(bits), grain, embeddings=words, examples=SHIPPED_EXAMPLES)


with page.lesson("bert_scores") as lesson:
    cell = choose(lesson)
    table = score_curve.sweep()
    lesson.model = zoo.card("bert_sweep").sha256
    rows, full = score_curve.select(table, cell)
    row = score_curve.point(rows, cell)

    lesson.try_this(
        Task("Set **3 bits** and compare LQ with ACIQ.", done=cell.bits == 3),
        Task("Quantize the **word table** too (More settings).", done=cell.embeddings),
        Task("Give every **row** its own step.", done=cell.granularity == "row"),
    )
    score_curve.draw_tiles(lesson, cell, row, full)
    score_curve.draw(lesson, cell, rows, full)
    score_gaps.draw(table, rows)
    closer = controls.choice(
        lesson.key, "closer", LOOK_CLOSER, default=LOOK_CLOSER[0], title="Look closer"
    )
    if closer == "the paper's sentences":
        score_claims.draw(lesson)
        score_seeds.draw(lesson)
    elif closer == "type a sentence":
        sentence_probe.draw(lesson, cell)
        masked_words.draw(lesson, cell)
    elif closer == "layers or bits":
        score_family.draw(lesson, table, cell, str(full["metric"]).capitalize())
    elif closer == "your data and model":
        own_task.draw(lesson, cell)
        other_encoder.draw(lesson, cell)
    else:
        live_cell.draw(lesson, cell, row)
        latency.draw(lesson, cell)
    score_claims.method(lesson)
    lesson.quiz(
        Question(
            "size",
            "A model is quantized to 4 bits as in the paper. How large is its saved file?",
            ("An eighth", "As large as before", "Half"),
            right=1,
            because="Simulated quantization rounds the values but keeps 32-bit numbers; only "
            "packing the codes makes the file small.",
        ),
        Question(
            "interval",
            "A score at 4 bits lies above full precision, inside its 95 % interval. What follows?",
            ("Low bits help here", "Nothing certain", "The code is wrong"),
            right=1,
            because="The difference is within what other examples of the same size would change. "
            "The paired interval of the difference tells more than two separate intervals.",
        ),
    )
    lesson.downloads(
        frame=rows,
        settings=dataclasses.asdict(cell),
        numbers={} if row is None else row[["score", "low", "high", "retained"]].to_dict(),
        code=CODE.format(cell=cell),
    )
