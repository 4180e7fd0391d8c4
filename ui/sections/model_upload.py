"""A visitor's own model: its files are checked, kept in the cache folder, and put in the list."""

from typing import TYPE_CHECKING

import streamlit as st

from engine.core.errors import EngineError
from ui import results
from ui.page import LessonPage
from ui.sections.model_hub import UPLOADED

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

    from engine.language.upload import UploadedModel

_NEEDED = ("model.safetensors", "config.json")


def popover(lesson: LessonPage) -> None:
    """Draw the button that opens the upload; a sound model stands in the list of models."""
    with st.popover("Bring a model", icon=":material/upload:"):
        sent = st.file_uploader(
            "model.safetensors, config.json, and vocab.txt or tokenizer.json",
            accept_multiple_files=True,
            type=["safetensors", "json", "txt"],
            key=f"{lesson.key}_files",
            max_upload_size=150,
        )
        st.caption("A BERT-like model; its files stay on this machine.")
        named = {each.name: each for each in sent}
        missing = [name for name in _NEEDED if name not in named]
        if missing:
            if named:
                st.info(f"Still needed: {' and '.join(missing)}, by exactly this name.")
            return
        try:
            accepted = _accepted(named)
        except (EngineError, ValueError) as error:
            results.problem(error)
            return
        if not accepted.runs:
            st.warning(accepted.notice)
            return
        if st.session_state.get(UPLOADED) != accepted.name:
            st.session_state[UPLOADED] = accepted.name
            st.rerun()
        st.success(f"A {accepted.architecture} model: it is in the list as your upload.")


def _accepted(files: "dict[str, UploadedFile]") -> "UploadedModel":
    from engine.language.upload import UploadFiles, accept_upload, check_size

    wanted = (*_NEEDED, "tokenizer.json", "vocab.txt")
    for name in wanted:
        if name in files:
            check_size(name, files[name].size)
    content = {name: files[name].getvalue() if name in files else None for name in wanted}
    return accept_upload(
        UploadFiles(
            weights=content["model.safetensors"] or b"",
            config=content["config.json"],
            tokenizer=content["tokenizer.json"],
            vocabulary=content["vocab.txt"],
        )
    )
