"""What the hub's cache holds is listed; what is broken or foreign is left out."""

import json

import pytest

from engine.language.hub_cache import cached_entries

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@pytest.fixture
def hub(tmp_path, monkeypatch):
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    return tmp_path / "hub"


def lay_out(hub, tiny, repository, kind="BertModel"):
    folder = hub / ("models--" + repository.replace("/", "--"))
    (folder / "refs").mkdir(parents=True)
    (folder / "refs" / "main").write_text(COMMIT)
    return tiny(kind, folder / "snapshots" / COMMIT)[0]


def test_without_a_cache_nothing_is_listed(hub):
    assert cached_entries() == ()
    assert not hub.exists()


def test_a_downloaded_model_is_listed_under_its_id(hub, tiny):
    lay_out(hub, tiny, "somebody/tiny-bert")
    (entry,) = cached_entries()
    assert (entry.name, entry.source, entry.layers) == ("somebody/tiny-bert", "hub", 2)


def test_a_broken_or_foreign_model_hides_no_other_one(hub, tiny):
    lay_out(hub, tiny, "somebody/sound")
    broken = lay_out(hub, tiny, "somebody/broken")
    (broken / "model.safetensors").write_bytes(b"\xff" * 100)
    foreign = lay_out(hub, tiny, "somebody/foreign")
    (foreign / "config.json").write_text(json.dumps({"model_type": "llama"}))
    (hub / "models--..--etc").mkdir()
    assert [entry.name for entry in cached_entries()] == ["somebody/sound"]
