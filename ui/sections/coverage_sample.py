"""One real sample and the generated pictures that come nearest to it, drawn here and now."""

import dataclasses

import numpy as np
import streamlit as st

from engine.core.errors import EngineError
from engine.core.paths import data_folder
from engine.studies.coverage_table import METRICS, CoverageChoice
from ui.page import LessonPage
from ui.sections import coverage_state
from ui.sections.coverage_state import Answers, CoverageView

SCALE = 3
BALLS = METRICS[0]
"""The exact metric, whose balls a caption can name."""


@st.cache_resource(max_entries=8, show_spinner="Compressing the generator")
def _network(choice: CoverageChoice) -> object:
    from engine.studies.coverage_samples import generator_of

    return generator_of(choice)


@dataclasses.dataclass(frozen=True)
class Neighbour:
    """A generated picture near a real sample.

    Attributes:
        pixels: The picture.
        distance: Its distance to the real sample in feature space.
        radius: Radius of its ball in the exact metric.
        seen: Class that the classifier sees in it.
        confidence: Probability of that class.
    """

    pixels: np.ndarray
    distance: float
    radius: float
    seen: str
    confidence: float

    def words(self, *, ball: bool) -> str:
        """Return the caption; with the verdict of the ball where the metric has one."""
        seen = f"seen as {self.seen} ({self.confidence:.0%})"
        if not ball:
            return f"distance {self.distance:.1f}, {seen}"
        place = "inside" if self.distance <= self.radius else "outside"
        return f"distance {self.distance:.1f}, ball {self.radius:.1f}: {place}; {seen}"


@st.cache_data(max_entries=128, show_spinner="Drawing the nearest pictures")
def _nearest(
    choice: CoverageChoice, places: tuple[int, ...], radii: tuple[float, ...], row: int
) -> list[Neighbour]:
    """Return a few pictures, the nearest to the sample first."""
    from engine.studies.coverage_samples import nearest_pictures

    drawn = nearest_pictures(choice, _network(choice), np.array(places))  # ty: ignore[invalid-argument-type]
    reference = coverage_state.reference(choice.data)
    distances = np.linalg.norm(drawn.features - reference.features[row], axis=1)
    return [
        Neighbour(
            drawn.pixels[each],
            float(distances[each]),
            radii[each],
            reference.class_names[drawn.labels[each]],
            float(drawn.confidences[each]),
        )
        for each in distances.argsort()
    ]


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
            radii = tuple(float(judged.radii[each]) for each in places)
            found = _nearest(choice, places, radii, row)
            _row(found, ball=view.metric == BALLS)
            inside = any(each.distance <= each.radius for each in found)
            if view.metric == BALLS and covered and not inside:
                st.caption(
                    "None of these balls holds it: a larger one of a picture further off does."
                )
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


def _row(found: list[Neighbour], *, ball: bool) -> None:
    with st.container(horizontal=True):
        for each in found:
            text = each.words(ball=ball)
            st.image(enlarged(each.pixels), caption=text, width=130, alt=f"Generated, {text}")
