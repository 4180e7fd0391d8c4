"""The controls of the GAN page: generator, method, latents, and layers of their own."""

from typing import NamedTuple

import numpy as np
import streamlit as st

from engine.core.errors import EngineError
from engine.core.params import Parameter
from engine.generative.models import available_generators, load_generator
from engine.quantization.activations import RULES, ActivationQuantization
from engine.studies.compressed_generator import FULL_BITS, Compression, generator_layers
from engine.studies.latent_files import read_latents
from ui import controls, results
from ui.page import LessonPage
from ui.sections import gan_state, method_picker
from ui.sections.gan_state import GanState

SAMPLES = (16, 36, 64, 100)
ABOVE = "as above"
LAYER_BITS = (ABOVE, "2", "3", "4", "5", "6", "7", "8", "full")
ACTIVATION_BITS = ("full", "8", "6", "4", "3", "2")
FIRST_BITS = 3


class _Latents(NamedTuple):
    seed: int
    count: int
    truncation: float
    noise_seed: int
    sample: int
    uploaded: np.ndarray | None


def choose(lesson: LessonPage) -> GanState | None:
    """Draw the controls; return the state, or None where no generator is shipped."""
    entries = {each.title: each for each in available_generators()}
    if not entries:
        return None
    key = lesson.key
    with lesson.controls():
        title = controls.choice(
            key, "generator", tuple(entries), default=next(iter(entries)), listed=True
        )
        method = method_picker.pick(key, bits=FIRST_BITS)
        name = entries[title].name
        with st.popover("Latents", icon=":material/casino:"):
            latents = _latents(lesson, name)
        with st.popover("Layers", icon=":material/layers:"):
            activations = _activations(key)
            layer_bits = _layer_bits(key, name)
    return GanState(name, Compression(method, layer_bits, activations), *latents)


def _latents(lesson: LessonPage, name: str) -> _Latents:
    key, loaded = lesson.key, load_generator(name)
    seed = controls.widget(key, Parameter("seed", 0, "other latents for another seed", 0, 99))
    truncation = controls.widget(
        key,
        Parameter(
            "truncation", 1.0, "1 leaves latents alone, 0 gives the mean", 0.0, 1.0, None, 0.05
        ),
    )
    count = controls.widget(key, Parameter("samples", 64, "pictures shown", choices=SAMPLES))
    sample = controls.widget(
        key,
        Parameter(
            "sample", 1, "which sample is enlarged; a click into a grid picks it too", 1, 100
        ),
        title="Enlarged sample",
    )
    noise_seed = 0
    if loaded.entry.family == "stylegan":
        noise_seed = controls.widget(
            key, Parameter("noise_seed", 0, "seed of the noise inputs", 0, 99)
        )
    given = st.file_uploader(
        "Your own latents (npz, npy or JSON)",
        type=["npz", "npy", "json"],
        key=f"{key}_latents_{name}",
        help="A file that this page saved, or an array with one latent in each row.",
    )
    uploaded = None
    if given is not None:
        try:
            size = loaded.generator.latent_size
            uploaded = read_latents(given.getvalue(), given.name, size)
            if len(uploaded) < 2:
                uploaded = None
                raise ValueError("pages compare two latents or more, got one; save more of them")
        except (EngineError, ValueError) as error:
            results.problem(error)
    return _Latents(
        int(seed), int(count), float(truncation), int(noise_seed), int(sample) - 1, uploaded
    )


def _layer_bits(key: str, name: str) -> tuple[tuple[str, int], ...]:
    st.markdown("**Bits of single layers**")
    chosen = []
    layers = generator_layers(load_generator(name).network)
    with st.container(height=330 if len(layers) > 4 else "content", border=False):
        for layer in layers:
            declared = Parameter(f"bits_{layer.name}", ABOVE, "", choices=LAYER_BITS)
            title = f"{gan_state.layer_title(layer.name)}: {layer.weights:,} weights"
            picked = controls.widget(key, declared, title=title)
            if picked != ABOVE:
                chosen.append((layer.name, FULL_BITS if picked == "full" else int(picked)))
    return tuple(chosen)


def _activations(key: str) -> ActivationQuantization | None:
    st.markdown("**What flows into the layers**")
    bits = controls.widget(
        key,
        Parameter("activation_bits", "full", "bits of a layer's input", choices=ACTIVATION_BITS),
    )
    if bits == "full":
        return None
    rule = controls.widget(
        key,
        Parameter("activation_rule", "aciq", "how the range of an input is found", choices=RULES),
    )
    return ActivationQuantization(bits=int(bits), rule=rule)
