"""Where files are looked for and where they may be written."""

import pytest

from engine.core import paths
from engine.core.errors import NotFoundError


@pytest.fixture(autouse=True)
def clean(monkeypatch):
    for name in ("MODELARIUM_DATA", "MODELARIUM_CACHE", "NUMBA_CACHE_DIR"):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)


def test_the_named_cache_folder_is_made(tmp_path, monkeypatch):
    monkeypatch.setenv("MODELARIUM_CACHE", str(tmp_path / "deep" / "cache"))
    assert paths.cache_folder() == tmp_path / "deep" / "cache"
    assert (tmp_path / "deep" / "cache").is_dir()


def test_a_cache_folder_that_cannot_be_made_falls_back_to_the_temporary_one(tmp_path, monkeypatch):
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    monkeypatch.setenv("MODELARIUM_CACHE", str(blocked / "cache"))
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path))
    assert paths.cache_folder() == tmp_path / "modelarium"


def test_without_a_name_there_is_no_data(monkeypatch):
    assert paths.data_folder() is None
    with pytest.raises(NotFoundError, match="set MODELARIUM_DATA to the folder that holds glue/a"):
        paths.need_data("glue", "a")


def test_a_name_that_is_no_folder_counts_as_none(tmp_path, monkeypatch):
    monkeypatch.setenv("MODELARIUM_DATA", str(tmp_path / "missing"))
    assert paths.data_folder() is None


def test_data_that_is_there_is_found_and_the_rest_is_named(tmp_path, monkeypatch):
    (tmp_path / "glue").mkdir()
    monkeypatch.setenv("MODELARIUM_DATA", str(tmp_path))
    assert paths.need_data("glue") == tmp_path / "glue"
    with pytest.raises(NotFoundError, match=r"has no glue/dev\.tsv; is the folder complete"):
        paths.need_data("glue", "dev.tsv")


def test_shipped_models_lie_in_the_project():
    assert paths.CACHED_MODELS.parent == paths.ROOT
    assert (paths.ROOT / "pyproject.toml").is_file()
