"""Masked words: the softmax over the vocabulary at the blank, and clear refusals."""

import pytest
import torch

from engine.core.errors import NotFoundError
from engine.language.masked_words import load_masked_word_model, masked_words


@pytest.fixture
def model(tiny, tmp_path, monkeypatch):
    tiny("BertForMaskedLM", tmp_path / "models" / "masked")
    monkeypatch.setenv("MODELARIUM_MODELS", str(tmp_path / "models"))
    return load_masked_word_model("folder:masked")


def test_the_words_are_the_likeliest_of_the_networks_softmax(model):
    guesses = masked_words(model, "the cat sat on the [MASK] .")
    ids = torch.tensor([[2, 5, 7, 9, 10, 5, 4, 26, 3]])
    shares = model.network(ids).logits[0, 6].double().softmax(-1)
    order = shares.argsort(descending=True)[:5].tolist()
    assert [each.word for each in guesses] == model.tokenizer.convert_ids_to_tokens(order)
    assert [each.probability for each in guesses] == pytest.approx(shares[order].tolist())


@pytest.mark.parametrize("blank", ["[MASK]", "[mask]", "<mask>", "___"])
def test_the_blank_may_be_written_in_several_ways(model, blank):
    assert masked_words(model, f"the {blank} sat") == masked_words(model, "the [MASK] sat")


def test_all_probabilities_sum_to_one(model):
    guesses = masked_words(model, "the [MASK] sat", count=1000)
    assert sum(each.probability for each in guesses) == pytest.approx(1)


@pytest.mark.parametrize("text", ["the cat sat", "a [MASK] and a [MASK]"])
def test_a_sentence_needs_exactly_one_blank(model, text):
    with pytest.raises(ValueError, match=r"exactly one \[MASK\]"):
        masked_words(model, text)


def test_a_blank_beyond_the_models_length_is_said_to_be(model):
    with pytest.raises(ValueError, match="within the first 64 word pieces"):
        masked_words(model, "cat " * 100 + "[MASK]")


@pytest.mark.parametrize("name", ["minilm", "minilm-2"])
def test_the_embedded_model_has_no_such_head(name):
    with pytest.raises(NotFoundError, match="without a masked-word head; download"):
        load_masked_word_model(name)


def test_a_model_without_the_head_says_so(tiny, tmp_path, monkeypatch):
    tiny("BertModel", tmp_path / "models" / "bare")
    monkeypatch.setenv("MODELARIUM_MODELS", str(tmp_path / "models"))
    with pytest.raises(NotFoundError, match="no masked-word head; choose"):
        load_masked_word_model("folder:bare")
