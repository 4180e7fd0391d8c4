import pytest
import torch
import transformers as hf
from torch import nn

from engine.quantization.layout import layer_kind
from engine.quantization.roles import DEFAULT_ROLES, check_roles, layer_role


def roles_of(network):
    return {
        name: layer_role(name, module)
        for name, module in network.named_modules()
        if layer_kind(module)
    }


def expect(network, wanted):
    found = roles_of(network)
    assert {name: found[name] for name in wanted} == wanted
    assert "other" not in found.values()


SMALL = {"hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 2, "vocab_size": 20}


def test_bert_names_give_their_roles():
    config = hf.BertConfig(**SMALL, intermediate_size=16, max_position_embeddings=8)
    layer = "bert.encoder.layer.0."
    expect(
        hf.BertForSequenceClassification(config),
        {
            "bert.embeddings.word_embeddings": "embedding",
            "bert.embeddings.position_embeddings": "position",
            "bert.embeddings.token_type_embeddings": "position",
            layer + "attention.self.query": "attention",
            layer + "attention.output.dense": "attention",
            layer + "intermediate.dense": "feed_forward",
            layer + "output.dense": "feed_forward",
            "bert.pooler.dense": "pooler",
            "classifier": "head",
        },
    )


def test_roberta_names_give_their_roles():
    config = hf.RobertaConfig(**SMALL, intermediate_size=16, max_position_embeddings=8)
    expect(
        hf.RobertaForSequenceClassification(config),
        {
            "roberta.encoder.layer.0.attention.self.key": "attention",
            "roberta.encoder.layer.0.output.dense": "feed_forward",
            "classifier.dense": "head",
            "classifier.out_proj": "head",
        },
    )


def test_distilbert_names_give_their_roles():
    config = hf.DistilBertConfig(dim=8, hidden_dim=16, n_layers=1, n_heads=2, vocab_size=20)
    layer = "distilbert.transformer.layer.0."
    expect(
        hf.DistilBertForSequenceClassification(config),
        {
            "distilbert.embeddings.position_embeddings": "position",
            layer + "attention.q_lin": "attention",
            layer + "attention.out_lin": "attention",
            layer + "ffn.lin1": "feed_forward",
            layer + "ffn.lin2": "feed_forward",
            "pre_classifier": "head",
        },
    )


def test_gpt2_names_give_their_roles():
    config = hf.GPT2Config(n_embd=8, n_layer=1, n_head=2, vocab_size=20, n_positions=8)
    expect(
        hf.GPT2LMHeadModel(config),
        {
            "transformer.wte": "embedding",
            "transformer.wpe": "position",
            "transformer.h.0.attn.c_attn": "attention",
            "transformer.h.0.attn.c_proj": "attention",
            "transformer.h.0.mlp.c_fc": "feed_forward",
            "transformer.h.0.mlp.c_proj": "feed_forward",
            "lm_head": "head",
        },
    )


def test_a_torch_transformer_block_gives_its_roles():
    block = nn.TransformerEncoder(nn.TransformerEncoderLayer(8, 2, 16, batch_first=True), 1)
    found = roles_of(block)
    assert found["layers.0.self_attn.out_proj"] == "attention"
    assert found["layers.0.linear2"] == "feed_forward"


def test_layers_of_any_other_network_are_other_and_chosen_by_default():
    network = nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(), nn.Flatten(), nn.Linear(8, 2))
    assert set(roles_of(network).values()) == {"other"}
    assert "other" in DEFAULT_ROLES
    assert network(torch.zeros(1, 1, 4, 4)).shape == (1, 2)


def test_position_tables_and_head_are_left_out_by_default():
    assert not {"position", "head"} & set(DEFAULT_ROLES)


def test_an_unknown_role_is_named():
    with pytest.raises(ValueError, match=r"roles must be among attention, .* got atention"):
        check_roles(("atention",))
