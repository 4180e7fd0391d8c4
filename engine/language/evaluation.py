"""Scores of a task model: predictions, GLUE's metrics, and a bootstrap interval."""

import dataclasses

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import nn

from engine.core.jobs import Report
from engine.core.random import numpy_generator
from engine.language.adapters import TaskModel
from engine.language.batches import Pieces, by_length, word_pieces
from engine.language.examples import Examples
from engine.language.task_metrics import METRICS
from engine.language.tasks import Task

Logits = Float[np.ndarray, "examples labels"]
Labels = Int[np.ndarray, " examples"] | Float[np.ndarray, " examples"]


def run_network(
    network: nn.Module, pieces: Pieces, *, batch_size: int = 32, report: Report | None = None
) -> Logits:
    """Return the logits of every example in its own order."""
    batches = by_length(pieces.lengths, batch_size)
    found: list[np.ndarray] = []
    with torch.inference_mode():
        for done, rows in enumerate(batches):
            if report is not None:
                report(done / len(batches), f"sentences {done * batch_size} of {len(pieces.ids)}")
            found.append(network(**pieces.batch(rows)).float().numpy())
    stacked = np.concatenate(found)
    logits = np.empty_like(stacked)
    logits[np.concatenate([np.array(rows) for rows in batches])] = stacked
    return logits


def predict(task_model: TaskModel, examples: Examples, *, report: Report | None = None) -> Logits:
    """Return the logits of a task model on examples, in the examples' order."""
    pieces = word_pieces(task_model.tokenizer, examples)
    return run_network(task_model.network, pieces, report=report)


def predictions(
    task: Task, logits: Logits
) -> Int[np.ndarray, " examples"] | Float[np.ndarray, " examples"]:
    """Return the class with the largest logit (the first of equals), or the score."""
    return logits[:, 0].astype(np.float64) if task.labels == 1 else logits.argmax(1)


def score(task: Task, logits: Logits, labels: Labels) -> dict[str, float]:
    """Return every metric of a task by name.

    Raises:
        ValueError: If there are not as many labels as rows of logits.
    """
    if len(logits) != len(labels) or not len(labels):
        raise ValueError(
            "logits and labels must have the same number of rows, at least one; got "
            f"{len(logits)} and {len(labels)}"
        )
    predicted = predictions(task, logits)
    return {name: METRICS[name](predicted, labels) for name in task.metrics}


@dataclasses.dataclass(frozen=True)
class Interval:
    """A percentile interval.

    Attributes:
        low: Lower end.
        high: Upper end.
        level: Share of the draws inside.
    """

    low: float
    high: float
    level: float = 0.95


def bootstrap_interval(
    task: Task,
    logits: Logits,
    labels: Labels,
    *,
    draws: int = 1000,
    seed: int = 0,
    level: float = 0.95,
) -> Interval:
    """Return the interval of the primary metric over examples drawn again with replacement.

    Raises:
        ValueError: If ``draws`` or ``level`` is out of range or there is no example.
    """
    if draws < 1 or not 0 < level < 1 or not len(labels):
        raise ValueError(
            f"draws must be 1 or more, level within 0 to 1, and there must be examples; got "
            f"{draws}, {level}, {len(labels)} examples"
        )
    predicted = predictions(task, logits)
    metric = METRICS[task.primary_metric]
    generator = numpy_generator(seed)
    values = np.empty(draws)
    for draw in range(draws):
        rows = generator.integers(0, len(labels), len(labels))
        values[draw] = metric(predicted[rows], labels[rows])
    low, high = np.quantile(values, [(1 - level) / 2, (1 + level) / 2])
    return Interval(float(low), float(high), level)
