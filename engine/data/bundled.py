"""Our own texts that ship with the engine: the mini set, calibration sentences and questions.

They stand in where GLUE and SQuAD are not on the machine. Every sentence is written for this
project; a score on them says that a model works, and compares with no published number.
"""

import csv
import dataclasses
import functools
import json
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float64

from engine.core.errors import unknown_name

FOLDER = Path(__file__).resolve().parent
MINI_TITLE = "Modelarium mini set"
MINI_TASKS = ("sst2", "cola", "mrpc", "rte", "stsb")


@dataclasses.dataclass(frozen=True)
class MiniSet:
    """Labelled sentences of one task, in a fixed, mixed order.

    Labels follow GLUE's files: SST-2 1 = positive, CoLA 1 = acceptable, MRPC 1 = paraphrase,
    RTE 0 = entailment, STS a score from 0 (unrelated) to 5 (same meaning).

    Attributes:
        task: Name of the task.
        first: First or only sentence of each example.
        second: Second sentence of each example, or None.
        labels: Class or score of each example.
    """

    task: str
    first: tuple[str, ...]
    second: tuple[str, ...] | None
    labels: Float64[np.ndarray, " examples"]


@functools.cache
def mini_set(task: str) -> MiniSet:
    """Return the mini set of a GLUE task.

    Args:
        task: One of ``MINI_TASKS``.

    Raises:
        NotFoundError: If there is no such task.

    >>> float(mini_set("rte").labels.mean())
    0.5
    """
    if task not in MINI_TASKS:
        raise unknown_name("task", task, MINI_TASKS)
    with (FOLDER / "mini_glue" / f"{task}.tsv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]
    labels = np.array([float(row[-1]) for row in rows])
    labels.flags.writeable = False
    pairs = len(rows[0]) == 3
    return MiniSet(
        task=task,
        first=tuple(row[0] for row in rows),
        second=tuple(row[1] for row in rows) if pairs else None,
        labels=labels,
    )


@functools.cache
def calibration_sentences() -> tuple[str, ...]:
    """Return 64 neutral sentences on which activation ranges are measured.

    >>> len(calibration_sentences())
    64
    """
    return tuple((FOLDER / "calibration_sentences.txt").read_text("utf-8").splitlines())


def squad_mini() -> dict[str, Any]:
    """Return 29 questions on four short texts, 7 without an answer, in the layout of SQuAD v2.

    >>> squad_mini()["version"]
    'v2.0'
    """
    return json.loads((FOLDER / "squad_mini.json").read_text("utf-8"))
