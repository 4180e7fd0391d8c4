"""O(n), O(log n), O(1): the time for one sample, measured here and now."""

import dataclasses

import pandas as pd
import streamlit as st

from engine.core.params import Parameter
from engine.studies.metric_timing import LARGEST, TITLES, MetricTiming, Timing, slope
from ui import controls, jobs
from ui.charts.precision_recall_timing import timing_curve
from ui.page import LessonPage
from ui.results import Tile

CLAIMED = {"KNN": "O(n)", "LSH+KNN": "O(log n)", "LSH-only": "O(1)"}


def draw(lesson: LessonPage) -> None:
    """Draw the job that times all three metrics, and its curve."""
    st.header("How long does one sample take?", anchor=False)
    lesson.text(
        "Each metric judges 500 samples against more and more references. Radii and buckets are "
        "ready before the clock starts; the table below also says how long that took. The "
        "steepness of a line on these axes is the power of n."
    )
    largest = controls.widget(
        lesson.key,
        Parameter("largest", 10_000, "most references that are timed", 2000, LARGEST, step=1000),
        title="References up to",
    )
    timing = MetricTiming(largest=largest)
    found = jobs.run(
        lesson.key, "timing", lambda report: timing(report=report), settings=timing,
        title=f"Time all three metrics up to {largest:,} references",
    )  # fmt: skip
    if found is not None:
        _answer(lesson, found, "this machine now: other work on it bends the lines")
        return
    st.info(
        "Press the button to time this machine: 10,000 references take about 10 s when it is "
        "quiet, 20,000 about 40 s. Stop works at any time.",
        icon=":material/timer:",
    )
    shipped, seeds = _shipped()
    if shipped:
        _answer(lesson, shipped, f"medians of {seeds} runs on another machine, which ship")


@st.cache_data(max_entries=1, show_spinner=False)
def _shipped() -> tuple[tuple[Timing, ...], int]:
    """Return the shipped times, medians over seeds, and how many seeds; nothing without them."""
    from engine import zoo
    from engine.core.errors import NotFoundError
    from engine.studies.generator_claims import TIMINGS

    try:
        table = zoo.table(TIMINGS)
    except NotFoundError:
        return (), 0
    middle = table.groupby(["references", "metric"]).median().reset_index()
    names = [each.name for each in dataclasses.fields(Timing)]
    rows = middle[names].to_dict("records")
    return tuple(Timing(**row) for row in rows), table["seed"].nunique()


def _answer(lesson: LessonPage, found: tuple[Timing, ...], where: str) -> None:
    """Draw times as tiles, curve and caption; ``where`` says what was timed."""
    frame = pd.DataFrame([dataclasses.asdict(each) for each in found])
    slopes = {title: slope(found, title) for title in TITLES}
    lesson.tiles(
        *(
            Tile(f"{title}: time grows as", f"n^{slopes[title]:.2f}", paper=CLAIMED[title])
            for title in TITLES
        )
    )
    chart = timing_curve(frame, lesson.palette, slopes=slopes)
    lesson.figure(chart, alt=str(chart.description), data=frame, key="precision_recall_timing")
    most = {each.metric: each for each in found if each.references == found[-1].references}
    times = most["KNN"].microseconds / most["LSH-only"].microseconds
    st.caption(
        f"At {found[-1].references:,} references LSH-only is {times:,.0f} times as fast as KNN "
        f"for one sample ({most['LSH-only'].microseconds:.1f} against "
        f"{most['KNN'].microseconds:,.0f} microseconds), and LSH+KNN computes "
        f"{most['LSH+KNN'].distances:,.0f} distances where KNN computes "
        f"{most['KNN'].distances:,.0f}. Made-up features, one thread, {where}. KNN grows a little "
        "faster than n where the references no longer fit the processor's cache."
    )
