"""Downloads: numbers as CSV, settings as JSON, and a script that reproduces them.

Every file names the version of Modelarium and the hash of the model, so that a number found in
a drawer can be traced.
"""

import dataclasses
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import streamlit as st

from engine import __version__
from engine.core.params import Settings, settings_dict

if TYPE_CHECKING:
    import pandas as pd


@dataclasses.dataclass(frozen=True)
class Files:
    """What a page offers to take home; each is built when it is asked for.

    Attributes:
        name: File name without ending.
        csv: Numbers as a table.
        json: Link, settings and headline numbers.
        script: Python that reproduces the numbers.
        sheet: HTML page for the printer.
    """

    name: str
    csv: Callable[[], bytes]
    json: Callable[[], bytes]
    script: Callable[[], bytes]
    sheet: Callable[[], bytes]


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


def row(files: Files) -> None:
    """Draw the row of download buttons; the bytes are built when a button is clicked."""
    st.header("Take it with you", anchor=False)
    with st.container(horizontal=True, key="downloads"):
        button("Data (CSV)", f"{files.name}.csv", files.csv, ":material/table:")
        button("Settings (JSON)", f"{files.name}.json", files.json, ":material/data_object:")
        button("Python", f"{files.name}.py", files.script, ":material/code:")
        button("Sheet to print", f"{files.name}.html", files.sheet, ":material/print:")
    with st.expander("Copy as Python", icon=":material/content_copy:"):
        st.code(files.script().decode(), language="python")


def button(
    name: str, file: str, data: bytes | Callable[[], bytes], icon: str, key: str | None = None
) -> None:
    """Draw one download button that does not rerun the page; a callable runs on the click."""
    st.download_button(
        name, data, file_name=file, icon=icon, key=key or f"download_{file}", on_click="ignore"
    )
