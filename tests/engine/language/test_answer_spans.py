"""Spans: against a search over all pairs, and windows that give the same answer as one."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from engine.core.errors import NotFoundError
from engine.data.bundled import squad_mini
from engine.language.answer_spans import (
    SpanAnswer,
    SpanSettings,
    answer,
    answer_all,
    best_span,
    load_question_answerer,
)
from engine.language.squad import Question, read_questions, score_answers

LOGIT = st.floats(-9, 9)


@pytest.fixture
def answerer(tiny):
    return load_question_answerer(tiny("BertForQuestionAnswering")[0])


class Marked(torch.nn.Module):
    """Votes for ``old`` (29) as start, ``river`` (23) as end, and for [CLS] a little."""

    def forward(self, input_ids, attention_mask, token_type_ids):
        start = (input_ids == 29) * 5.0 + (input_ids == 2) * 1.0
        end = (input_ids == 23) * 5.0 + (input_ids == 2) * 1.0
        return type("Output", (), {"start_logits": start, "end_logits": end})


@given(
    st.lists(
        st.tuples(st.floats(-9, 9), st.floats(-9, 9), st.booleans()), min_size=1, max_size=12
    ),
    st.integers(1, 5),
)
def test_the_best_span_is_the_best_of_all_pairs(tokens, longest):
    start = torch.tensor([each[0] for each in tokens])
    end = torch.tensor([each[1] for each in tokens])
    allowed = [each[2] for each in tokens]
    found = best_span(start, end, allowed, SpanSettings(answer_tokens=longest))
    scores = [
        float(start[i] + end[j])
        for i in range(len(tokens))
        for j in range(i, min(i + longest, len(tokens)))
        if allowed[i] and allowed[j]
    ]
    assert (found[2] if found else None) == (max(scores) if scores else None)


def test_an_answer_is_cut_out_of_the_text_as_it_is_written(answerer):
    answerer = type(answerer)(Marked(), answerer.tokenizer)
    asked = Question("q", "Where?", "The mill, on the OLD green  River, was built.", ())
    found = answer(answerer, asked)
    assert found.text == "OLD green  River"
    assert asked.context[found.start :].startswith("OLD")
    assert (found.score, found.null_score) == (10.0, 2.0)


@pytest.mark.parametrize("before", [0, 10, 40, 100, 300])
def test_windows_find_an_answer_wherever_it_stands(answerer, before):
    answerer = type(answerer)(Marked(), answerer.tokenizer)
    context = "cat " * before + "old red river" + " dog" * 200
    found = answer(answerer, Question("q", "where?", context, ()), SpanSettings(window_tokens=32))
    assert found.text == "old red river"
    assert found.start == 4 * before


def test_a_very_long_question_leaves_room_for_the_text(answerer):
    answerer = type(answerer)(Marked(), answerer.tokenizer)
    asked = Question("q", "where " * 500, "the old river", ())
    assert answer(answerer, asked).text == "old river"


def test_a_span_longer_than_allowed_is_not_an_answer(answerer):
    answerer = type(answerer)(Marked(), answerer.tokenizer)
    asked = Question("q", "where?", "old cat cat cat river", ())
    found = answer(answerer, asked, SpanSettings(answer_tokens=3, candidates=1))
    assert found.text == ""
    assert found.final(None) == ""


def test_above_the_threshold_there_is_no_answer():
    found = SpanAnswer("q", "cat", score=1.0, null_score=3.0, start=0)
    assert found.no_answer == 2.0
    assert found.final(1.9) == ""
    assert found.final(2.0) == found.final(None) == "cat"


def test_a_random_network_answers_every_question_with_a_piece_of_the_text(answerer):
    questions = read_questions(squad_mini())[:9]
    shares = []
    found = answer_all(answerer, questions, report=lambda share, _: shares.append(share))
    for each, asked in zip(found, questions, strict=True):
        assert each.text
        assert asked.context[each.start :].startswith(each.text)
    assert shares[-1] == 1.0
    score = score_answers(questions, {each.name: each.final(None) for each in found})
    assert 0 <= score.exact_match <= score.f1 <= 100


def test_batches_of_windows_change_nothing(answerer):
    asked = read_questions(squad_mini())[0]
    one = answer(answerer, asked, SpanSettings(batch_windows=1))
    many = answer(answerer, asked, SpanSettings(batch_windows=64))
    assert one.text == many.text
    assert one.score == pytest.approx(many.score, abs=1e-5)


def test_distilbert_answers_without_segments(tiny):
    answerer = load_question_answerer(tiny("DistilBertForQuestionAnswering")[0])
    assert answer(answerer, read_questions(squad_mini())[0]).text


def test_an_encoder_without_the_head_says_so(tiny):
    with pytest.raises(NotFoundError, match="question-answering head; choose a model"):
        load_question_answerer(tiny("BertModel")[0])
