"""A model on a task at full precision: what every quantized copy is compared with."""

import dataclasses
import threading
from collections import OrderedDict

import numpy as np
from jaxtyping import Float
from torch import nn

from engine.core.jobs import Report
from engine.language.adapters import TaskModel, adapter_name, load_task_model
from engine.language.evaluation import predict, score
from engine.language.examples import Examples, load_examples
from engine.language.models import load_encoder
from engine.language.tasks import task_named
from engine.studies.sweep_plan import ZERO_SHOT, adapter_hashes
from engine.studies.zero_shot import ZeroShotSimilarity

REMEMBERED = 2

_lock = threading.Lock()
_remembered: "OrderedDict[tuple[str, str, int, str], Contestant]" = OrderedDict()


@dataclasses.dataclass(frozen=True)
class Contestant:
    """A task model with all that is needed to score it and quantized copies of it.

    Attributes:
        loaded: The task model at full precision.
        examples: Labelled sentences.
        logits: Its logits on them.
        scores: Its metrics by name.
    """

    loaded: TaskModel
    examples: Examples
    logits: Float[np.ndarray, "examples labels"]
    scores: dict[str, float]

    def task_model(self, network: nn.Module) -> TaskModel:
        """Return the task model with another network, such as a quantized copy, in it."""
        return dataclasses.replace(self.loaded, network=network)


def contestant(
    model: str, task_name: str, most: int, *, report: Report | None = None
) -> Contestant:
    """Load a model for a task, and score it at full precision; the last two are remembered.

    An adapter that has changed since is loaded anew.

    Args:
        model: Embedded model.
        task_name: GLUE task, or ``stsb-zero-shot``.
        most: Examples taken at most, at even distances; 0 takes all.
        report: Progress and stop.

    Raises:
        NotFoundError: If the model, its adapter or the examples are not there.
    """
    shipped = ""
    if task_name != ZERO_SHOT:
        shipped = adapter_hashes().get(adapter_name(task_name, model), "")
    key = (model, task_name, most, shipped)
    with _lock:
        if key in _remembered:
            _remembered.move_to_end(key)
            return _remembered[key]
    made = _score(model, task_name, most, report)
    with _lock:
        _remembered[key] = made
        while len(_remembered) > REMEMBERED:
            _remembered.popitem(last=False)
    return made


def forget() -> None:
    """Forget every remembered contestant."""
    with _lock:
        _remembered.clear()


def _score(model: str, task_name: str, most: int, report: Report | None) -> Contestant:
    zero_shot = task_name == ZERO_SHOT
    task = task_named("stsb" if zero_shot else task_name)
    examples = load_examples(task)
    if most and len(examples.labels) > most:
        examples = examples.rows(np.linspace(0, len(examples.labels) - 1, most).astype(int))
    if zero_shot:
        encoder = load_encoder(model)
        network = ZeroShotSimilarity(encoder.network).eval()
        loaded = TaskModel(network, encoder.tokenizer, task, model)
    else:
        loaded = load_task_model(model, task_name)
    logits = predict(loaded, examples, report=report)
    return Contestant(loaded, examples, logits, score(task, logits, examples.labels))
