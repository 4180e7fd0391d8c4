import itertools

from engine.documents.words import LONG_S, Scribe, capitals, old_spelling


def test_one_seed_writes_one_text():
    assert Scribe(5).words(60) == Scribe(5).words(60)
    assert Scribe(5).words(60) != Scribe(6).words(60)


def test_a_long_s_never_ends_a_word():
    words = [word.strip(",.;:") for word in Scribe(1).words(800)]
    assert any(LONG_S in word for word in words)
    assert not [word for word in words if word.endswith(LONG_S)]


def test_a_sentence_starts_with_a_capital():
    words = Scribe(2).words(300)
    after = [b for a, b in itertools.pairwise(words) if a.endswith(".")]
    assert after
    assert all(word[0] == word[0].upper() for word in after)


def test_a_tilde_stands_for_a_nasal():
    assert old_spelling("monde", abbreviate=True) == "mõde"


def test_capitals_have_neither_u_nor_long_s():
    assert capitals(LONG_S + "um") == "SVM"
