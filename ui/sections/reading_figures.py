"""The page under the lines that were found, the true lines beside it, and the numbers."""

import numpy as np
import pandas as pd
import streamlit as st

from engine.studies.page_reading import Checked
from engine.studies.reading_picture import Colours, Layers, enlarged, painted, times_for
from ui.page import LessonPage
from ui.results import Tile
from ui.sections.reading_state import GENERATED, Answer, Given, ReadingView

COLOURS = Colours(
    right=(11, 132, 90), wrong=(242, 76, 0), band=(8, 127, 204), graphic=(224, 160, 20),
    base=(124, 25, 124),
)  # fmt: skip
"""Green for lines that match, orange for those that do not, blue bands, violet baselines."""
MEASURES = {
    "Line F1 (M2)": "line_f1", "Text area IoU (M1)": "text_iou",
    "Line band IoU (M3)": "band_iou", "Three classes IoU (M4)": "mean_iou",
}  # fmt: skip


def draw(lesson: LessonPage, view: ReadingView, given: Given, answer: Answer) -> None:
    """Draw pictures and numbers."""
    tiles(lesson, given, answer)
    checked = answer.checked
    if checked is None or given.truth is None or not view.truth:
        left, right = st.columns([3, 2], gap="large")
        with left:
            found(given, view, answer)
        with right:
            _words(lesson, answer)
        return
    left, right = st.columns(2, gap="medium")
    with left:
        found(given, view, answer)
    with right:
        _truth(given, view, checked)
    _words(lesson, answer)


def found(given: Given, view: ReadingView, answer: Answer) -> None:
    """Draw the page under the lines that a segmenter found."""
    checked = answer.checked
    reading = enlarged(answer.reading, times_for(answer.reading.mask.shape))
    right = checked.found if checked else (True,) * len(reading.lines)
    maps = (reading.bands, reading.mask == 2)
    picture = painted(reading.image, reading.lines, right, maps, view.layers, COLOURS)
    told = "Green: a true line. Orange: none." if checked else f"{len(right)} lines, numbered."
    st.image(
        picture, width="stretch", caption=f"**Found.** {told} {given.said}",
        alt=f"The page with {len(right)} found lines",
    )  # fmt: skip


def _truth(given: Given, view: ReadingView, checked: Checked) -> None:
    truth = given.truth
    if truth is None:
        return
    met = np.array([False, *(checked.known.get(n, False) for n in range(1, _most(truth.lines)))])
    picture = _tinted(given.image, truth.lines, met, view.layers)
    name = "Label of the same pass" if view.source == GENERATED else "Truth"
    missed = sum(not each for each in checked.known.values())
    st.image(
        picture, width="stretch",
        caption=f"**{name}.** {len(checked.known)} lines. Green: found. Orange: missed.",
        alt=f"The same page with its true lines, {missed} of them missed",
    )  # fmt: skip


def _most(lines: np.ndarray) -> int:
    return int(lines.max(initial=0)) + 1


def _tinted(image: np.ndarray, lines: np.ndarray, met: np.ndarray, layers: Layers) -> np.ndarray:
    """Return the page with its true lines tinted by whether they were found."""
    tones = np.where(met[:, None], COLOURS.right, COLOURS.wrong)
    weight = np.where(lines > 0, max(0.2, layers.opacity), 0.0)[..., None]
    return np.rint(image * (1 - weight) + tones[lines] * weight).astype(np.uint8)


def values(checked: Checked) -> dict[str, float]:
    """Return the measures under their names on the page."""
    score = checked.score
    return dict(
        zip(MEASURES, (score.lines.f1, score.text_iou, score.band_iou, score.mean_iou),
            strict=True)
    )  # fmt: skip


def tiles(lesson: LessonPage, given: Given, answer: Answer) -> None:
    """Show the numbers of the page."""
    reading, checked = answer.reading, answer.checked
    if checked is not None:
        shown = values(checked).items()
        lesson.tiles(*(Tile(name, f"{value:.2f}", term=MEASURES[name]) for name, value in shown))
        return
    text, graphic = (float((reading.mask == kind).mean()) for kind in (1, 2))
    tall = [float(np.ptp(each.polygon[:, 1])) for each in reading.lines]
    scale = given.size[1] / len(reading.mask)
    lesson.tiles(
        Tile("Lines found", str(len(reading.lines))),
        Tile("Text area", f"{text:.1%}"),
        Tile("Graphics", f"{graphic:.1%}"),
        Tile("Typical line height, px", f"{scale * float(np.median(tall)):.0f}" if tall else "-"),
        Tile("Reading time, s", f"{reading.seconds:.1f}"),
    )


def _words(lesson: LessonPage, answer: Answer) -> None:
    if answer.checked is None:
        lesson.text(
            "Nobody has marked the lines of this scan, so nothing can be scored here: look at the "
            "picture. A line is right when one outline holds one line of text, no more, no less. "
            "Correct the file in eScriptorium or Transkribus: PAGE-XML and ALTO below carry an "
            "outline and a baseline for each line."
        )
        return
    lines = answer.checked.score.lines
    lesson.text(
        f"**{lines.matched} of {lines.true}** true lines were found, and "
        f"**{lines.predicted - lines.matched}** of {lines.predicted} found ones are none; read in "
        f"{answer.reading.seconds:.1f} s. Two lines are the same when they share at least half of "
        "their ink, so a block over many lines finds none, however much text it covers."
    )


def frame_of(answer: Answer, table: pd.DataFrame) -> pd.DataFrame:
    """Return the table of lines, with whether each is a true one where that is known."""
    if answer.checked is None:
        return table
    return table.assign(true_line=list(answer.checked.found))
