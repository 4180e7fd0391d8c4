"""The operator's folder: a table of sub-folders; a visitor's name never becomes a path."""

import pytest
import torch

from engine.core.errors import NotFoundError
from engine.language.folder import folder_entries, folder_models
from engine.language.models import load_encoder, model_entry


@pytest.fixture
def models(tmp_path, monkeypatch, tiny):
    folder = tmp_path / "models"
    networks = {kind: tiny(f"{kind}Model", folder / kind.lower())[1] for kind in ("Bert", "MPNet")}
    (folder / "notes").mkdir()
    (folder / "readme.txt").write_text("no model")
    monkeypatch.setenv("MODELARIUM_MODELS", str(folder))
    return folder, networks


def test_each_sub_folder_with_weights_and_config_is_a_model(models):
    assert [model.name for model in folder_models()] == ["folder:bert", "folder:mpnet"]


def test_without_a_folder_there_are_no_models(monkeypatch):
    monkeypatch.delenv("MODELARIUM_MODELS", raising=False)
    assert folder_models() == ()
    with pytest.raises(NotFoundError, match="start the app with MODELARIUM_MODELS"):
        load_encoder("folder:bert")


def test_a_folder_that_is_not_there_has_no_models(monkeypatch, tmp_path):
    monkeypatch.setenv("MODELARIUM_MODELS", str(tmp_path / "gone"))
    assert folder_models() == ()


def test_a_model_of_the_folder_loads_by_its_name(models):
    encoder = load_encoder("folder:bert")
    ids = torch.tensor([[2, 7, 3]])
    assert torch.equal(encoder.network(ids)[0], models[1]["Bert"](ids)[0])
    assert (encoder.source, model_entry("folder:bert").title) == ("folder", "bert")


@pytest.mark.parametrize("name", ["folder:../models/bert", "folder:", "folder:/etc", "folder:."])
def test_a_path_is_not_a_name(models, name):
    with pytest.raises(NotFoundError, match="there are: folder:bert, folder:mpnet"):
        load_encoder(name)


def test_one_broken_model_hides_no_other(models):
    (models[0] / "bert" / "model.safetensors").write_bytes(b"garbage garbage")
    entries, refused = folder_entries()
    assert [entry.name for entry in entries] == ["folder:mpnet"]
    assert "safetensors" in refused["folder:bert"]
