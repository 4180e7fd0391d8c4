"""A model comes from a served hub through the popover, and its masked words are shown."""

import threading
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import settled
from tests.engine.language.conftest import save_tiny
from tests.engine.language.test_hub import Hub

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def hub_server(tmp_path):
    """The address of a hub that holds one tiny BERT with a masked-word head."""
    save_tiny(tmp_path / "served", "BertForMaskedLM")
    files = {path.name: path.read_bytes() for path in (tmp_path / "served").iterdir()}
    handler = type("ServedHub", (Hub,), {"files": files, "paths": []})
    served = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=served.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{served.server_port}"
    served.shutdown()
    served.server_close()
    thread.join()


def test_a_model_is_downloaded_and_guesses_hidden_words(page, start_server, hub_server, tmp_path):
    environment = {
        "HF_ENDPOINT": hub_server, "HF_HOME": str(tmp_path / "home"), "HF_HUB_OFFLINE": "0",
    }  # fmt: skip
    with start_server(ROOT, tmp_path, **environment) as app:
        page.goto(f"{app}/bert_scores?bert_scores_closer=your+data+and+model")
        settled(page, "bert_scores")
        page.get_by_role("button", name="Get one from the hub").click()
        page.get_by_role("combobox", name="BERT family").click()
        page.keyboard.type("Another")
        page.keyboard.press("Enter")
        field = page.get_by_placeholder("owner/name or owner/name@revision")
        field.fill("somebody/tiny-bert")
        field.press("Enter")
        page.get_by_role("button", name="Download somebody/tiny-bert").click()
        expect(page.get_by_text("somebody/tiny-bert is on this machine")).to_be_visible()
        page.goto(f"{app}/bert_scores?bert_scores_closer=type+a+sentence")
        settled(page, "bert_scores")
        expect(page.get_by_text("likeliest words stay among the first")).to_be_visible()
