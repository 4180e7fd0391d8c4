"""What the reading page is asked for: a page, a segmenter, layers; and the reading of it."""

import dataclasses
from typing import Any

import numpy as np
import streamlit as st

from engine import zoo
from engine.core.params import Parameter, parameters
from engine.documents.fonts import available
from engine.documents.labelled_pages import LabelledPage
from engine.documents.page_settings import STRENGTHS, PageSettings
from engine.documents.segmenters import segmenters
from engine.documents.shipped_generators import page_generators
from engine.studies.page_reading import Checked, Reading
from engine.studies.reading_picture import Layers
from ui import controls
from ui.page import LessonPage

DRAWN, GENERATED, SCAN = "drawn by rules", "generated", "your scan"
OPENING_HEIGHT, OPENING_SEED = 704, 182


@dataclasses.dataclass(frozen=True)
class ReadingView:
    """The state of the page's controls.

    Attributes:
        source: ``DRAWN``, ``GENERATED`` or ``SCAN``.
        settings: How a drawn page looks.
        seed: Seed of a drawn or generated page.
        segmenter: Name of the segmenter.
        layers: What lies over the page.
        truth: Whether the truth is shown beside it, where it is known.
    """

    source: str
    settings: PageSettings
    seed: int
    segmenter: str
    layers: Layers
    truth: bool


@dataclasses.dataclass(frozen=True, eq=False)
class Given:
    """A page that is there to be read.

    Attributes:
        file: Name of its picture file.
        size: Width and height of its file in px.
        image: The picture at the scale at which it is read.
        truth: Its labels, or None where nobody knows them.
        said: One line about it.
        key: What tells it from other pages.
    """

    file: str
    size: tuple[int, int]
    image: np.ndarray
    truth: LabelledPage | None
    said: str
    key: tuple

    @property
    def stem(self) -> str:
        """Name for files without ending."""
        return self.file.rpartition(".")[0] or self.file


@dataclasses.dataclass(frozen=True, eq=False)
class Answer:
    """A reading, beside the truth where that is known.

    Attributes:
        reading: The reading.
        checked: How it stands to the truth, or None.
    """

    reading: Reading
    checked: Checked | None


def choose(lesson: LessonPage) -> ReadingView:
    """Draw the controls."""
    key = lesson.key
    fields = {each.name: each for each in parameters(PageSettings)}
    fonts = ("mixed", *available())
    values: dict[str, Any] = {"height": OPENING_HEIGHT}
    seed = OPENING_SEED
    with lesson.controls():
        source = controls.choice(key, "page", sources(), default=DRAWN, title="Page")
        if source != SCAN:
            wanted = Parameter("seed", OPENING_SEED, "another page", 0, 999, step=1)
            seed = int(controls.widget(key, wanted))
        if source == DRAWN:
            values["layout"] = controls.widget(key, fields["layout"], listed=True)
        known = {each.title: each.name for each in segmenters()}
        titles = tuple(known)
        title = controls.choice(key, "reader", titles, default=titles[0], title="Read by",
                                listed=True)  # fmt: skip
        layers, truth = _layers(key)
        if source == DRAWN:
            with st.popover("More settings", icon=":material/tune:"):
                wanted = dataclasses.replace(fields["font"], choices=fonts)
                values["font"] = controls.widget(key, wanted, title="Typeface", listed=True)
                values["paper"] = controls.widget(key, fields["paper"])
                for name in ("columns", *STRENGTHS):
                    values[name] = controls.widget(key, fields[name])
    settings = PageSettings(**values)
    return ReadingView(source, settings, seed, known[title], layers, truth)


def sources() -> tuple[str, ...]:
    """Return where pages can come from on this machine."""
    return (DRAWN, GENERATED, SCAN) if page_generators() and clusters_ship() else (DRAWN, SCAN)


def clusters_ship() -> bool:
    """Return whether the clusters of a generator are here."""
    return bool(zoo.cards("clusters"))


def _layers(key: str) -> tuple[Layers, bool]:
    """Draw the switches of what lies over the page."""
    with st.popover("Layers", icon=":material/layers:"):
        strong = Parameter("opacity", 0.35, "0 shows the page, 1 the lines", 0.0, 1.0, step=0.05)
        opacity = float(controls.widget(key, strong))
        opens = Layers()
        shown = {
            name: controls.switch(key, f"show_{name}", default=getattr(opens, name), title=title)
            for name, title in (
                ("outlines", "Outlines"), ("baselines", "Baselines"), ("bands", "Bands"),
                ("graphics", "Graphics"), ("numbers", "Numbers"),
            )
        }  # fmt: skip
        truth = controls.switch(key, "truth", default=True, title="Truth beside it")
    return Layers(**shown, opacity=opacity), truth


def drawn_page(settings: PageSettings, seed: int) -> Given:
    """Return a page drawn by rules, with its truth."""
    image, truth, said = _drawn(settings, seed)
    size = (image.shape[1], image.shape[0])
    return Given(f"page_{seed}.png", size, image, truth, said, (DRAWN, settings, seed))


def generated_page(seed: int) -> Given:
    """Return a generated picture, with the label of its own pass in the place of the truth."""
    truth = _generated(seed)
    size = (truth.image.shape[1], truth.image.shape[0])
    said = "Generated by a network that has seen scans: texture and lines, no readable word."
    return Given(f"generated_{seed}.png", size, truth.image, truth, said, (GENERATED, seed))


@st.cache_data(max_entries=16, show_spinner="Sampling a picture ...")
def _generated(seed: int) -> LabelledPage:
    from engine.core.threads import one_thread
    from engine.studies import generated_reading

    with one_thread():
        return generated_reading.generated_page(seed)


def picked(view: ReadingView) -> Given:
    """Return the page that a seed stands for, drawn or generated."""
    if view.source == GENERATED:
        return generated_page(view.seed)
    return drawn_page(view.settings, view.seed)


@st.cache_data(max_entries=16, show_spinner="Setting type and inking it ...")
def _drawn(settings: PageSettings, seed: int) -> tuple[np.ndarray, LabelledPage, str]:
    from engine.documents.drawn_truth import as_labelled
    from engine.documents.fonts import family
    from engine.documents.renderer import render_page

    page = render_page(settings, seed)
    said = f"Drawn: {family(page.font).title}, {page.layout}, {page.paper} paper."
    return page.image, as_labelled(page), said


def read(given: Given, segmenter: str) -> Answer:
    """Return a page as a segmenter reads it, beside the truth."""
    return _read(given.key, segmenter, given.image, given.truth)


@st.cache_data(max_entries=24, show_spinner="Looking for lines ...")
def _read(key: tuple, segmenter: str, _image: np.ndarray, _truth: LabelledPage | None) -> Answer:
    from engine.core.threads import one_thread
    from engine.studies.page_reading import check, read_page

    del key
    with one_thread():
        reading = read_page(_image, segmenter)
    return Answer(reading, None if _truth is None else check(reading, _truth))
