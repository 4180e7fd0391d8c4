"""What the layer page looks at: its settings, and the shipped tables, read once."""

import dataclasses
import functools
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from engine import zoo
from engine.studies.layer_view import (
    Measure,
    percent,
    setting_rows,
    shown_layers,
)

if TYPE_CHECKING:
    from engine.language.models import Encoder

TITLES = ("LQ", "ACIQ", "MMSE", "KL", "Percentile", "N-std", "OCS", "OCS + MMSE")
GRANULARITIES = ("tensor", "row", "group64", "group128")


@dataclasses.dataclass(frozen=True)
class LayerState:
    """The settings of the page; two equal ones show the same.

    Attributes:
        method: Title of a configuration.
        granularity: What shares a step.
        bits: Width of a weight.
        measure: The error that is shown.
        embeddings: Whether the table of words takes part.
    """

    method: str
    granularity: str
    bits: int
    measure: Measure
    embeddings: bool

    @property
    def title(self) -> str:
        """The setting as a visitor reads it."""
        return f"{self.method}, one step for each {self.granularity}, {self.bits} bits"

    @property
    def settings(self) -> dict[str, object]:
        """The setting as it stands in a download."""
        return {**dataclasses.asdict(self), "measure": self.measure.name, "model": "minilm"}


@st.cache_data(max_entries=4, show_spinner="Reading the shipped table")
def shipped(name: str) -> pd.DataFrame:
    """Return a table of the embedded model that ``training.layer_tables`` made."""
    return zoo.table(f"minilm_{name}")


@st.cache_data(max_entries=2, show_spinner=False)
def every_setting(*, embeddings: bool) -> pd.DataFrame:
    """Return the layer table of the embedded model, errors in percent."""
    return percent(shown_layers(shipped("layers"), embeddings=embeddings))


def rows_of(state: LayerState) -> pd.DataFrame:
    """Return the layers under the present method and granularity, at every width."""
    table = every_setting(embeddings=state.embeddings)
    rows = setting_rows(table, state.method, state.granularity)
    return rows.assign(value=rows[state.measure.name])


@functools.lru_cache(maxsize=2)
def encoder(name: str) -> "Encoder":
    """Return a model for a job, whose thread must not call Streamlit; nobody changes it."""
    from engine.language.models import load_encoder

    return load_encoder(name)


def roles_of(state: LayerState) -> tuple[str, ...]:
    """Return the roles of the layers that take part, as the engine names them."""
    from engine.quantization.roles import DEFAULT_ROLES, WITHOUT_EMBEDDINGS

    return DEFAULT_ROLES if state.embeddings else WITHOUT_EMBEDDINGS
