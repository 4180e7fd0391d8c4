"""The live race: a small Bi-Real network against its float twin, with what its bits do."""

import dataclasses
from typing import TYPE_CHECKING

import streamlit as st

from engine.core.errors import EngineError
from engine.core.jobs import Report, runner
from ui import controls, downloads, jobs
from ui.charts.binary_race import BINARY, FLOAT
from ui.page import LessonPage
from ui.results import Tile
from ui.sections.binary_race_figures import curves, lap_frame, verdict

if TYPE_CHECKING:
    from engine.studies.binary_race import BinaryRace, RaceResult

JOB = "twin_race"  # the page has another race
OPEN = ("epochs", "width", "estimator")
TITLES = {
    "epochs": "Epochs",
    "width": "Channels",
    "estimator": "Slope of the sign",
    "clip": "Clip of the slope",
    "clip_weights": "Cut latent weights off at 1",
    "seed": "Seed",
}


def _settings(lesson: LessonPage) -> "BinaryRace":
    from engine.core.params import parameters
    from engine.studies.binary_race import BinaryRace  # loads torch

    fields = {each.name: each for each in parameters(BinaryRace)}
    chosen = {}

    def draw_one(name: str) -> None:
        field = dataclasses.replace(fields[name], name=f"race_{name}")
        chosen[name] = controls.widget(lesson.key, field, title=TITLES[name])

    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        for name in OPEN:
            draw_one(name)
        with st.popover("More settings", icon=":material/tune:"):
            for name in fields:
                if name not in OPEN:
                    draw_one(name)
    return BinaryRace(**chosen)


@st.cache_resource(max_entries=16, show_spinner=False)
def _track(owner: str, race: "BinaryRace") -> "list[RaceResult]":
    """Return the list in which a visitor's race leaves where it stands."""
    return []


@st.cache_data(max_entries=1, show_spinner=False)
def _recorded() -> "RaceResult | None":
    from engine.studies.recorded_race import recorded_race

    try:
        return recorded_race()
    except EngineError:
        return None


@st.fragment(run_every=1.0)
def _live(lesson: LessonPage, track: "list[RaceResult]") -> None:
    if track:
        curves(lesson, track[-1], final=False)
    else:
        st.caption("The first epoch is under way.")


def _answer(lesson: LessonPage, result: "RaceResult") -> None:
    binary, twin = result.last(BINARY), result.last(FLOAT)
    if binary is None:
        return
    bits, floats = result.binary_weights / 8e3, result.binary_weights / 250
    shown = [Tile("Binary, test accuracy", f"{binary.accuracy:.1%}")]
    if twin is not None:
        shown += [
            Tile("Float twin, test accuracy", f"{twin.accuracy:.1%}"),
            Tile("Weights, kB: bits or floats", f"{bits:.1f} or {floats:.1f}"),
            Tile("Training, CPU-seconds", f"{binary.seconds:.1f} and {twin.seconds:.1f}"),
        ]
    lesson.tiles(*shown)
    st.markdown(verdict(result))
    curves(lesson, result, final=True)
    lesson.text(
        "A latent weight near 0 turns its bit over with the next small step: early epochs turn "
        "many bits, and as the learning rate falls to 0 they settle. A bar counts a weight once; "
        "a dot above it means that bits went back and forth within the epoch."
    )
    st.download_button(
        "Race as CSV",
        data=lambda: downloads.csv_bytes(lap_frame(result), "none"),
        file_name="binary_race.csv", mime="text/csv", on_click="ignore",
        icon=":material/download:", key=f"{lesson.key}_race_csv",
    )  # fmt: skip


def draw(lesson: LessonPage) -> None:
    """Draw the race: its settings, its job, the curves while it runs and when it is over."""
    st.header("Train one yourself: bits against floats", anchor=False)
    lesson.text(
        "Two networks with the same layers, the same seed and the same 1,347 handwritten digits "
        "take turns, an epoch each. One multiplies only signs; behind each sign stands a float "
        "*latent* weight, which the training moves through a made-up slope of the sign."
    )
    race = _settings(lesson)
    track = _track(jobs.owner(), race)

    def work(report: Report) -> "RaceResult":
        track.clear()
        return race(report, watch=track.append)

    title = f"Race over {race.epochs} epochs"
    found = jobs.run(lesson.key, JOB, work, settings=race, title=title)
    if found is not None:
        _answer(lesson, found)
        return
    job = runner().get(jobs.owner(), (lesson.key, JOB, race))
    if job is not None and not job.finished:
        _live(lesson, track)
    elif track:
        st.info(f"Stopped after {track[-1].laps[-1].epoch} of {race.epochs} epochs.")
        _answer(lesson, track[-1])
    elif (recorded := _recorded()) is not None:
        st.info(
            "Below is a race with the default settings that was run on another machine. Yours "
            "takes some 15 seconds of one processor core; Stop works at any time.",
            icon=":material/history:",
        )
        _answer(lesson, recorded)
