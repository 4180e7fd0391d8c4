"""A visitor's own generator under the page's compression: the same latents, full and smaller."""

import dataclasses
import hashlib
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from engine.core.threads import one_thread
from engine.studies.compressed_generator import Compression, compress, draw_images
from engine.studies.generator_comparison import ImageComparison, compare_images
from engine.studies.generator_pictures import check_finite
from engine.studies.own_generator_subject import MeasureSettings
from ui import controls, downloads
from ui.charts import image_grid
from ui.page import LessonPage
from ui.results import Tile, contained
from ui.sections import method_picker, own_measure
from ui.sections.gan_state import GanState

if TYPE_CHECKING:
    from engine.studies.own_generator import OwnGenerator

SHOWN_PIXELS = 600_000
SIDE = 280


@dataclasses.dataclass(frozen=True, eq=False)
class _Drawn:
    full: np.ndarray
    small: np.ndarray
    packed_bytes: int
    full_bytes: int
    bits_per_weight: float

    @property
    def compared(self) -> ImageComparison:
        return compare_images(self.full, self.small)


@st.cache_resource(max_entries=2, show_spinner="Checking the generator")
def _read(digest: str, _content: bytes, file: str) -> "OwnGenerator":
    from engine.studies.own_generator import read_generator

    del digest  # what tells one file from another
    return read_generator(_content, file)


@st.cache_data(max_entries=8, show_spinner="Quantizing and drawing")
def _draw(key: tuple, compression: Compression, _own: "OwnGenerator", _state: GanState) -> _Drawn:
    from engine.generative.latents import sample_latents

    del key
    count = shown_count(_own, _state.count)
    latents = sample_latents(count, _own.generator.latent_size, _state.seed).numpy()
    with one_thread():
        made = compress(_own.network, compression)
        pictures = [
            np.concatenate(
                [
                    draw_images(
                        network,
                        latents[start : start + _own.batch],
                        truncation=_state.truncation,
                        noise_seed=_state.noise_seed,
                    )
                    for start in range(0, count, _own.batch)
                ]
            )
            for network in (_own.network, made.network)
        ]
    for drawn in pictures:
        check_finite(drawn, _own.title)
    return _Drawn(*pictures, made.packed_bytes, made.full_bytes, made.bits_per_weight)


def shown_count(own: "OwnGenerator", wanted: int) -> int:
    """Return how many pictures are drawn: as many as on the page, fewer where they are large."""
    _, height, width = own.generator.image_shape
    return max(2, min(wanted, SHOWN_PIXELS // (height * width)))


def draw(lesson: LessonPage, state: GanState) -> None:
    """Draw the upload and, once there is a sound file, its pictures in full and compressed.

    Args:
        lesson: The page.
        state: Method, bits, seed and truncation of the page, which apply here too.
    """
    st.header("Your own generator", anchor=False)
    lesson.text(
        "A DCGAN or StyleGAN2 of this project's architecture, any size: the file's tensors say "
        "which. Method, bits, seed and truncation are those chosen above."
    )
    if not controls.switch(lesson.key, "own", title="Compress my own generator"):
        return
    given = st.file_uploader(
        "Generator (safetensors)",
        type=["safetensors"],
        key=f"{lesson.key}_own_file",
        max_upload_size=150,
        help="The state dict of a generator that `python -m training.gans` has trained, or of one "
        "you built with engine.generative. Nothing in the file is executed.",
    )
    if given is None:
        st.info(
            "Upload a generator's weights. To try it at once: `cached_models/mnist_dcgan."
            "safetensors` of this project is such a file.",
            icon=":material/upload:",
        )
        return
    from engine.studies.own_generator import check_size

    with contained():
        check_size(given.name, given.size)
        content = given.getvalue()
        digest = hashlib.sha256(content).hexdigest()
        _show(lesson, state, _read(digest, content, given.name))


def _show(lesson: LessonPage, state: GanState, own: "OwnGenerator") -> None:
    st.success(f"{own.title}: {own.described}", icon=":material/check_circle:")
    rounded = state.compression.activations if own.rounds_activations else None
    chosen = Compression(state.compression.method, (), rounded)
    if state.compression.layer_bits:
        st.caption("Bits of single layers belong to the generator above and are not used here.")
    if rounded != state.compression.activations:
        st.caption("Activations keep full precision: the pictures are too large to calibrate.")
    key = (own.sha256, state.seed, state.truncation, state.noise_seed, state.count)
    drawn = _draw(key, chosen, own, state)
    compared = drawn.compared
    if compared.collapsed:
        st.warning(
            "The compressed pictures are blank or all the same: choose more bits or a method "
            "that clips.",
            icon=":material/block:",
            title="Collapsed",
        )
    lesson.tiles(
        Tile("Own generator, packed", f"{drawn.packed_bytes / 1000:,.1f} kB", term="packed"),
        Tile("Smaller than float32", f"{drawn.full_bytes / drawn.packed_bytes:.2f} times"),
        Tile("Bits a weight", f"{drawn.bits_per_weight:.3f}", term="bits_per_weight"),
        Tile("Drift of the pictures", f"{compared.drift:.1%}", term="drift"),
    )
    _pictures(lesson, drawn, method_picker.describe(state.method))
    own_measure.draw(
        lesson,
        own.subject,
        chosen,
        name="own",
        settings=MeasureSettings(
            seed=state.seed, truncation=state.truncation, noise_seed=state.noise_seed
        ),
        described=method_picker.describe(state.method),
    )


def _pictures(lesson: LessonPage, drawn: _Drawn, described: str) -> None:
    """Draw full, compressed and difference side by side, with a download of all three."""
    count, _, height, width = drawn.full.shape
    across = int(np.ceil(np.sqrt(count)))
    scale = max(1, SIDE // (across * max(height, width)))
    parts = (
        ("Full precision", image_grid.to_pixels(drawn.full)),
        (described, image_grid.to_pixels(drawn.small)),
        ("Difference", image_grid.differences(drawn.full, drawn.small, lesson.palette)),
    )
    sheets = [
        (title, image_grid.grid(pixels, across, lesson.palette, scale=scale))
        for title, pixels in parts
    ]
    for column, (title, sheet) in zip(st.columns(3), sheets, strict=True):
        with column:
            st.markdown(f"**{title}**")
            st.image(sheet, width="stretch", alt=f"{count} pictures of your generator: {title}")

    def png() -> bytes:
        return image_grid.png_bytes(image_grid.titled(sheets, lesson.palette))

    downloads.button(
        "These pictures (PNG)", "own_generator.png", png, ":material/image:",
        f"{lesson.key}_own_png",
    )  # fmt: skip
