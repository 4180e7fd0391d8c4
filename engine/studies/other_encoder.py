"""What each bit width costs an encoder of the user's own, on a task that it was not trained for.

No adapter ships for such an encoder, so a linear head is fitted in closed form on its frozen
features. Scores are lower than those of a fine-tuned model; what bits cost is read from the
difference to the same head on the unquantized encoder.
"""

import dataclasses

import numpy as np

from engine.core.errors import NotFoundError
from engine.core.jobs import Report
from engine.language.examples import Examples, load_examples
from engine.language.fitted_heads import fit_head
from engine.language.models import Encoder
from engine.studies.own_task import OwnScore, first_examples, score_own_task
from engine.studies.sweep_plan import Cell

MOST_TRAIN = 1000
MOST_DEV = 500
_FIT_SHARE = 0.2


@dataclasses.dataclass(frozen=True, eq=False)
class HeadSets:
    """What a head learns from, and what it is scored on; no example is in both.

    Attributes:
        train: Examples to fit the head on.
        dev: Examples to score on.
        halved: Whether both are halves of one set, because the task's train set is not here.
    """

    train: Examples
    dev: Examples
    halved: bool


@dataclasses.dataclass(frozen=True)
class EncoderScores:
    """Scores of one encoder over bits.

    Attributes:
        rows: Full precision first, then each width.
        train_title: Where the examples for the head come from.
        train_examples: How many.
        dev_title: Where the scored examples come from.
        dev_examples: How many.
        halved: Whether both come from one set.
        sha256: Hash of the encoder's weights.
    """

    rows: tuple[OwnScore, ...]
    train_title: str
    train_examples: int
    dev_title: str
    dev_examples: int
    halved: bool
    sha256: str


def _half(examples: Examples, start: int) -> Examples:
    return examples.rows(np.arange(start, len(examples), 2))


def head_sets(task: str, *, most_train: int = MOST_TRAIN, most_dev: int = MOST_DEV) -> HeadSets:
    """Return GLUE's train and dev sets where they are, else every other example of the mini set.

    Larger sets are sampled at even distances.

    Raises:
        NotFoundError: If the task is unknown or neither set is on this machine.
    """
    dev = load_examples(task)
    try:
        train, halved = load_examples(task, split="train"), False
    except NotFoundError:
        train, dev, halved = _half(dev, 0), _half(dev, 1), True
    return HeadSets(first_examples(train, most_train), first_examples(dev, most_dev), halved)


def score_encoder(
    encoder: Encoder,
    sets: HeadSets,
    cell: Cell,
    *,
    bits: tuple[int, ...] = (2, 3, 4, 6, 8),
    report: Report | None = None,
) -> EncoderScores:
    """Fit a head on an encoder and score it at full precision and at each width.

    Args:
        encoder: Any loaded encoder; it is not changed.
        sets: Examples of one task, from :func:`head_sets`.
        cell: Gives method, granularity and whether the table of words is quantized.
        bits: Widths to score.
        report: Called for every batch and layer.

    Raises:
        CancelledError: If the report says so.
        ValueError: If the examples hold one class only.
    """

    def fitting(share: float, message: str) -> None:
        if report is not None:
            report(_FIT_SHARE * share, f"fitting the head: {message}")

    def scoring(share: float, message: str) -> None:
        if report is not None:
            report(_FIT_SHARE + (1 - _FIT_SHARE) * share, message)

    model = fit_head(encoder, sets.train, report=fitting)
    return EncoderScores(
        rows=score_own_task(model, sets.dev, cell, bits=bits, report=scoring),
        train_title=sets.train.source_title,
        train_examples=len(sets.train),
        dev_title=sets.dev.source_title,
        dev_examples=len(sets.dev),
        halved=sets.halved,
        sha256=encoder.sha256,
    )
