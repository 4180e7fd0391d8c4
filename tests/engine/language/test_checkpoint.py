"""A checkpoint from outside computes what the saved network computed, or is clearly refused."""

import json

import pytest
import torch

from engine.core.errors import IntegrityError, NotFoundError, UnsafeFileError
from engine.language.checkpoint import load_network, open_checkpoint

STEMS = ("Bert", "DistilBert", "Roberta", "MPNet", "Electra")
IDS = torch.tensor([[2, 7, 9, 10, 11, 3], [2, 8, 20, 21, 5, 3]])


def outputs(network):
    with torch.no_grad():
        return network(input_ids=IDS).to_tuple()


def change_config(folder, **changes):
    path = folder / "config.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


@pytest.mark.parametrize("stem", STEMS)
def test_an_encoder_computes_what_was_saved(tiny, stem):
    folder, saved = tiny(f"{stem}Model")
    loaded = load_network(open_checkpoint(folder))
    for ours, theirs in zip(outputs(loaded), outputs(saved), strict=True):
        assert torch.equal(ours, theirs)


@pytest.mark.parametrize("stem", STEMS)
@pytest.mark.parametrize(
    ("head", "ending"),
    [("masked_words", "ForMaskedLM"), ("question_answering", "ForQuestionAnswering")],
)
def test_a_head_computes_what_was_saved(tiny, stem, head, ending):
    folder, saved = tiny(stem + ending)
    loaded = load_network(open_checkpoint(folder), head=head)
    for ours, theirs in zip(outputs(loaded), outputs(saved), strict=True):
        assert torch.equal(ours, theirs)


@pytest.mark.parametrize("stem", STEMS)
def test_an_encoder_is_taken_out_of_a_model_with_a_head(tiny, stem):
    folder, saved = tiny(f"{stem}ForMaskedLM")
    loaded = load_network(open_checkpoint(folder))
    base = getattr(saved, saved.base_model_prefix)
    assert torch.equal(outputs(loaded)[0], outputs(base)[0])


@pytest.mark.parametrize("stem", STEMS)
@pytest.mark.parametrize("head", ["masked_words", "question_answering"])
def test_a_bare_encoder_is_said_to_have_no_head(tiny, stem, head):
    folder, _ = tiny(f"{stem}Model")
    with pytest.raises(NotFoundError, match=r"has no .* head; choose a model"):
        load_network(open_checkpoint(folder), head=head)


def test_the_old_names_of_layer_norms_are_understood(tiny):
    from safetensors.torch import load_file, save_file

    folder, saved = tiny("BertModel")
    path = folder / "model.safetensors"
    old = {
        "bert."
        + name.replace("LayerNorm.weight", "LayerNorm.gamma").replace(
            "LayerNorm.bias", "LayerNorm.beta"
        ): tensor
        for name, tensor in load_file(path).items()
    }
    save_file(old, path)
    assert torch.equal(outputs(load_network(open_checkpoint(folder)))[0], outputs(saved)[0])


def test_half_precision_files_load_as_single_precision(tiny):
    from safetensors.torch import load_file, save_file

    folder, _ = tiny("BertModel")
    path = folder / "model.safetensors"
    save_file({name: each.half() for name, each in load_file(path).items()}, path)
    network = load_network(open_checkpoint(folder))
    assert {each.dtype for each in network.parameters()} == {torch.float32}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"hidden_size": 10**9}, "hidden_size .* from 1 to"),
        ({"num_hidden_layers": -3}, "num_hidden_layers .* got -3"),
        ({"num_hidden_layers": True}, "got True"),
        ({"vocab_size": "many"}, "vocab_size .* got 'many'"),
        ({"intermediate_size": None}, "got None"),
        ({"num_attention_heads": 3}, "multiple of the 3 attention"),
    ],
)
def test_an_absurd_config_is_refused_before_anything_is_built(tiny, changes, message):
    folder, _ = tiny("BertModel")
    change_config(folder, **changes)
    with pytest.raises(ValueError, match=message):
        open_checkpoint(folder)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"hidden_act": "__import__"}, "hidden_act .* one of gelu"),
        ({"layer_norm_eps": 1e9}, "layer_norm_eps"),
        ({"layer_norm_eps": "small"}, "layer_norm_eps"),
        ({"pad_token_id": 10**6}, "pad_token_id"),
    ],
)
def test_an_absurd_setting_is_refused(tiny, changes, message):
    folder, _ = tiny("BertModel")
    change_config(folder, **changes)
    with pytest.raises(ValueError, match=message):
        load_network(open_checkpoint(folder))


@pytest.mark.parametrize("changes", [{"num_hidden_layers": 200}, {"vocab_size": 2_000_000}])
def test_a_config_may_not_ask_for_more_weights_than_the_file_holds(tiny, changes):
    folder, _ = tiny("BertModel")
    change_config(folder, **changes)
    with pytest.raises(IntegrityError, match="asks for at least"):
        open_checkpoint(folder)


def test_a_vocabulary_of_another_length_is_refused(tiny):
    folder, _ = tiny("BertModel")
    change_config(folder, vocab_size=31)
    with pytest.raises(IntegrityError, match=r"word_embeddings.* must have the shape \(31, 16\)"):
        load_network(open_checkpoint(folder))


def test_fewer_layers_than_in_the_file_give_the_first_layers(tiny):
    folder, saved = tiny("BertModel")
    change_config(folder, num_hidden_layers=1)
    network = load_network(open_checkpoint(folder))
    first = saved.encoder.layer[0].attention.self.query.weight
    assert torch.equal(network.encoder.layer[0].attention.self.query.weight, first)
    assert len(network.encoder.layer) == 1


@pytest.mark.parametrize("kind", ["gpt2", None, ["bert"], "bert\x00"])
def test_another_architecture_is_refused_with_the_list_of_ours(tiny, kind):
    folder, _ = tiny("BertModel")
    change_config(folder, model_type=kind)
    with pytest.raises(UnsafeFileError, match="bert, distilbert, roberta, mpnet or electra"):
        open_checkpoint(folder)


def test_relative_positions_are_refused(tiny):
    folder, _ = tiny("BertModel")
    change_config(folder, position_embedding_type="relative_key")
    with pytest.raises(UnsafeFileError, match="absolute position"):
        load_network(open_checkpoint(folder))


def test_code_named_by_a_config_is_never_looked_at(tiny):
    folder, saved = tiny("BertModel")
    change_config(folder, auto_map={"AutoModel": "evil.Evil"}, _name_or_path="/etc/passwd")
    (folder / "evil.py").write_text("raise SystemExit('ran')")
    assert torch.equal(outputs(load_network(open_checkpoint(folder)))[0], outputs(saved)[0])


@pytest.mark.parametrize("name", ["config.json", "model.safetensors"])
def test_a_missing_file_is_named(tiny, name):
    folder, _ = tiny("BertModel")
    (folder / name).unlink()
    with pytest.raises(NotFoundError, match=name):
        open_checkpoint(folder)
