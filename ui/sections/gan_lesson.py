"""What surrounds the pictures of the GAN page: numbers, warning, tasks, quiz, downloads."""

import dataclasses
from typing import Any

import pandas as pd
import streamlit as st

from engine.quantization.base import ClipMethod
from engine.quantization.linear import LinearQuantization
from engine.studies.generator_classes import TradeOff
from engine.studies.generator_comparison import ImageComparison
from engine.studies.latent_files import json_bytes, npz_bytes
from ui import downloads
from ui.page import LessonPage, Task
from ui.quiz import Question
from ui.results import Tile
from ui.sections import gan_grid, gan_script, gan_state
from ui.sections.gan_state import MEASURED, GanState

FORMULA = (
    r"G_b(z) = G(z;\ \hat w),\qquad \hat w = \frac{1}{s}\,\mathrm{clamp}"
    r"\big(\mathrm{round}(s\,w),\,-2^{b-1},\,2^{b-1}-1\big)"
)
DIFFERS = (
    "The paper compresses large pretrained generators; these are small ones of our own, so that "
    "they answer at once on one processor. Weights only by default, as in the paper; rounding "
    "activations is ours. Biases and normalization keep full precision. The paper's tables could "
    "not be read, so no number of the paper stands here."
)


def numbers(state: GanState, compared: ImageComparison, found: TradeOff | None) -> dict[str, Any]:
    """Return every number of the answer by name, for downloads."""
    made = gan_state.made(state)
    values: dict[str, Any] = {
        "packed_bytes": made.packed_bytes,
        "full_bytes": made.full_bytes,
        "bits_per_weight": made.bits_per_weight,
        "pixel_difference": compared.difference,
        "drift": compared.drift,
        "contrast": compared.contrast,
        "variety": compared.variety,
        "collapsed": compared.collapsed,
    }
    for name in ("confidence", "effective_classes", "spread") if found is not None else ():
        change = dataclasses.asdict(getattr(found, name))
        values.update({f"{name}_{part}": value for part, value in change.items()})
    return values


def tiles(lesson: LessonPage, state: GanState, compared: ImageComparison) -> None:
    """Warn of a collapse; draw size and distance of the compressed generator."""
    if compared.collapsed:
        what = "blank" if compared.contrast < compared.variety else "all the same"
        least = min(compared.contrast, compared.variety)
        st.warning(
            f"The compressed pictures are {what}: their pixels deviate by only {least:.0%} of "
            "what full precision does (the warning starts at 10 %). Quality and precision scores "
            "mean nothing here.",
            icon=":material/block:",
            title="Collapsed",
        )
    made = gan_state.made(state)
    lesson.tiles(
        Tile("Packed size", f"{made.packed_bytes / 1000:,.1f} kB", term="packed"),
        Tile("Smaller than float32", f"{made.ratio:.2f} times"),
        Tile("Bits a weight", f"{made.bits_per_weight:.3f}", term="bits_per_weight"),
        Tile("Drift of the pictures", f"{compared.drift:.1%}", term="drift"),
    )
    st.caption(
        "Simulated: the page draws with rounded weights in floating point; the packed size "
        f"({made.packed_bytes:,} of {made.full_bytes:,} bytes) is what a file needs, with every "
        "step of 32 bits, and biases and normalization as float32."
    )


def tasks(lesson: LessonPage, state: GanState) -> None:
    """Show what to try."""
    method = state.method
    clips = isinstance(method, ClipMethod) and not isinstance(method, LinearQuantization)
    kept = any(bits > state.bits for _, bits in state.compression.layer_bits)
    lesson.try_this(
        Task(
            "Slide to **2 bits** with LQ and watch the pictures dissolve.",
            done=state.bits == 2 and isinstance(method, LinearQuantization),
        ),
        Task(
            "Stay at 2 bits and change LQ to **ACIQ** or **MMSE**: clipping brings them back.",
            done=state.bits == 2 and clips,
        ),
        Task(
            "Give one layer **8 bits** under **Layers**: which one helps most?",
            done=kept,
        ),
    )


def quiz(lesson: LessonPage) -> None:
    """Ask what the page shows best."""
    lesson.quiz(
        Question(
            "constant",
            "Predict first: weights are rounded so coarsely that a generator draws nearly the "
            "same grey picture for every latent. What does precision, the share of its pictures "
            "that lie near real ones, say?",
            ("It must be near 0", "It can be near 1", "It cannot be computed"),
            right=1,
            because="One picture that happens to lie within reach of the real ones counts as "
            "precise every time. Only variety shows the harm, so look at recall, at the classes "
            "in use, and at the pictures.",
        ),
        Question(
            "weights",
            "The clip with the smallest weight error is found by search (MMSE). Does it also "
            "give the best pictures?",
            ("Always", "Not always", "Never"),
            right=1,
            because="A weight counts by what it does to the picture, not by its size. With many "
            "bits a clip may cost more than it saves: compare the drift in Every width.",
        ),
    )


def take_home(
    lesson: LessonPage, state: GanState, compared: ImageComparison, found: TradeOff | None
) -> None:
    """Offer pictures, latents, numbers, settings and script."""
    latents = state.latents(MEASURED)
    with st.container(horizontal=True):
        gan_grid.download(lesson, state)
        downloads.button(
            "Latents (npz)",
            "gan_latents.npz",
            lambda: npz_bytes(latents),
            ":material/save:",
        )
        downloads.button(
            "Latents (JSON)",
            "gan_latents.json",
            lambda: json_bytes(latents, state.name),
            ":material/save:",
        )
    lesson.model = state.trained.card.sha256
    values = numbers(state, compared, found)
    row = {"generator": state.name, "setting": gan_grid.describe(state), **values}
    compression = state.compression
    lesson.downloads(
        frame=pd.DataFrame([row]),
        settings={
            "generator": state.name,
            "method": downloads.plain(state.method),
            "layer_bits": dict(compression.layer_bits),
            "activations": downloads.plain(compression.activations),
            "seed": None if state.uploaded is not None else state.seed,
            "samples": state.shown,
            "truncation": state.truncation,
            "noise_seed": state.noise_seed,
        },
        numbers=values,
        code=gan_script.script(state, classified=found is not None),
    )
