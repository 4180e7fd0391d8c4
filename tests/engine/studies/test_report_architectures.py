"""Folders that transformers saved: every architecture is reported as the network itself is."""

import pytest

from engine.core.errors import NotFoundError
from engine.quantization.layers import quantizable_layers
from engine.studies.report import FILES, main
from engine.studies.report_source import open_model

BASE = {
    "hidden_size": 16,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "intermediate_size": 32,
    "vocab_size": 40,
    "max_position_embeddings": 40,
}
SIZES = {
    "Bert": BASE,
    "Roberta": BASE,
    "MPNet": BASE,
    "Electra": {**BASE, "embedding_size": 8},
    "Albert": {**BASE, "embedding_size": 8},
    "DistilBert": {"dim": 16, "n_layers": 2, "n_heads": 2, "hidden_dim": 32, "vocab_size": 40},
    "DebertaV2": {**BASE, "relative_attention": True, "pos_att_type": ["c2p", "p2c"]},
    "GPT2": {"n_embd": 16, "n_layer": 2, "n_head": 2, "vocab_size": 40, "n_positions": 40},
    "ModernBert": {**BASE, "pad_token_id": 0, "cls_token_id": 1, "sep_token_id": 2},
}


@pytest.fixture
def saved(tmp_path):
    """Return a function that saves a tiny random model: folder and network."""

    def make(stem, **options):
        import torch
        import transformers

        with torch.random.fork_rng():
            torch.manual_seed(0)
            config = getattr(transformers, f"{stem}Config")(**SIZES[stem])
            network = getattr(transformers, f"{stem}Model")(config)
        network.save_pretrained(tmp_path / stem, **options)
        return tmp_path / stem, network

    return make


@pytest.mark.parametrize("stem", SIZES)
def test_a_saved_folder_has_the_layers_of_its_network(saved, stem):
    folder, network = saved(stem)
    expected = {each.name: (each.role, each.weights) for each in quantizable_layers(network)}
    found = {
        each.name: (each.role, each.weights)
        for each in quantizable_layers(open_model(str(folder)).network)
    }
    assert found == expected


def test_the_command_reports_on_an_architecture_that_no_task_runs_on(saved, tmp_path):
    folder, _ = saved("Albert")
    target = tmp_path / "report"
    assert main(["--model", str(folder), "--out", str(target)]) == 0
    assert {each.name for each in target.iterdir()} >= set(FILES)


def test_weights_in_several_files_are_refused_with_the_way_out(saved):
    folder, _ = saved("Bert", max_shard_size="4KB")
    assert not (folder / "model.safetensors").exists()
    with pytest.raises(NotFoundError, match="max_shard_size"):
        open_model(str(folder))


def test_a_pickled_checkpoint_is_refused_with_the_way_out(tmp_path):
    (tmp_path / "config.json").write_text("{}", "utf-8")
    (tmp_path / "pytorch_model.bin").write_bytes(b"\x80\x04.")
    with pytest.raises(NotFoundError, match="pickled weights are never opened"):
        open_model(str(tmp_path))


def test_a_folder_of_the_hub_s_cache_gives_its_main_revision(saved, tmp_path):
    folder, _ = saved("Bert")
    cache = tmp_path / "models--someone--tiny"
    (cache / "snapshots").mkdir(parents=True)
    (cache / "snapshots" / "0000").mkdir()
    folder.rename(cache / "snapshots" / "abc1")
    (cache / "refs").mkdir()
    (cache / "refs" / "main").write_text("abc1", "utf-8")
    assert open_model(str(cache)).title == "abc1"
