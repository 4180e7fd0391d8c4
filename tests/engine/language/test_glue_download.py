import threading
import time

import pandas as pd
import pytest

from engine.core.errors import CancelledError, OfflineError
from engine.language import glue_download
from engine.language.examples import load_examples
from engine.language.glue_download import FILES, download_glue, downloaded_folder


@pytest.fixture
def online(monkeypatch):
    for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "MODELARIUM_DATA"):
        monkeypatch.delenv(name, raising=False)


def serve(file, folder, _endpoint):
    """Write what the hub would have sent."""
    path = folder / file
    path.parent.mkdir(parents=True, exist_ok=True)
    columns = {"sentence": ["A film."], "sentence1": ["A."], "sentence2": ["B."], "label": [1]}
    pd.DataFrame(columns).to_parquet(path)


def test_after_the_download_the_real_tasks_take_the_mini_set_s_place(online, monkeypatch):
    monkeypatch.setattr(glue_download, "_fetch", serve)
    assert load_examples("sst2").source_title.startswith("Modelarium mini set")
    shares = []
    download_glue(report=lambda share, _: shares.append(share))
    assert load_examples("sst2").source_title == "GLUE SST-2 (sentiment), dev"
    assert load_examples("mrpc", "glue", "train").second == ("B.",)
    assert shares == sorted(shares)


def test_only_what_is_missing_is_fetched(online, monkeypatch):
    asked = []
    monkeypatch.setattr(glue_download, "_fetch", lambda file, *_: asked.append(file))
    serve(FILES[0], downloaded_folder(), None)
    download_glue()
    assert asked == list(FILES[1:])


def test_offline_is_said_before_anything_is_tried(online, monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(OfflineError, match=r"unset it, set MODELARIUM_DATA .* mini set"):
        download_glue()


def test_a_failing_network_is_told_with_a_next_step(online, monkeypatch):
    def fail(*_):
        raise ConnectionError("no route")

    monkeypatch.setattr(glue_download, "_fetch", fail)
    with pytest.raises(OfflineError, match="check the network"):
        download_glue()


def test_a_stop_takes_effect_at_once_though_a_file_hangs(online, monkeypatch):
    hold = threading.Event()
    monkeypatch.setattr(glue_download, "_fetch", lambda *_: hold.wait(20))
    started = time.monotonic()

    def report(_share, _message):
        if time.monotonic() - started > 0.3:
            raise CancelledError("stopped")

    with pytest.raises(CancelledError):
        download_glue(report=report)
    hold.set()
    assert time.monotonic() - started < 2
