"""Downloads: numbers as CSV, settings as JSON, and a script that reproduces them.

Every file names the version of Modelarium and the hash of the model, so that a number found in
a drawer can be traced.
"""

import json
from typing import TYPE_CHECKING, Any

import streamlit as st

from engine import __version__
from engine.core.params import Settings, settings_dict

if TYPE_CHECKING:
    import pandas as pd


def csv_bytes(frame: "pd.DataFrame", model: str) -> bytes:
    """Return a table as CSV, version and model hash in two columns of every row."""
    stamped = frame.assign(modelarium_version=__version__, model_sha256=model)
    return stamped.to_csv(index=False).encode()


def json_bytes(content: dict[str, Any], model: str) -> bytes:
    """Return settings and numbers as JSON with version and model hash."""
    stamped = {"modelarium_version": __version__, "model_sha256": model, **content}
    return json.dumps(stamped, indent=2, ensure_ascii=False, default=str).encode()


def script_bytes(code: str, model: str, link: str) -> bytes:
    """Return a Python script with a header that says what it reproduces."""
    head = (
        f"# Modelarium {__version__}, model sha256 {model}\n"
        f"# Reproduces {link}\n"
        "# Run it in the project's folder: python THIS_FILE.py\n\n"
    )
    return (head + code.strip() + "\n").encode()


def plain(value: object) -> object:
    """Return settings as a dictionary, anything else unchanged."""
    return settings_dict(value) if isinstance(value, Settings) else value


def button(name: str, file: str, data: bytes, icon: str, key: str) -> None:
    """Draw one download button that does not rerun the page."""
    st.download_button(name, data, file_name=file, icon=icon, key=key, on_click="ignore")
