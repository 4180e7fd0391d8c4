"""SQuAD v1.1 and v2: reading the file, and the official exact match and F1 (arXiv 1806.03822)."""

import collections
import dataclasses
import re
import string
from collections.abc import Mapping, Sequence
from typing import Any

from engine.core.errors import UnsafeFileError

_ARTICLES = re.compile(r"\b(a|an|the)\b")
_PUNCTUATION = str.maketrans("", "", string.punctuation)


@dataclasses.dataclass(frozen=True)
class Question:
    """One question on one text.

    Attributes:
        name: Id in the file.
        question: What is asked.
        context: The text that may hold the answer.
        answers: Accepted answers; empty when the text holds none.
    """

    name: str
    question: str
    context: str
    answers: tuple[str, ...]


@dataclasses.dataclass(frozen=True)
class SquadScore:
    """Mean scores in percent.

    Attributes:
        exact_match: Share of answers that match exactly after normalisation.
        f1: Mean overlap of words.
        answerable_f1: F1 on the questions that have an answer; NaN without any.
        unanswerable_f1: The same for those without; there it equals the exact match.
        questions: How many were scored.
    """

    exact_match: float
    f1: float
    answerable_f1: float
    unanswerable_f1: float
    questions: int


def normalised(text: str) -> str:
    """Return an answer in lower case without ASCII punctuation, articles and doubled spaces.

    >>> normalised("The  Cat's (old) hat, an umbrella!")
    'cats old hat umbrella'
    """
    plain = text.lower().translate(_PUNCTUATION)
    return " ".join(_ARTICLES.sub(" ", plain).split())


def exact_match(answer: str, accepted: str) -> int:
    """Return 1 when both are the same after normalisation, else 0."""
    return int(normalised(answer) == normalised(accepted))


def word_f1(answer: str, accepted: str) -> float:
    """Return the harmonic mean of precision and recall over the words of two answers.

    When one of them has no words, both must have none.

    >>> word_f1("the old cat", "a cat")
    0.6666666666666666
    """
    ours, theirs = normalised(answer).split(), normalised(accepted).split()
    if not ours or not theirs:
        return float(ours == theirs)
    same = sum((collections.Counter(ours) & collections.Counter(theirs)).values())
    if same == 0:
        return 0.0
    precision, recall = same / len(ours), same / len(theirs)
    return 2 * precision * recall / (precision + recall)


def _golds(question: Question) -> tuple[str, ...]:
    return tuple(each for each in question.answers if normalised(each)) or ("",)


def best_scores(question: Question, answer: str) -> tuple[int, float]:
    """Return exact match and F1 against the accepted answer that fits best."""
    golds = _golds(question)
    return (
        max(exact_match(answer, gold) for gold in golds),
        max(word_f1(answer, gold) for gold in golds),
    )


def _mean(values: Sequence[float]) -> float:
    return 100.0 * sum(values) / len(values) if values else float("nan")


def score_answers(questions: Sequence[Question], answers: Mapping[str, str]) -> SquadScore:
    """Return the official scores.

    Args:
        questions: What was asked.
        answers: The answer to each question's name; ``""`` says that there is none.

    Raises:
        ValueError: If there is no question or an answer is missing.
    """
    missing = [each.name for each in questions if each.name not in answers]
    if missing or not questions:
        raise ValueError(
            f"every one of at least one question needs an answer, got {len(questions)} questions "
            f"and none for {missing[:3]}; give '' where the text holds no answer"
        )
    scores = [best_scores(each, answers[each.name]) for each in questions]
    answerable = [_golds(each) != ("",) for each in questions]
    f1 = [each[1] for each in scores]
    return SquadScore(
        exact_match=_mean([each[0] for each in scores]),
        f1=_mean(f1),
        answerable_f1=_mean([v for v, has in zip(f1, answerable, strict=True) if has]),
        unanswerable_f1=_mean([v for v, has in zip(f1, answerable, strict=True) if not has]),
        questions=len(questions),
    )


def best_null_threshold(
    questions: Sequence[Question], answers: Mapping[str, str], no_answer: Mapping[str, float]
) -> tuple[float, float]:
    """Return the threshold with the best F1, and that F1 in percent.

    A question is left unanswered where its ``no_answer`` score lies above the threshold.

    Args:
        questions: What was asked.
        answers: The best span for each question's name, never ``""``.
        no_answer: Null score minus span score of each question's name.
    """
    current = sum(best_scores(each, "")[1] for each in questions)
    best, threshold = current, float("-inf")
    for each in sorted(questions, key=lambda question: no_answer[question.name]):
        current += best_scores(each, answers[each.name])[1] - best_scores(each, "")[1]
        if current > best:
            best, threshold = current, no_answer[each.name]
    return threshold, 100.0 * best / max(len(questions), 1)


def _question(entry: Mapping[str, Any], context: str) -> Question:
    answers = [] if entry.get("is_impossible") else entry.get("answers", [])
    return Question(
        name=str(entry["id"]),
        question=str(entry["question"]),
        context=context,
        answers=tuple(dict.fromkeys(str(each["text"]) for each in answers)),
    )


def read_questions(squad: Mapping[str, Any]) -> tuple[Question, ...]:
    """Return the questions of a parsed SQuAD file, v1.1 or v2.

    Raises:
        UnsafeFileError: If it is not in SQuAD's layout.

    >>> from engine.data.bundled import squad_mini
    >>> len(read_questions(squad_mini()))
    29
    """
    try:
        return tuple(
            _question(entry, str(paragraph["context"]))
            for article in squad["data"]
            for paragraph in article["paragraphs"]
            for entry in paragraph["qas"]
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise UnsafeFileError(
            "the file must be in SQuAD's layout (data, paragraphs, qas), got "
            f"{type(error).__name__}: {str(error)[:80]}; compare it with squad_mini.json"
        ) from None
