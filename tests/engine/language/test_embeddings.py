import numpy as np
import pytest
import torch

from engine.language.embeddings import cosines, sentence_embeddings
from engine.language.examples import load_examples
from engine.language.models import load_encoder
from engine.language.task_metrics import spearman

SENTENCES = ("A cat sits on the mat.", "Rain.", "The cat is sitting on a mat in the old house.")


@pytest.fixture(scope="module")
def encoder():
    return load_encoder("minilm")


def test_a_vector_is_the_mean_state_of_the_sentence_alone(encoder):
    found = sentence_embeddings(encoder.network, encoder.tokenizer, SENTENCES)
    for sentence, vector in zip(SENTENCES, found, strict=True):
        batch = encoder.tokenizer(sentence, return_tensors="pt")
        with torch.no_grad():
            mean = encoder.network(**batch).last_hidden_state[0].mean(0)
        assert np.allclose(vector, (mean / mean.norm()).numpy(), atol=1e-5)


def test_like_sentences_lie_closer_than_unlike_ones(encoder):
    cat, rain, other_cat = sentence_embeddings(encoder.network, encoder.tokenizer, SENTENCES)
    assert cat @ other_cat > 0.7 > 0.3 > cat @ rain


def test_a_sentence_of_a_million_characters_is_cut(encoder):
    found = sentence_embeddings(encoder.network, encoder.tokenizer, ["word " * 200_000])
    assert found.shape == (1, 384)


def test_no_sentence_is_refused(encoder):
    with pytest.raises(ValueError, match="at least one sentence"):
        sentence_embeddings(encoder.network, encoder.tokenizer, [])


def test_the_cosine_with_a_zero_vector_is_zero():
    assert cosines(np.zeros((1, 3)), np.ones((1, 3))).tolist() == [0.0]


@pytest.mark.data
@pytest.mark.slow
def test_zero_shot_similarity_reaches_the_known_spearman(data, encoder):
    dev = load_examples("stsb", "glue")
    both = sentence_embeddings(encoder.network, encoder.tokenizer, dev.first + dev.second)
    found = spearman(cosines(both[: len(dev)], both[len(dev) :]), dev.labels)
    assert found == pytest.approx(0.730, abs=0.005)
