"""What the GAN page shows while torch loads for the first time: its default picture, shipped."""

import contextlib
import sys
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from engine import zoo
from engine.core.errors import EngineError
from ui.charts import image_grid
from ui.page import LessonPage

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

NAME = "first_pictures"
WAITED_FOR = "ui.sections.gan_page"


def first_pictures() -> tuple[np.ndarray, np.ndarray, str] | None:
    """Return the shipped pictures, full and compressed, in [-1, 1], and what was done to them.

    None where they do not ship, or where their generator was trained again since.
    """
    try:
        card = zoo.card(NAME)
        if zoo.card(card.settings["generator"]).sha256 != card.settings["generator_sha256"]:
            return None
        found = zoo.tensors(NAME)
    except EngineError:
        return None
    full, small = (found[each].astype(np.float32) / 127.5 - 1 for each in ("full", "compressed"))
    return full, small, str(card.settings["compression"])


def draw(lesson: LessonPage) -> "DeltaGenerator":
    """Return a slot; as long as the page's engine is not loaded, the first picture is in it."""
    slot = st.empty()
    if WAITED_FOR in sys.modules:
        return slot
    found = first_pictures()
    if found is None:
        return slot
    full, small, described = found
    across = int(np.ceil(np.sqrt(len(full))))
    parts = (
        ("Full precision", image_grid.to_pixels(full)),
        (described, image_grid.to_pixels(small)),
        ("Difference", image_grid.differences(full, small, lesson.palette)),
    )
    sheets = [
        (title, image_grid.grid(each, across, lesson.palette, scale=1)) for title, each in parts
    ]
    slot.image(
        image_grid.titled(sheets, lesson.palette),
        caption="The page as it opens, from the shipped file; your setting follows in a moment.",
        width="stretch",
        alt=f"{len(full)} pictures in full precision, at {described}, and their difference",
    )
    return slot


def loading() -> contextlib.AbstractContextManager[None]:
    """Return a spinner while the page's engine is not loaded, else nothing."""
    if WAITED_FOR in sys.modules:
        return contextlib.nullcontext()
    return st.spinner("Loading the generator; only the first visit after a start waits for it.")
