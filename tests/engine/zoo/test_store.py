"""Tensors and tables are what their card says, or they are not handed out."""

import numpy as np
import pandas as pd
import pytest

from engine import zoo
from engine.core.errors import IntegrityError, NotFoundError
from engine.core.paths import CACHED_MODELS
from engine.zoo.store import file_sha256


def card(name="small"):
    return zoo.ModelCard(
        name=name,
        title="A small model",
        kind="test",
        file="",
        sha256="",
        command="python -m training.small",
        seed=0,
        data="made up",
        licence="Apache-2.0",
        score={"accuracy": 0.5},
    )


def test_arrays_come_back_as_they_were_saved(tmp_path):
    arrays = {
        "turned": np.arange(6, dtype=np.float32).reshape(2, 3).T,
        "half": np.ones(3, np.float16),
        "codes": np.array([-8, 7], np.int8),
    }
    made = zoo.save(card(), arrays, folder=tmp_path)
    found = zoo.tensors("small", folder=tmp_path)
    assert made.file == "small.safetensors"
    assert set(found) == set(arrays)
    for name, values in arrays.items():
        assert found[name].dtype == values.dtype
        assert np.array_equal(found[name], values)


def test_a_single_number_stays_a_single_number(tmp_path):
    zoo.save(card(), {"strength": np.array(0.5, np.float32)}, folder=tmp_path)
    assert zoo.tensors("small", folder=tmp_path)["strength"].shape == ()


def test_a_table_comes_back_as_it_was_saved(tmp_path):
    frame = pd.DataFrame({"task": ["sst2", "rte"], "score": [0.9, np.nan], "bits": [4, 8]})
    zoo.save_table(card("scores"), frame, folder=tmp_path)
    pd.testing.assert_frame_equal(zoo.table("scores", folder=tmp_path), frame)


def test_the_card_on_disk_has_the_hash_and_the_score(tmp_path):
    zoo.save(card(), {"a": np.zeros(2)}, folder=tmp_path)
    read = zoo.card("small", folder=tmp_path)
    assert read.sha256 == file_sha256(tmp_path / "small.safetensors")
    assert read.score == {"accuracy": 0.5}


@pytest.mark.parametrize("position", [0, 40, -1])
def test_one_changed_byte_is_refused(tmp_path, position):
    zoo.save(card(), {"a": np.arange(50.0)}, folder=tmp_path)
    path = tmp_path / "small.safetensors"
    content = bytearray(path.read_bytes())
    content[position] ^= 1
    path.write_bytes(content)
    with pytest.raises(IntegrityError, match=r"small\.safetensors must have sha256"):
        zoo.tensors("small", folder=tmp_path)


def test_a_file_that_changes_after_a_first_good_read_is_refused(tmp_path):
    zoo.save(card(), {"a": np.arange(5.0)}, folder=tmp_path)
    zoo.tensors("small", folder=tmp_path)
    with (tmp_path / "small.safetensors").open("ab") as stream:
        stream.write(b"more")
    with pytest.raises(IntegrityError, match="restore it from the repository"):
        zoo.tensors("small", folder=tmp_path)


def test_a_missing_file_names_the_command_that_makes_it(tmp_path):
    zoo.save(card(), {"a": np.zeros(2)}, folder=tmp_path)
    (tmp_path / "small.safetensors").unlink()
    with pytest.raises(NotFoundError, match=r"run: python -m training\.small"):
        zoo.tensors("small", folder=tmp_path)


def test_a_card_cannot_point_outside_its_folder(tmp_path):
    outside = tmp_path / "outside.safetensors"
    folder = tmp_path / "models"
    folder.mkdir()
    zoo.save(card(), {"a": np.zeros(2)}, folder=folder)
    (folder / "small.safetensors").rename(outside)
    text = (folder / "small.json").read_text(encoding="utf-8")
    changed = text.replace('"small.safetensors"', '"../outside.safetensors"')
    (folder / "small.json").write_text(changed, encoding="utf-8")
    with pytest.raises(NotFoundError, match="missing from models"):
        zoo.tensors("small", folder=folder)


def test_every_shipped_file_is_the_one_on_its_card():
    for each in zoo.cards():
        assert file_sha256(CACHED_MODELS / each.file) == each.sha256, each.name
