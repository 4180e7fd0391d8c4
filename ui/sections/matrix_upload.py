"""A visitor's own safetensors file: checked first, then one of its matrices is read."""

from pathlib import Path

import streamlit as st

from engine.core.errors import EngineError
from engine.studies import weight_source
from engine.studies.weight_source import WeightMatrix
from ui import controls, results
from ui.page import LessonPage


@st.cache_data(max_entries=4, show_spinner="Checking the file")
def _kept(content: bytes, title: str) -> tuple[str, Path]:
    from engine.language.checkpoint import WEIGHTS_FILE
    from engine.language.upload import UploadFiles, accept_upload
    from engine.language.upload_store import stored_folder

    name = accept_upload(UploadFiles(weights=content), title=title).name
    return name, stored_folder(name) / WEIGHTS_FILE


@st.cache_resource(max_entries=4, show_spinner="Reading the weights")
def _matrix(path: Path, name: str, upload: str) -> WeightMatrix:
    return weight_source.file_matrix(path, name, upload)


def pick(lesson: LessonPage) -> WeightMatrix | None:
    """Draw the upload and the list of its matrices; None until there is a sound file."""
    given = st.file_uploader(
        "Safetensors file (up to 150 MB)",
        type=["safetensors"],
        key=f"{lesson.key}_file",
        help="It is read on this machine only; nothing in it is executed.",
    )
    if given is None:
        return None
    from engine.language.upload import check_size

    try:
        check_size(given.name, given.size)
        upload, path = _kept(given.getvalue(), given.name)
        if not path.is_file():  # newer uploads have pushed it out of the cache folder
            _kept.clear()
            upload, path = _kept(given.getvalue(), given.name)
        names = weight_source.matrix_names(path)
    except (EngineError, ValueError) as error:
        results.problem(error)
        return None
    name = controls.choice(
        lesson.key, "tensor", tuple(names), default=next(iter(names)), title="Matrix in the file"
    )
    return _matrix(path, name, upload.removeprefix("upload:"))
