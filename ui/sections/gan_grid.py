"""The same latents three times: full precision, compressed, and what changed."""

from pathlib import Path

import numpy as np
import streamlit as st

from engine.studies.compressed_generator import FULL_BITS
from engine.studies.generator_classes import SeenPictures
from engine.studies.generator_comparison import ImageComparison, compare_images
from ui import downloads
from ui.charts import image_grid
from ui.page import LessonPage
from ui.sections import gan_state, method_picker
from ui.sections.gan_state import GanState
from ui.theme import Palette

SCALE = 3
_HERE = Path(__file__)
_COMPONENT = st.components.v2.component(
    "modelarium_same_latents",
    html='<div class="parts"></div>',
    css=_HERE.with_suffix(".css").read_text("utf-8"),
    js=_HERE.with_suffix(".js").read_text("utf-8"),
)


def describe(state: GanState) -> str:
    """Return method and bits of the compressed generator in a few words."""
    text = f"{state.bits} bits, {method_picker.title(state.method)}"
    if state.compression.layer_bits:
        text += ", some layers apart"
    if state.compression.activations is not None:
        text += f", activations {state.compression.activations.bits} bits"
    return text


def draw(lesson: LessonPage, state: GanState) -> ImageComparison:
    """Draw the three grids and return how far they are apart."""
    latents = state.latents(state.shown)
    full = gan_state.pictures(state, None, latents)
    small = gan_state.pictures(state, state.compression, latents)
    made = gan_state.made(state)
    compared = compare_images(full, small)
    texts = _texts(state, compared)
    count = len(full)
    columns = int(np.ceil(np.sqrt(count)))
    pictures = _sheets(full, small, lesson.palette, columns)
    titles = ("Full precision", describe(state), "Difference")
    notes = (
        f"{FULL_BITS} bits, {made.full_bytes / 1000:,.0f} kB",
        f"{made.packed_bytes / 1000:,.0f} kB packed, {made.ratio:.1f} times smaller",
        "blue became brighter, orange darker",
    )
    alts = (
        f"{count} pictures that the generator draws in full precision",
        f"The same latents after compression ({titles[1]}): their pixels differ by "
        f"{compared.difference:.2f} of a range of 2",
        f"What compression changed: {compared.drift:.0%} of the pictures' variation",
    )
    picked = min(state.sample, count - 1)
    parts = [
        {"title": title, "note": note, "alt": alt, "source": source, "samples": list(text)}
        for title, note, alt, source, text in zip(
            titles, notes, alts, pictures, texts, strict=True
        )
    ]
    key = f"{lesson.key}_grid"

    def pick() -> None:
        chosen = st.session_state[key].picked
        if isinstance(chosen, int | float) and 0 <= chosen < count:
            st.session_state[f"{lesson.key}_sample"] = int(chosen) + 1

    height, width = full.shape[2:]
    _COMPONENT(
        key=key,
        data={
            "parts": parts,
            "columns": columns,
            "rows": -(-count // columns),
            "count": count,
            "cell": [width, height],
            "gap": image_grid.GAP,
            "scale": SCALE,
            "picked": picked,
        },
        on_picked_change=pick,
    )
    return compared


@st.cache_data(max_entries=32, show_spinner=False)
def _sheets(
    full: np.ndarray, small: np.ndarray, palette: Palette, columns: int
) -> tuple[str, str, str]:
    shown = (
        image_grid.to_pixels(full),
        image_grid.to_pixels(small),
        image_grid.differences(full, small, palette),
    )
    one, two, three = (
        image_grid.data_uri(image_grid.grid(each, columns, palette, scale=SCALE)) for each in shown
    )
    return one, two, three


def _texts(state: GanState, compared: ImageComparison) -> tuple[list[str], list[str], list[str]]:
    names = gan_state.class_names(state)
    both = [gan_state.seen(state, each, state.shown) for each in (None, state.compression)]

    def judged(found: SeenPictures | None) -> list[str]:
        if found is None:
            return [f"sample {place + 1}" for place in range(state.shown)]
        return [
            f"seen as {names[label]}, confidence {confidence:.0%}"
            for label, confidence in zip(found.labels, found.confidences, strict=True)
        ]

    moved = [
        f"sample {place + 1}: pixels differ by {value:.2f}"
        for place, value in enumerate(compared.differences)
    ]
    return judged(both[0]), judged(both[1]), moved


def download(lesson: LessonPage, state: GanState) -> None:
    """Offer the three grids as one PNG."""
    palette = lesson.palette

    def content() -> bytes:
        latents = state.latents(state.shown)
        full = gan_state.pictures(state, None, latents)
        small = gan_state.pictures(state, state.compression, latents)
        columns = int(np.ceil(np.sqrt(len(full))))
        parts = (
            ("Full precision", image_grid.to_pixels(full)),
            (describe(state), image_grid.to_pixels(small)),
            ("Difference", image_grid.differences(full, small, palette)),
        )
        grids = [(t, image_grid.grid(each, columns, palette, scale=2)) for t, each in parts]
        return image_grid.png_bytes(image_grid.titled(grids, palette))

    downloads.button("Pictures (PNG)", "gan_samples.png", content, ":material/image:")
