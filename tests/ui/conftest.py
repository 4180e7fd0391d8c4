"""A page without the shell, a section on its own, and a tiny model in a folder."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

PAGES = Path(__file__).resolve().parents[2] / "pages"
VOCABULARY = [
    "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "the", "a", "cat", "dog", "sat", "on", "mat",
    "good", "bad", "film", "was", ".", ",", "##s", "##ed",
]  # fmt: skip


@pytest.fixture
def open_page():
    """Return a function that opens a page by its key, with values for its controls."""

    def opened(key: str, **query: str) -> AppTest:
        page = AppTest.from_file(PAGES / f"{key}.py", default_timeout=120)
        page.session_state["shell"] = True
        for name, value in query.items():
            page.query_params[f"{key}_{name}"] = value
        return page.run()

    return opened


@pytest.fixture
def open_section():
    """Return a function that runs a script of its own in place of a page."""

    def opened(script: Callable[[], None]) -> AppTest:
        page = AppTest.from_function(script, default_timeout=120)
        page.session_state["shell"] = True
        return page.run()

    return opened


def _save_tiny(folder: Path, kind: str = "BertForMaskedLM") -> Path:
    """Save a random BERT of two layers with its vocabulary under ``folder``."""
    import torch
    import transformers

    config = transformers.BertConfig(
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        vocab_size=len(VOCABULARY),
        max_position_embeddings=64,
    )
    with torch.random.fork_rng():
        torch.manual_seed(0)
        getattr(transformers, kind)(config).save_pretrained(folder)
    (folder / "vocab.txt").write_text("\n".join(VOCABULARY) + "\n", "utf-8")
    return folder


@pytest.fixture
def save_tiny():
    """Return the function that saves a random model in a folder."""
    return _save_tiny


@pytest.fixture
def models_folder(tmp_path, monkeypatch):
    """The operator's folder with one tiny model that has a masked-word head."""
    _save_tiny(tmp_path / "models" / "tiny")
    monkeypatch.setenv("MODELARIUM_MODELS", str(tmp_path / "models"))
    return tmp_path / "models"


@pytest.fixture
def hub(tmp_path, monkeypatch):
    """An empty hub cache of this test's own."""
    import streamlit as st

    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    st.cache_data.clear()
    yield tmp_path / "hub"
    st.cache_data.clear()
