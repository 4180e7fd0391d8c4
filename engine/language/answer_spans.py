"""Answers to questions from any extractive model: overlapping windows, best span, null score."""

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from engine.core.jobs import Report
from engine.core.params import Settings, param
from engine.language.squad import Question

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase


@dataclasses.dataclass(frozen=True)
class SpanSettings(Settings):
    """How a long text is cut into windows and which spans are allowed."""

    window_tokens: int = param(384, 16, 512, "tokens in a window, question included")
    stride_tokens: int = param(128, 1, 256, "tokens that neighbouring windows share")
    answer_tokens: int = param(30, 1, 200, "longest answer in tokens")
    candidates: int = param(20, 1, 100, "best starts and ends that are combined")
    batch_windows: int = param(16, 1, 256, "windows in one pass")


@dataclasses.dataclass(frozen=True)
class SpanAnswer:
    """What a model answers.

    Attributes:
        name: The question's id.
        text: Best span of the text; empty when no span is allowed.
        score: Start logit + end logit of that span.
        null_score: Smallest start + end logit of the first token over the windows.
        start: Place of the span's first character in the text.
    """

    name: str
    text: str
    score: float
    null_score: float
    start: int

    @property
    def no_answer(self) -> float:
        """Null score minus span score: the larger, the more the model says "no answer"."""
        return self.null_score - self.score

    def final(self, threshold: float | None) -> str:
        """Return the answer, ``""`` where ``no_answer`` lies above a threshold (SQuAD v2)."""
        return "" if threshold is not None and self.no_answer > threshold else self.text


@dataclasses.dataclass(frozen=True)
class QuestionAnswerer:
    """A network with a span head and its tokenizer.

    Attributes:
        network: Gives ``start_logits`` and ``end_logits``.
        tokenizer: Its fast tokenizer.
    """

    network: nn.Module
    tokenizer: "PreTrainedTokenizerBase"


def load_question_answerer(folder: Path) -> QuestionAnswerer:
    """Load an extractive model from a folder (of the hub's cache, the operator or an upload).

    Raises:
        NotFoundError: If the model has no span head or no tokenizer.
        UnsafeFileError: If a file is malformed.
    """
    from engine.language.checkpoint import load_network, open_checkpoint
    from engine.language.tokenizer_files import load_tokenizer

    checkpoint = open_checkpoint(folder)
    return QuestionAnswerer(
        network=load_network(checkpoint, head="question_answering"),
        tokenizer=load_tokenizer(folder, checkpoint.architecture, checkpoint.config),
    )


def best_span(
    start: Float[Tensor, " tokens"],
    end: Float[Tensor, " tokens"],
    allowed: Sequence[bool],
    settings: SpanSettings,
) -> tuple[int, int, float] | None:
    """Return first and last token of the best allowed span and its score, or None.

    Args:
        start: Logit of each token as the first one.
        end: Logit of each token as the last one.
        allowed: Whether a token belongs to the text (and not to the question).
        settings: Longest answer and number of candidates.
    """
    closed = ~torch.tensor(list(allowed))
    starts = start.masked_fill(closed, -torch.inf)
    ends = end.masked_fill(closed, -torch.inf)
    count = min(settings.candidates, int((~closed).sum()))
    best = None
    for first in starts.topk(count).indices.tolist():
        for last in ends.topk(count).indices.tolist():
            if not first <= last < first + settings.answer_tokens:
                continue
            score = float(start[first] + end[last])
            if best is None or score > best[2]:
                best = (first, last, score)
    return best


@dataclasses.dataclass(frozen=True)
class _Windows:
    """All windows of one question, ready for the network."""

    inputs: dict[str, Int[Tensor, "windows tokens"]]
    offsets: list[list[tuple[int, int]]]
    allowed: list[list[bool]]


def _windows(answerer: QuestionAnswerer, question: Question, settings: SpanSettings) -> _Windows:
    tokenizer = answerer.tokenizer
    window = min(settings.window_tokens, tokenizer.model_max_length)
    asked = tokenizer(question.question, add_special_tokens=False)["input_ids"][: window // 3]
    stride = min(settings.stride_tokens, max((window - len(asked) - 4) // 2, 0))
    encoded = tokenizer(
        tokenizer.decode(asked) if len(asked) == window // 3 else question.question,
        question.context,
        truncation="only_second",
        max_length=window,
        stride=stride,
        return_overflowing_tokens=True,
        return_offsets_mapping=True,
        padding=True,
    )
    names = [name for name in tokenizer.model_input_names if name in encoded]
    count = len(encoded["input_ids"])
    return _Windows(
        inputs={name: torch.tensor(encoded[name]) for name in names},
        offsets=encoded["offset_mapping"],
        allowed=[[part == 1 for part in encoded.sequence_ids(i)] for i in range(count)],
    )


@torch.no_grad()
def _logits(
    answerer: QuestionAnswerer, windows: _Windows, settings: SpanSettings
) -> tuple[Float[Tensor, "windows tokens"], Float[Tensor, "windows tokens"]]:
    parts = []
    for place in range(0, len(windows.offsets), settings.batch_windows):
        chosen = slice(place, place + settings.batch_windows)
        out = answerer.network(**{name: each[chosen] for name, each in windows.inputs.items()})
        parts.append((out.start_logits, out.end_logits))
    starts, ends = zip(*parts, strict=True)
    return torch.cat(starts), torch.cat(ends)


def answer(
    answerer: QuestionAnswerer, question: Question, settings: SpanSettings | None = None
) -> SpanAnswer:
    """Return the best span over all windows of the text, and the null score."""
    settings = settings or SpanSettings()
    windows = _windows(answerer, question, settings)
    starts, ends = _logits(answerer, windows, settings)
    null = float((starts[:, 0] + ends[:, 0]).min())
    best = SpanAnswer(question.name, "", float("-inf"), null, 0)
    for i, offsets in enumerate(windows.offsets):
        span = best_span(starts[i], ends[i], windows.allowed[i], settings)
        if span is not None and span[2] > best.score:
            first, last = offsets[span[0]][0], offsets[span[1]][1]
            best = SpanAnswer(question.name, question.context[first:last], span[2], null, first)
    return best


def answer_all(
    answerer: QuestionAnswerer,
    questions: Sequence[Question],
    *,
    settings: SpanSettings | None = None,
    report: Report | None = None,
) -> tuple[SpanAnswer, ...]:
    """Return the answer to each question; ``report`` is called after every one."""
    answers = []
    for done, question in enumerate(questions, start=1):
        answers.append(answer(answerer, question, settings))
        if report is not None:
            report(done / len(questions), f"question {done} of {len(questions)}")
    return tuple(answers)
