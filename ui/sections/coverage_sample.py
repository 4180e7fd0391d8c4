"""One real sample and the generated pictures that come nearest to it, drawn here and now."""

import numpy as np
import streamlit as st

from engine.core.errors import EngineError
from engine.core.paths import data_folder
from engine.studies.coverage_table import CoverageChoice
from ui.page import LessonPage
from ui.sections import coverage_state
from ui.sections.coverage_state import Answers, CoverageView

SCALE = 3


@st.cache_resource(max_entries=8, show_spinner="Compressing the generator")
def _network(choice: CoverageChoice) -> object:
    from engine.studies.coverage_samples import generator_of

    return generator_of(choice)


@st.cache_data(max_entries=128, show_spinner="Drawing the nearest pictures")
def _nearest(
    choice: CoverageChoice, places: tuple[int, ...], row: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return pixels, distances to the sample, classes and confidences of a few pictures."""
    from engine.studies.coverage_samples import nearest_pictures

    drawn = nearest_pictures(choice, _network(choice), np.array(places))  # ty: ignore[invalid-argument-type]
    sample = coverage_state.reference(choice.data).features[row]
    distances = np.linalg.norm(drawn.features - sample, axis=1)
    order = distances.argsort()
    return drawn.pixels[order], distances[order], drawn.labels[order], drawn.confidences[order]


@st.cache_data(max_entries=64, show_spinner="Reading the real picture")
def _real_picture(data: str, place: int) -> np.ndarray | None:
    from engine.data.images import load_images

    if data_folder() is None:
        return None
    try:
        return load_images(data, "test").pixels[place]
    except EngineError:
        return None


def enlarged(pixels: np.ndarray) -> np.ndarray:
    """Return a picture as (height, width) or (height, width, 3), each pixel as a small square."""
    larger = pixels.repeat(SCALE, axis=1).repeat(SCALE, axis=2)
    return larger[0] if len(larger) == 1 else larger.transpose(1, 2, 0)


def draw(lesson: LessonPage, view: CoverageView, answers: Answers, chosen: int) -> None:
    """Draw the chosen sample and what both generators offer nearest to it."""
    reference = coverage_state.reference(view.choice.data)
    row = int(coverage_state.rows(view.choice.data)[chosen])
    name = reference.class_names[reference.labels[row]]
    st.header(f"Real sample {chosen}: {name}", anchor=False)
    left, right = st.columns([1, 4], gap="large")
    with left:
        _real(view, int(reference.index[row]), name)
    with right:
        full = answers.full.verdicts[view.metric].covered[chosen]
        now = answers.compressed.verdicts[view.metric].covered[chosen]
        for title, choice, judged, covered in (
            ("Full precision", view.choice.full(), answers.full, full),
            (f"{view.bits} bits", view.choice, answers.compressed, now),
        ):
            word = "covered" if covered else "not covered"
            st.markdown(f"**{title}: {word}.** Its nearest pictures and their distances:")
            places = tuple(int(each) for each in judged.nearest[chosen])
            _row(_nearest(choice, places, row), reference.class_names)
    lesson.text(
        f"Distances are Euclidean in {reference.title}. A picture may look right and lie far "
        "away, or the other way round: the verdict is only as good as the features."
    )


def _real(view: CoverageView, place: int, name: str) -> None:
    pixels = _real_picture(view.choice.data, place)
    if pixels is None:
        st.info(
            f"A real picture of class {name}, number {place} of the test file. Pictures of the "
            "data sets do not ship: set MODELARIUM_DATA to a folder that holds them to see it."
        )
        return
    st.image(enlarged(pixels), caption="real", alt=f"Real picture of class {name}")


def _row(
    found: tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray], names: tuple[str, ...]
) -> None:
    words = [
        f"distance {distance:.1f}, seen as {names[label]} ({confidence:.0%})"
        for distance, label, confidence in zip(*found[1:], strict=True)
    ]
    with st.container(horizontal=True):
        for pixels, text in zip(found[0], words, strict=True):
            st.image(enlarged(pixels), caption=text, width=130, alt=f"Generated picture, {text}")
