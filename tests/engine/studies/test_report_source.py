"""A report opens folders, files and embedded models, and nothing else."""

import json

import numpy as np
import pytest
from safetensors.numpy import save_file

from engine.core.errors import NotFoundError, UnsafeFileError
from engine.quantization.layers import quantizable_layers
from engine.studies.report_source import open_model


def save(path, **arrays):
    save_file({name.replace("__", "."): value for name, value in arrays.items()}, path)


def folder(path, kind, **arrays):
    path.mkdir()
    save(path / "model.safetensors", **arrays)
    (path / "config.json").write_text(json.dumps({"model_type": kind}), encoding="utf-8")
    return path


def test_only_weight_matrices_of_a_file_become_layers(tmp_path):
    save(
        tmp_path / "some.safetensors",
        encoder__layer__0__intermediate__dense__weight=np.ones((6, 4), np.float16),
        encoder__layer__0__intermediate__dense__bias=np.ones(6, np.float32),
        embeddings__word_embeddings__weight=np.ones((9, 4), np.float32),
        encoder__norm__weight=np.ones(4, np.float32),
        codes__weight=np.ones((3, 3), np.int64),
        picture__conv__weight=np.ones((5, 3, 2, 2), np.float32),
    )
    model = open_model(str(tmp_path / "some.safetensors"))
    found = {each.name: each for each in quantizable_layers(model.network)}
    assert set(found) == {
        "encoder.layer.0.intermediate.dense",
        "embeddings.word_embeddings",
        "picture.conv",
    }
    assert found["encoder.layer.0.intermediate.dense"].role == "feed_forward"
    assert found["embeddings.word_embeddings"].role == "embedding"
    assert found["picture.conv"].kind == "Conv2d"
    assert (model.title, model.source) == ("some.safetensors", "file")


def test_a_folder_is_named_by_itself_and_its_config(tmp_path):
    path = folder(tmp_path / "mine", "bert", dense__weight=np.ones((2, 3), np.float32))
    model = open_model(str(path))
    assert (model.title, model.source, model.kind) == ("mine", "folder", "bert")


def test_layers_that_gpt2_keeps_transposed_are_turned(tmp_path):
    weight = np.arange(12, dtype=np.float32).reshape(3, 4)
    path = folder(tmp_path / "gpt", "gpt2", h__0__mlp__c_fc__weight=weight)
    (layer,) = quantizable_layers(open_model(str(path)).network)
    assert layer.shape == (4, 3)


def test_a_folder_without_its_config_says_which_file_is_missing(tmp_path):
    save(tmp_path / "model.safetensors", dense__weight=np.ones((2, 3), np.float32))
    with pytest.raises(NotFoundError, match=r"config\.json is missing"):
        open_model(str(tmp_path))


def test_a_file_without_a_matrix_is_refused(tmp_path):
    save(tmp_path / "bias.safetensors", bias=np.ones(3, np.float32))
    with pytest.raises(NotFoundError, match="must hold a floating-point weight matrix"):
        open_model(str(tmp_path / "bias.safetensors"))


def test_a_file_of_another_kind_is_refused(tmp_path):
    (tmp_path / "model.bin").write_bytes(b"\x80\x04K\x01." * 20)
    with pytest.raises(UnsafeFileError):
        open_model(str(tmp_path / "model.bin"))


def test_an_unknown_name_lists_the_embedded_models():
    with pytest.raises(NotFoundError, match=r"'bret' is no folder.*minilm, minilm-4"):
        open_model("bret")
