"""An engineer's own labelled sentences: what each bit width costs on them."""

import dataclasses

import numpy as np

from engine.core.jobs import Report
from engine.language.adapters import TaskModel
from engine.language.evaluation import bootstrap_interval, predict, score
from engine.language.examples import Examples
from engine.quantization.network import quantize_network
from engine.quantization.roles import DEFAULT_ROLES, WITHOUT_EMBEDDINGS
from engine.studies.layer_configurations import configuration
from engine.studies.sweep_plan import Cell

MOST_EXAMPLES = 2000


@dataclasses.dataclass(frozen=True)
class OwnScore:
    """Score of one width on one set of examples.

    Attributes:
        bits: Bits of a weight; 32 is full precision.
        score: The task's primary metric.
        low: Lower end of its 95 % interval over resampled examples.
        high: Upper end.
        changed: Share of examples whose answer differs from full precision (classes only).
        packed_bytes: Size of the whole model with its codes packed.
    """

    bits: int
    score: float
    low: float
    high: float
    changed: float
    packed_bytes: int


def first_examples(examples: Examples, most: int = MOST_EXAMPLES) -> Examples:
    """Return the examples, or ``most`` of them at even distances."""
    if len(examples.labels) <= most:
        return examples
    return examples.rows(np.linspace(0, len(examples.labels) - 1, most).astype(int))


def score_own_task(
    model: TaskModel,
    examples: Examples,
    cell: Cell,
    *,
    bits: tuple[int, ...] = (2, 3, 4, 6, 8),
    report: Report | None = None,
) -> tuple[OwnScore, ...]:
    """Score full precision and each width on the user's examples.

    Args:
        model: A task model.
        examples: The user's examples of the same task; at most ``MOST_EXAMPLES`` are used.
        cell: Gives method, granularity and whether the table of words is quantized.
        bits: Widths to score.
        report: Called for every batch.

    Raises:
        CancelledError: If the report says so.
    """
    used = first_examples(examples)
    roles = DEFAULT_ROLES if cell.embeddings else WITHOUT_EMBEDDINGS
    full_bytes = sum(each.nbytes for each in model.network.parameters())
    places = 2 * len(bits) + 1
    full = predict(model, used, report=_part(report, 0, places, "full precision"))
    rows = [_row(model, used, full, full, 32, full_bytes)]
    for place, width in enumerate(bits):
        made = quantize_network(
            model.network,
            configuration(cell.method).at(width, cell.granularity),
            roles=roles,
            keep_codes=False,
            report=_part(report, 2 * place + 1, places, f"{width} bits: quantizing"),
        )
        logits = predict(
            dataclasses.replace(model, network=made.module),
            used,
            report=_part(report, 2 * place + 2, places, f"{width} bits: scoring"),
        )
        rows.append(_row(model, used, logits, full, width, made.packed_bytes))
    return tuple(rows)


def _part(report: Report | None, place: int, places: int, what: str) -> Report | None:
    """Return a report for one of ``places`` equal parts of the work."""
    if report is None:
        return None

    def within(share: float, _message: str) -> None:
        report((place + share) / places, what)

    return within


def _row(
    model: TaskModel,
    examples: Examples,
    logits: np.ndarray,
    full: np.ndarray,
    bits: int,
    packed_bytes: int,
) -> OwnScore:
    task = model.task
    interval = bootstrap_interval(task, logits, examples.labels, draws=500)
    differs = logits.argmax(1) != full.argmax(1) if task.labels > 1 else np.zeros(1)
    return OwnScore(
        bits=bits,
        score=float(score(task, logits, examples.labels)[task.primary_metric]),
        low=interval.low,
        high=interval.high,
        changed=float(differs.mean()),
        packed_bytes=packed_bytes,
    )
