"""Which weight matrix: a layer of MiniLM, a made-up one, another model's, or a visitor's file."""

import streamlit as st

from engine.core.params import Parameter
from engine.studies import weight_source
from engine.studies.stored_histogram import StoredHistogram, store_histogram
from engine.studies.synthetic_weights import SHAPES
from engine.studies.weight_source import WeightMatrix
from ui import controls
from ui.page import LessonPage
from ui.sections import matrix_model, matrix_upload

MODEL = "MiniLM "
MADE_UP = "Made up: "
OTHER = "Another model"
OWN = "Your own file"


@st.cache_data(max_entries=1, show_spinner=False)
def _model_titles() -> dict[str, str]:
    return {
        MODEL + title: name
        for name, title in weight_source.embedded_names().items()
        if "token_type" not in name
    }


@st.cache_resource(max_entries=4, show_spinner="Reading the weights")
def _model_matrix(name: str) -> WeightMatrix:
    return weight_source.embedded_matrix(name)


@st.cache_resource(max_entries=8, show_spinner=False)
def _made_up_matrix(shape: str) -> WeightMatrix:
    return weight_source.synthetic_matrix(shape)


@st.cache_resource(max_entries=16, show_spinner="Counting the weights")
def histogram(key: str, _matrix: WeightMatrix) -> StoredHistogram:
    """Return the stored bins of a matrix; ``key`` is :func:`identity` of it."""
    return store_histogram(_matrix.weight)


def identity(matrix: WeightMatrix) -> str:
    """Return what tells a matrix from any other one, as a cache key."""
    return f"{matrix.source}/{matrix.name}/{matrix.sha256}"


def title(matrix: WeightMatrix) -> str:
    """Return the name of a matrix as the list of matrices shows it."""
    if matrix.source == "synthetic":
        return MADE_UP + controls.label(matrix.name)
    if matrix.source != "minilm":
        return matrix.name
    return next(shown for shown, name in _model_titles().items() if name == matrix.name)


def pick(lesson: LessonPage, default: str) -> WeightMatrix | None:
    """Draw the list of matrices and return the chosen one; None while one is awaited."""
    made_up = {MADE_UP + controls.label(shape): shape for shape in SHAPES}
    options = (*_model_titles(), *made_up, OTHER, OWN)
    declared = Parameter("matrix", default, "one weight matrix", choices=options)
    chosen = controls.widget(lesson.key, declared, title="Weight matrix")
    if chosen in made_up:
        return _made_up_matrix(made_up[chosen])
    if chosen == OTHER:
        return matrix_model.pick(lesson)
    if chosen == OWN:
        return matrix_upload.pick(lesson)
    return _model_matrix(_model_titles()[chosen])
