"""What a visitor types becomes a text for a model, with a word on every change."""

import timeit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.language.sentences import LIMIT, clean_sentence, clean_sentences


def test_a_plain_sentence_is_left_alone():
    clean = clean_sentence("A cat sat on the mat.")
    assert (clean.text, clean.notices, clean.right_to_left) == ("A cat sat on the mat.", (), False)


def test_a_million_characters_take_milliseconds_and_are_cut_with_a_notice():
    text = "word " * 200_000
    seconds = min(timeit.repeat(lambda: clean_sentence(text), number=1, repeat=5))
    clean = clean_sentence(text)
    assert seconds < 0.05
    assert len(clean.text) <= LIMIT
    assert clean.notices == ("Cut to the first 2,000 of 999,999 characters.",)


def test_a_million_blanks_are_no_sentence():
    with pytest.raises(ValueError, match="only blanks"):
        clean_sentence(" \t\n" * 333_334)


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_an_empty_text_says_what_to_type(text):
    with pytest.raises(ValueError, match="got only blanks; type a short English sentence"):
        clean_sentence(text)


@pytest.mark.parametrize("text", ["\x00\x01", "\u200b\u200e", "\ud800", "\ufeff"])
def test_invisible_signs_alone_are_no_sentence(text):
    with pytest.raises(ValueError, match="cannot be shown"):
        clean_sentence(text)


def test_control_characters_are_removed_and_counted():
    clean = clean_sentence("a\x00b\x1bc\u202ed")
    assert clean.text == "abcd"
    assert clean.notices == ("3 invisible control characters were removed.",)


def test_lines_and_tabs_become_single_spaces():
    assert clean_sentence("one\n\n two\t\u00a0three\r\n").text == "one two three"


def test_emoji_stay_whole_and_are_mentioned():
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
    clean = clean_sentence(f"Nice {family} day")
    assert family in clean.text
    assert any("Emoji" in notice for notice in clean.notices)


@pytest.mark.parametrize("text", ["\u05e9\u05dc\u05d5\u05dd", "\u0645\u0631\u062d\u0628\u0627"])
def test_right_to_left_text_is_kept_and_marked(text):
    clean = clean_sentence(text)
    assert clean.text == text
    assert clean.right_to_left
    assert any("Right-to-left" in notice for notice in clean.notices)


def test_composed_and_decomposed_letters_are_one_text():
    assert clean_sentence("cafe\u0301").text == clean_sentence("caf\u00e9").text


@given(st.text(max_size=300))
def test_a_cleaned_text_is_short_encodable_and_clean_already(text):
    try:
        clean = clean_sentence(text, limit=100)
    except ValueError:
        return
    assert 0 < len(clean.text) <= 100
    assert clean.text.encode("utf-8")
    assert clean_sentence(clean.text, limit=100).text == clean.text


def test_each_line_is_a_sentence_and_blank_lines_are_left_out():
    found = clean_sentences("one\n\n  two  \n\x00\nthree")
    assert [each.text for each in found] == ["one", "two", "three"]


def test_only_so_many_lines_are_kept():
    assert len(clean_sentences("a line\n" * 1000, most=7)) == 7


def test_a_text_without_sentences_is_refused():
    with pytest.raises(ValueError, match="one sentence on a line"):
        clean_sentences("\n \n")
