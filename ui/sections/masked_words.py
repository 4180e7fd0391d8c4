"""Hide a word: what a model with a masked-word head puts there, before and after quantization."""

import contextlib
import dataclasses
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from engine.core.errors import EngineError
from engine.studies.sweep_plan import Cell
from ui import controls
from ui.page import LessonPage
from ui.results import contained, table
from ui.sections import model_hub

if TYPE_CHECKING:
    from engine.language.masked_words import MaskedWordModel, WordGuess

EXAMPLE = "The doctor told the patient to drink more [MASK]."


@st.cache_data(max_entries=64, show_spinner=False)
def _has_head(name: str) -> bool:
    from engine.language.masked_words import has_masked_word_head

    with contextlib.suppress(EngineError, ValueError, OSError):
        return has_masked_word_head(name)
    return False


@st.cache_resource(max_entries=2, show_spinner="Loading the model")
def _model(name: str) -> "MaskedWordModel":
    from engine.language.masked_words import load_masked_word_model

    return load_masked_word_model(name)


@st.cache_resource(max_entries=2, show_spinner="Quantizing the model")
def _quantized(name: str, cell: Cell) -> "MaskedWordModel":
    from engine.quantization.network import quantize_network
    from engine.quantization.roles import DEFAULT_ROLES, WITHOUT_EMBEDDINGS
    from engine.studies.layer_configurations import configuration

    full = _model(name)
    made = quantize_network(
        full.network,
        configuration(cell.method).at(cell.bits, cell.granularity),
        roles=DEFAULT_ROLES if cell.embeddings else WITHOUT_EMBEDDINGS,
        keep_codes=False,
    )
    return dataclasses.replace(full, network=made.module)


def _rows(
    full: "tuple[WordGuess, ...]", small: "tuple[WordGuess, ...]", cell: Cell
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "place": range(1, len(full) + 1),
            "full precision": [each.word for each in full],
            "its probability": [f"{each.probability:.1%}" for each in full],
            f"{cell.method}, {cell.bits} bits": [each.word for each in small],
            "probability then": [f"{each.probability:.1%}" for each in small],
        }
    )


def draw(lesson: LessonPage, cell: Cell) -> None:
    """Draw the sentence with a blank and both top fives, or say what is needed for it."""
    st.header("Guess the hidden word", anchor=False)
    with_head = {title: name for title, name in model_hub.elsewhere().items() if _has_head(name)}
    if not with_head:
        st.caption(
            "The embedded MiniLM is a sentence encoder without a masked-word head. Get BERT Tiny "
            "(18 MB) from the hub under **Another encoder** below: its five likeliest words then "
            "stand here, before and after quantization."
        )
        return
    title = controls.choice(
        lesson.key, "guesser", tuple(with_head), default=next(iter(with_head)), title="Model"
    )
    text = st.text_input(
        "Sentence with one [MASK]", EXAMPLE, key="masked_sentence", max_chars=5000
    )
    with contained():
        _answer(with_head[title], text, cell)


def _answer(name: str, text: str, cell: Cell) -> None:
    from engine.language.masked_words import masked_words

    full = masked_words(_model(name), text)
    small = masked_words(_quantized(name, cell), text)
    kept = len({each.word for each in full} & {each.word for each in small})
    finding = (
        f"{kept} of the {len(full)} likeliest words stay among the first {len(full)} with "
        f"{cell.method} at {cell.bits} bits."
    )
    table(_rows(full, small, cell), alt=finding)
    st.caption(finding)
