"""What the visitor of the GAN page looks at, and everything drawn for it, cached."""

import dataclasses
import hashlib
from typing import TYPE_CHECKING, cast

import numpy as np
import streamlit as st

from engine.core.errors import EngineError
from engine.core.threads import one_thread
from engine.generative.latents import sample_latents
from engine.generative.models import TrainedGenerator, load_generator
from engine.metrics.features import FeatureExtractor, load_extractor
from engine.studies.compressed_generator import (
    CompressedGenerator,
    Compression,
    compress,
    draw_images,
)
from engine.studies.generator_classes import SeenPictures

if TYPE_CHECKING:
    from torch import nn

    from ui.sections.method_picker import AnyMethod

MEASURED = 256
"""Samples on which quality and variety are measured; the first of them are those shown."""
KEPT = 48
"""Compressed generators in memory."""
CLASSES = {
    "mnist": tuple("0123456789"),
    "cifar10": (
        *("plane", "car", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"),
    ),
}


@dataclasses.dataclass(frozen=True, eq=False)
class GanState:
    """One setting of the page.

    Attributes:
        name: Generator.
        compression: What is done to it.
        seed: Seed of the latents.
        count: Samples shown.
        truncation: 1 leaves latents alone, 0 draws the mean picture.
        noise_seed: Seed of a StyleGAN's noise inputs.
        sample: Which of the shown samples is looked at, from 0.
        uploaded: A visitor's own latents in place of the seed's, or None.
    """

    name: str
    compression: Compression
    seed: int
    count: int
    truncation: float
    noise_seed: int
    sample: int
    uploaded: np.ndarray | None = None

    @property
    def trained(self) -> TrainedGenerator:
        """The generator in full precision."""
        return load_generator(self.name)

    @property
    def method(self) -> "AnyMethod":
        """How every layer is quantized that has no bits of its own."""
        return cast("AnyMethod", self.compression.method)

    @property
    def bits(self) -> int:
        """Bits of a weight where no layer differs."""
        return self.method.bits

    def latents(self, count: int) -> np.ndarray:
        """Return the first ``count`` latents, fewer where the visitor brought fewer."""
        if self.uploaded is not None:
            return self.uploaded[:count]
        size = self.trained.generator.latent_size
        return sample_latents(count, size, self.seed).numpy()

    @property
    def shown(self) -> int:
        """Samples that are really there to show."""
        return self.count if self.uploaded is None else min(self.count, len(self.uploaded))


def made(state: GanState, compression: Compression | None = None) -> CompressedGenerator:
    """Return the compressed generator of the state, or under another compression.

    The first time a bar shows the layer that is being searched; a change of any control stops it.
    """
    wanted = compression or state.compression
    key = (state.name, state.trained.card.sha256, wanted)
    kept = _kept()
    found = kept.get(key)
    if found is None:
        bar = st.empty()

        def report(done: float, layer: str) -> None:
            bar.progress(min(max(done, 0.0), 1.0), text=f"Quantizing the generator: {layer}")

        report(0.0, "starting")
        with one_thread():
            found = compress(state.trained.network, wanted, report=report)
        bar.empty()
        while len(kept) >= KEPT:
            kept.pop(next(iter(kept)), None)
        kept[key] = found
    return found


@st.cache_resource(max_entries=1, show_spinner=False)
def _kept() -> dict[tuple, CompressedGenerator]:
    """Return the store of compressed generators; no cache of Streamlit's could show progress."""
    return {}


def pictures(state: GanState, compression: Compression | None, latents: np.ndarray) -> np.ndarray:
    """Return pictures in [-1, 1] of latents; ``compression`` None draws in full precision."""
    key = hashlib.sha256(latents.tobytes()).hexdigest()
    if compression is not None:
        made(state, compression)  # here, since a cached function would draw its bar again
    return _pictures(
        (state.name, state.trained.card.sha256, key, state.truncation, state.noise_seed),
        compression,
        state,
        latents,
    )


@st.cache_data(max_entries=64, show_spinner=False)
def _pictures(
    key: tuple, compression: Compression | None, _state: GanState, _latents: np.ndarray
) -> np.ndarray:
    network: nn.Module = _state.trained.network
    if compression is not None:
        network = made(_state, compression).network
    with one_thread():
        return draw_images(
            network, _latents, truncation=_state.truncation, noise_seed=_state.noise_seed
        )


def extractor(state: GanState) -> FeatureExtractor | None:
    """Return the classifier of the generator's data; None while none is shipped."""
    try:
        return load_extractor(state.trained.entry.data)
    except EngineError:
        return None


def seen(state: GanState, compression: Compression | None, count: int) -> SeenPictures | None:
    """Return what the classifier says about the first ``count`` pictures; None without one."""
    judge = extractor(state)
    if judge is None:
        return None
    images = judge.fitted(pictures(state, compression, state.latents(count)))
    key = (judge.card.sha256, hashlib.sha256(images.tobytes()).hexdigest())
    return _seen(key, judge, images)


@st.cache_data(max_entries=64, show_spinner=False)
def _seen(key: tuple, _judge: FeatureExtractor, _images: np.ndarray) -> SeenPictures:
    with one_thread():
        found = _judge(_images)
    return SeenPictures(
        confidences=found.probabilities.max(axis=1).astype(np.float64),
        labels=found.labels,
        features=found.features.astype(np.float64),
        classes=found.probabilities.shape[1],
    )


def class_names(state: GanState) -> tuple[str, ...]:
    """Return the names of the classes of the generator's data."""
    return CLASSES[state.trained.entry.data]


def layer_title(name: str) -> str:
    """Return a layer's path without the parts that say nothing.

    >>> layer_title("synthesis.layers.2.modulated.convolution")
    'layers.2.convolution'
    """
    return ".".join(x for x in name.split(".") if x not in {"synthesis", "modulated"})
