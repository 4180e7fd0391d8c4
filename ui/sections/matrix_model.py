"""One matrix of a model from the hub, the operator's folder or an upload."""

from pathlib import Path

import streamlit as st

from engine.studies import weight_source
from engine.studies.weight_source import WeightMatrix
from ui import controls
from ui.page import LessonPage
from ui.sections import model_hub


@st.cache_data(max_entries=8, show_spinner="Checking the model")
def _checked(path: Path, stamp: tuple[float, int]) -> tuple[str, dict[str, str]]:
    """Return the hash of a weight file and title -> name of its matrices.

    ``stamp`` (time and size) has a changed file checked again.
    """
    from engine.zoo.store import file_sha256

    del stamp
    names = weight_source.matrix_names(path)
    titles = list(names.values())
    unique = {title if titles.count(title) == 1 else name: name for name, title in names.items()}
    return file_sha256(path), unique


@st.cache_resource(max_entries=4, show_spinner="Reading the weights")
def _matrix(path: Path, name: str, sha256: str, model: str) -> WeightMatrix:
    return weight_source.file_matrix(path, name, sha256, model)


def pick(lesson: LessonPage) -> WeightMatrix | None:
    """Draw the list of models, the download, and the list of matrices; None without a model.

    Raises:
        NotFoundError: If the model is gone, or holds no matrix.
        UnsafeFileError: If its file is malformed.
    """
    from engine.language.checkpoint import WEIGHTS_FILE
    from engine.language.sources import folder_elsewhere

    known = model_hub.elsewhere()
    model_hub.popover(lesson)
    if not known:
        st.caption("No other model is on this machine yet.")
        return None
    title = controls.choice(
        lesson.key, "model", tuple(known), default=next(iter(known)), title="Model"
    )
    path = folder_elsewhere(known[title]) / WEIGHTS_FILE
    status = path.stat()
    sha256, shown = _checked(path, (status.st_mtime, status.st_size))
    chosen = controls.choice(
        lesson.key, "layer", tuple(shown), default=next(iter(shown)), title="Matrix in it"
    )
    return _matrix(path, shown[chosen], sha256, known[title])
