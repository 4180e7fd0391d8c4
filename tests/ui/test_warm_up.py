"""A server loads what lessons need once, in the background; a test's page does not."""

import sys
import threading
from unittest import mock

import pytest
from streamlit.runtime import Runtime

from ui import chrome


@pytest.fixture
def begun(monkeypatch):
    """Names of the threads that were begun; each has ended before it is listed."""
    names = []

    class Watched(threading.Thread):
        def start(self):
            super().start()
            self.join()
            names.append(self.name)

    monkeypatch.setattr(chrome.threading, "Thread", Watched)
    monkeypatch.setattr(chrome, "_WARM", ("wave",))
    monkeypatch.setattr(chrome, "_WARM_AFTER_SECONDS", 0.0)
    monkeypatch.setattr(chrome, "_warmed", threading.Lock())
    monkeypatch.delitem(sys.modules, "wave", raising=False)
    return names


def serve(monkeypatch, instance):
    monkeypatch.setattr(chrome.runtime, "exists", lambda: True)
    monkeypatch.setattr(chrome.runtime, "get_instance", lambda: instance)


def test_a_server_loads_the_modules_once(begun, monkeypatch):
    serve(monkeypatch, object.__new__(Runtime))
    chrome._warm_up()
    chrome._warm_up()
    assert begun == ["warm-up"]
    assert "wave" in sys.modules


def test_a_page_under_test_loads_nothing(begun, monkeypatch):
    serve(monkeypatch, mock.MagicMock(spec=Runtime))
    chrome._warm_up()
    assert not begun
    assert "wave" not in sys.modules
