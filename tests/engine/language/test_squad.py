"""Exact match and F1 against values worked out by hand, and the layout of SQuAD files."""

import math

import pytest

from engine.core.errors import UnsafeFileError
from engine.data.bundled import squad_mini
from engine.language.squad import (
    Question,
    best_null_threshold,
    exact_match,
    normalised,
    read_questions,
    score_answers,
    word_f1,
)


def question(name, *answers):
    return Question(name, "?", "text", answers)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("The Eiffel Tower", "eiffel tower"),
        ("an apple, a pear", "apple pear"),
        ("U.S.A.", "usa"),
        ("  two \n words ", "two words"),
        ("theatre", "theatre"),
        ("the-end", "theend"),
        ("The", ""),
        ("", ""),
        ("don\u2019t", "don\u2019t"),
    ],
)
def test_normalisation_is_the_official_one(text, plain):
    assert normalised(text) == plain


@pytest.mark.parametrize(
    ("answer", "accepted", "expected"),
    [
        ("the cat", "A cat!", 1.0),
        ("old cat", "cat", 2 * (1 / 2) * 1 / (1 / 2 + 1)),
        ("red old cat", "old dog cat sat", 2 * (2 / 3) * (2 / 4) / (2 / 3 + 2 / 4)),
        ("cat cat", "cat", 2 * (1 / 2) * 1 / (1 / 2 + 1)),
        ("dog", "cat", 0.0),
        ("", "", 1.0),
        ("the", "", 1.0),
        ("cat", "", 0.0),
        ("", "cat", 0.0),
    ],
)
def test_f1_is_what_one_calculates_by_hand(answer, accepted, expected):
    assert word_f1(answer, accepted) == pytest.approx(expected)


def test_exact_match_needs_every_word():
    assert exact_match("The old cat.", "old cat") == 1
    assert exact_match("old cats", "old cat") == 0


def test_the_best_of_several_accepted_answers_counts():
    score = score_answers([question("a", "Jonas Feld", "the carpenter Jonas Feld")], {"a": "feld"})
    assert score.exact_match == 0
    assert score.f1 == pytest.approx(100 * 2 / 3)


def test_no_answer_is_right_only_where_there_is_none():
    questions = [question("has", "cat"), question("none")]
    silent = score_answers(questions, {"has": "", "none": ""})
    talking = score_answers(questions, {"has": "cat", "none": "dog"})
    assert (silent.f1, silent.answerable_f1, silent.unanswerable_f1) == (50, 0, 100)
    assert (talking.f1, talking.answerable_f1, talking.unanswerable_f1) == (50, 100, 0)


def test_without_unanswerable_questions_their_score_is_not_a_number():
    assert math.isnan(score_answers([question("a", "cat")], {"a": "cat"}).unanswerable_f1)


def test_a_missing_answer_is_named():
    with pytest.raises(ValueError, match="none for \\['b'\\]"):
        score_answers([question("a", "x"), question("b", "x")], {"a": "x"})


def test_nothing_to_score_is_refused():
    with pytest.raises(ValueError, match="got 0 questions"):
        score_answers([], {})


def test_the_best_threshold_answers_exactly_the_answerable_questions():
    questions = [question("a", "cat"), question("b", "dog"), question("c"), question("d")]
    answers = {"a": "cat", "b": "dog", "c": "cow", "d": "hen"}
    no_answer = {"a": -3.0, "b": 0.5, "c": 0.7, "d": 4.0}
    assert best_null_threshold(questions, answers, no_answer) == (0.5, 100.0)


def test_the_best_threshold_equals_the_best_of_all_thresholds_tried_one_by_one():
    questions = [question("a", "cat"), question("b"), question("c", "dog"), question("d", "hen")]
    answers = {"a": "old cat", "b": "x", "c": "dog", "d": "pig"}
    no_answer = {"a": 0.1, "b": 0.2, "c": 0.3, "d": 0.4}
    threshold, best = best_null_threshold(questions, answers, no_answer)

    def score(limit):
        final = {n: "" if no_answer[n] > limit else answers[n] for n in answers}
        return score_answers(questions, final).f1

    assert best == pytest.approx(max(map(score, [-1, *no_answer.values()])))
    assert best == pytest.approx(score(threshold))


def test_the_bundled_file_scores_a_hundred_against_itself():
    questions = read_questions(squad_mini())
    answers = {each.name: each.answers[-1] if each.answers else "" for each in questions}
    score = score_answers(questions, answers)
    assert (score.exact_match, score.f1, score.questions) == (100, 100, 29)


def test_version_one_files_have_no_mark_for_impossible_questions():
    entry = {"id": 7, "question": "Who?", "answers": [{"text": "he", "answer_start": 0}] * 2}
    squad = {"data": [{"paragraphs": [{"context": "he did", "qas": [entry]}]}]}
    assert read_questions(squad) == (Question("7", "Who?", "he did", ("he",)),)


@pytest.mark.parametrize(
    "squad", [{}, {"data": 3}, {"data": [{}]}, {"data": [{"paragraphs": [{"context": "x"}]}]}]
)
def test_another_layout_is_refused(squad):
    with pytest.raises(UnsafeFileError, match="SQuAD's layout"):
        read_questions(squad)
