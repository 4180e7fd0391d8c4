"""A small network trained while the visitor waits; it then reads the picked page."""

import dataclasses
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from engine.core.jobs import Report, runner
from ui import controls, jobs
from ui.charts.line_training import finding, loss_curve, training_curve
from ui.page import LessonPage
from ui.results import Tile, contained
from ui.sections import reading_figures
from ui.sections.reading_state import Answer, Given, ReadingView

if TYPE_CHECKING:
    from engine.studies.line_retraining import CurvePoint, Retrained, RetrainingSettings

JOB = "train"
WORDS = (
    "It starts from nothing and sees only squares of made-up pages, never a scan. Every few "
    "updates it is tried on six squares it has not seen. About half a minute on a quiet core."
)


@st.cache_resource(scope="session", max_entries=4, show_spinner=False)
def _points(_settings: str) -> "list[CurvePoint]":
    """Return the list that the job of these settings writes its curve to."""
    return []


def draw(
    lesson: LessonPage, view: ReadingView, given: Given | None, answer: Answer | None
) -> "Retrained | None":
    """Draw the controls, the running or finished curve, and the page as the network reads it."""
    from engine.studies.line_retraining import RetrainingSettings, retrain

    st.header("Train one yourself", anchor=False)
    lesson.text(WORDS)
    with st.container(horizontal=True, vertical_alignment="top", gap="medium"):
        settings = controls.settings(
            lesson.key, RetrainingSettings, visible=("squares", "steps", "width"),
            titles={"squares": "Made-up squares", "steps": "Updates", "width": "Width"},
            leave_out=("seed",),
        )  # fmt: skip
    points = _points(repr(settings))

    def work(report: Report) -> "Retrained":
        points.clear()
        return retrain(settings, report, on_point=points.append)

    title = f"Train on {settings.squares} squares"
    done = jobs.run(lesson.key, JOB, work, settings=settings, title=title)
    if done is None:
        _running(lesson, settings, points)
        return None
    _finished(lesson, done)
    if given is not None and answer is not None:
        with contained():
            _use(lesson, view, given, (answer, done))
    return done


def _frame(points: "tuple[CurvePoint, ...] | list[CurvePoint]") -> pd.DataFrame:
    return pd.DataFrame([dataclasses.asdict(each) for each in points])


def _running(
    lesson: LessonPage, settings: "RetrainingSettings", points: "list[CurvePoint]"
) -> None:
    job = runner().get(jobs.owner(), (lesson.key, JOB, settings))
    if job is None or job.finished:
        return

    @st.fragment(run_every=1.0)
    def curve() -> None:
        if points:
            frame = _frame(list(points))
            figure = training_curve(frame, lesson.palette, everything=None, steps=settings.steps)
            st.altair_chart(figure, alt=finding(frame))

    curve()


def _finished(lesson: LessonPage, done: "Retrained") -> None:
    frame = _frame(done.curve)
    last = done.curve[-1]
    lesson.tiles(
        Tile("Weights of the network", f"{done.weights:,}"),
        Tile("Band IoU, held out", f"{last.band_iou:.2f}"),
        Tile("All called band", f"{done.everything:.2f}"),
        Tile("Time, s", f"{done.drawing_seconds + last.seconds:.0f}"),
    )
    lesson.figure(
        training_curve(
            frame, lesson.palette, everything=done.everything, steps=done.settings.steps
        ),
        alt=finding(frame),
        data=frame,
    )
    last_loss = f"The loss ends at {last.loss:.2f}"
    lesson.figure(loss_curve(frame, lesson.palette, steps=done.settings.steps), alt=last_loss)


def _use(
    lesson: LessonPage, view: ReadingView, given: Given, both: "tuple[Answer, Retrained]"
) -> None:
    st.subheader("Your network on this page", anchor=False)
    answer, done = both
    own = _read(repr(done.settings), given.key, given, done)
    left, right = st.columns(2, gap="medium")
    with left:
        reading_figures.found(given, view, own)
    with right:
        if own.checked is None or answer.checked is None:
            lesson.text(
                f"It found **{len(own.reading.lines)}** lines where the reader chosen above "
                f"found **{len(answer.reading.lines)}**."
            )
            return
        mine, other = (reading_figures.values(each.checked) for each in (own, answer)
                       if each.checked is not None)  # fmt: skip
        rows = [
            {"measure": name, "yours": round(mine[name], 3), "chosen above": round(other[name], 3)}
            for name in mine
        ]
        st.dataframe(pd.DataFrame(rows), hide_index=True, alt="Your network beside the reader")
        lesson.text("Train it for more updates or on more squares, then look again.")


@st.cache_data(max_entries=12, show_spinner="Your network is reading ...")
def _read(settings: str, key: tuple, _given: Given, _done: "Retrained") -> Answer:
    from engine.core.threads import one_thread
    from engine.documents.line_segmenter import NetworkSegmenter
    from engine.studies.page_reading import check, reading_of

    del settings, key
    with one_thread():
        reading = reading_of(_given.image, NetworkSegmenter(_done.network))
    return Answer(reading, None if _given.truth is None else check(reading, _given.truth))


def trained(key: str) -> bool:
    """Return whether this session has trained a network on this page."""
    return any(
        isinstance(job.key, tuple) and job.key[:2] == (key, JOB) and job.state == "done"
        for job in runner().jobs(jobs.owner())
    )
