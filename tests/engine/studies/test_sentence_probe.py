"""The probe compares what two networks make of one sentence."""

import numpy as np
import pytest
from transformers import BertConfig, BertModel

from engine.language.heads import TaskNetwork
from engine.language.models import load_encoder
from engine.language.tasks import task_named
from engine.quantization import LinearQuantization
from engine.quantization.network import quantize_network
from engine.studies.sentence_probe import MAXIMUM_TOKENS, cosine, probe


@pytest.fixture(scope="module")
def tokenizer():
    return load_encoder("minilm-2").tokenizer


@pytest.fixture(scope="module")
def network():
    config = BertConfig(
        hidden_size=48, num_hidden_layers=3, num_attention_heads=4, intermediate_size=64
    )
    bert = BertModel(config, add_pooling_layer=False)
    return TaskNetwork(bert, 2, pooling="mean").eval()


def quantized(network, bits):
    return quantize_network(network, LinearQuantization(bits=bits)).module


def test_a_network_against_itself_does_not_drift(network, tokenizer):
    found = probe(network, network, tokenizer, task_named("sst2"), "A quiet little film.")
    assert np.allclose(found.state_cosine, 1.0, atol=1e-6)
    assert np.allclose(found.attention_cosine, 1.0, atol=1e-6)
    assert found.feature_cosine == pytest.approx(1.0)
    assert found.tokens[0] == "[CLS]"


def test_two_bits_drift_further_than_eight(network, tokenizer):
    task = task_named("sst2")
    eight = probe(network, quantized(network, 8), tokenizer, task, "A quiet little film.")
    two = probe(network, quantized(network, 2), tokenizer, task, "A quiet little film.")
    assert two.feature_cosine < eight.feature_cosine
    assert two.state_cosine[-1] < eight.state_cosine[-1]


def test_attention_rows_are_probabilities_of_the_shape_of_the_network(network, tokenizer):
    found = probe(network, network, tokenizer, task_named("sst2"), "Twelve words or less.")
    tokens = len(found.tokens)
    assert found.full.attention.shape == (3, 4, tokens, tokens)
    assert np.allclose(found.full.attention.sum(-1), 1.0, atol=1e-5)
    assert found.full.outputs.sum() == pytest.approx(1.0, abs=1e-5)


def test_probing_leaves_the_network_as_it_is(network, tokenizer):
    before = network.bert.config._attn_implementation
    probe(network, network, tokenizer, task_named("sst2"), "Still the same.")
    assert network.bert.config._attn_implementation == before


def test_a_long_text_is_cut_and_says_so(network, tokenizer):
    found = probe(network, network, tokenizer, task_named("sst2"), "word " * 5000)
    assert found.cut
    assert len(found.tokens) == MAXIMUM_TOKENS


@pytest.mark.parametrize(("first", "second"), [("  ", None), ("One sentence only.", " ")])
def test_missing_sentences_are_refused_with_a_next_step(network, tokenizer, first, second):
    with pytest.raises(ValueError, match="type a"):
        probe(network, network, tokenizer, task_named("mrpc"), first, second)


def test_cosine_equals_its_definition_and_survives_zero():
    left, right = np.array([[3.0, 4.0], [0.0, 0.0]]), np.array([[4.0, 3.0], [1.0, 0.0]])
    assert cosine(left, right) == pytest.approx([24 / 25, 0.0])
