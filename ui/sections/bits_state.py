"""What the page on binary networks is asked for, and the cached maps behind it."""

import dataclasses

import numpy as np
import streamlit as st

from engine.core.params import Parameter
from engine.studies.boolean_shortcut import (
    MAPS,
    FeatureMaps,
    GatedMaps,
    brightness,
    feature_maps,
    gated,
)
from engine.studies.sample_pictures import PICTURES, sample_picture
from engine.studies.slice_maps import SliceMaps, sliced
from ui import controls
from ui.page import LessonPage

GATES = ("or", "xnor", "and", "xor")
PICTURE = Parameter("picture", "flower", "a photograph", choices=tuple(PICTURES))
MAP = Parameter("map", 13, "which of the 32 learned feature maps", 1, MAPS)
GATE = Parameter("gate", "or", "how shortcut and branch are joined", choices=GATES)
SLICES = Parameter("slices", 4, "bits that each value of a map takes", choices=(1, 2, 4, 8))


@dataclasses.dataclass(frozen=True)
class BitsView:
    """The state of the page's main controls.

    Attributes:
        picture: Name of the photograph.
        map: Number of the feature map, from 1.
        gate: The gate that is looked at closer.
        slices: Bits of each value in the slices and in the blocks.
    """

    picture: str
    map: int
    gate: str
    slices: int


def choose(lesson: LessonPage) -> BitsView:
    """Draw the controls and return the view."""
    key = lesson.key
    with lesson.controls():
        return BitsView(
            controls.widget(key, PICTURE),
            int(controls.widget(key, MAP, title="Feature map")),
            controls.widget(key, GATE, title="Gate of the shortcut"),
            controls.widget(key, SLICES, title="Slices"),
        )


@st.cache_data(max_entries=8, show_spinner="Computing the feature maps")
def maps(picture: str) -> FeatureMaps:
    """Return the feature maps of a photograph, cached."""
    return feature_maps(sample_picture(picture))


def bits(view: BitsView) -> tuple[np.ndarray, np.ndarray]:
    """Return the bits of shortcut and branch."""
    found = maps(view.picture)
    return found.shortcut[view.map - 1] >= 0, found.branch[view.map - 1] >= 0


def gates(view: BitsView) -> dict[str, GatedMaps]:
    """Return what each gate makes of them."""
    shortcut, branch = bits(view)
    return {name: gated(shortcut, branch, name) for name in GATES}


def sliced_map(view: BitsView, what: str) -> tuple[np.ndarray, dict[int, SliceMaps]]:
    """Return a map and its slices for each number of slices.

    Args:
        view: The page's state.
        what: "feature map" or "brightness".
    """
    values = (
        brightness(sample_picture(view.picture))
        if what == "brightness"
        else maps(view.picture).shortcut[view.map - 1]
    )
    return values, {each: sliced(values, each) for each in SLICES.choices or ()}
