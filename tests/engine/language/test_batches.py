"""Word pieces: both sentences of a pair are told apart, and none is longer than the model."""

import pytest
from tokenizers.processors import RobertaProcessing
from transformers import PreTrainedTokenizerFast

from engine.language.architectures import architecture_of
from engine.language.batches import sentence_pieces
from engine.language.checkpoint import read_config
from engine.language.tokenizer_files import load_tokenizer


@pytest.fixture
def tokenizer(tiny):
    folder, _ = tiny("BertModel")
    config = read_config(folder / "config.json")
    architecture = architecture_of(config)
    assert architecture is not None
    return load_tokenizer(folder, architecture, config)


def as_roberta(tokenizer):
    """The same word pieces under RoBERTa's template, which numbers both sentences 0."""
    inner = tokenizer.backend_tokenizer
    vocabulary = inner.get_vocab()
    inner.post_processor = RobertaProcessing(
        ("[SEP]", vocabulary["[SEP]"]), ("[CLS]", vocabulary["[CLS]"])
    )
    return PreTrainedTokenizerFast(tokenizer_object=inner, pad_token="[PAD]")


def test_the_second_sentence_of_a_bert_pair_runs_to_its_end_mark(tokenizer):
    found = sentence_pieces(tokenizer, ["the cat"], ["a dog sat"])
    assert found.segments == [[0, 0, 0, 0, 1, 1, 1, 1]]


def test_a_tokenizer_without_segments_still_tells_the_second_sentence(tokenizer):
    found = sentence_pieces(as_roberta(tokenizer), ["the cat"], ["a dog sat"])
    assert len(found.ids[0]) == 9  # one mark before, two between, one behind
    assert found.segments == [[0, 0, 0, 0, 0, 1, 1, 1, 1]]


def test_a_single_sentence_is_all_first(tokenizer):
    assert set(sentence_pieces(tokenizer, ["the cat sat"]).segments[0]) == {0}


def test_no_sentence_is_longer_than_the_model_has_positions(tokenizer):
    found = sentence_pieces(tokenizer, ["cat " * 500], max_tokens=128)
    assert found.lengths.tolist() == [64]
