"""A closed walk through latents, drawn twice and played by the browser alone."""

from pathlib import Path

import numpy as np
import streamlit as st
import torch

from engine.core.params import Parameter
from engine.generative.latents import latent_walk
from ui import controls, downloads
from ui.charts import image_grid
from ui.page import LessonPage
from ui.sections import gan_state
from ui.sections.gan_grid import describe
from ui.sections.gan_state import GanState

STOPS = 5
STEPS = 12
MILLISECONDS = 90
_HERE = Path(__file__)
_FIGURE = '<figure><figcaption></figcaption><canvas role="img"></canvas></figure>'
_COMPONENT = st.components.v2.component(
    "modelarium_latent_walk",
    html=f"""<div class="walk"><div class="frames">{_FIGURE * 2}</div>
<div class="bar"><button type="button">Play</button>
<input type="range" min="0" value="0" aria-label="Frame of the walk"></div></div>""",
    css=_HERE.with_suffix(".css").read_text("utf-8"),
    js=_HERE.with_suffix(".js").read_text("utf-8"),
)


def draw(lesson: LessonPage, state: GanState) -> None:
    """Draw the walk with play and pause, and offer it as a GIF."""
    lesson.text(
        "The walk starts at the picked sample, visits the next ones and comes back. Where the "
        "full generator glides from one picture to the next, a compressed one may stay, jump, or "
        "pass through pictures that are nothing."
    )
    steps = controls.widget(
        lesson.key, Parameter("steps", STEPS, "frames from one stop to the next", 4, 24)
    )
    both = _frames(state, int(steps))
    strip = image_grid.strip([image_grid.to_pixels(each) for each in both])
    height, width = both[0].shape[2:]
    _COMPONENT(
        key=f"{lesson.key}_walk",
        data={
            "strip": image_grid.data_uri(strip),
            "titles": ["Full precision", describe(state)],
            "frames": len(both[0]),
            "cell": [width, height],
            "milliseconds": MILLISECONDS,
        },
    )

    def gif() -> bytes:
        pairs = [
            np.concatenate([one, two], axis=1)
            for one, two in zip(*(image_grid.to_pixels(each) for each in both), strict=True)
        ]
        return image_grid.gif_bytes(pairs, milliseconds=MILLISECONDS)

    downloads.button("Walk (GIF)", "gan_walk.gif", gif, ":material/gif_box:")


def _frames(state: GanState, steps: int) -> tuple[np.ndarray, np.ndarray]:
    shown = state.latents(state.shown)
    stops = np.roll(shown, -min(state.sample, len(shown) - 1), axis=0)[:STOPS]
    latents = latent_walk(torch.from_numpy(np.ascontiguousarray(stops)), steps).numpy()
    return (
        gan_state.pictures(state, None, latents),
        gan_state.pictures(state, state.compression, latents),
    )
