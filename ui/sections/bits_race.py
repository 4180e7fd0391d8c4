"""A packed 3x3 layer against float32, timed on this machine, beside limits and papers."""

import pandas as pd
import streamlit as st

from engine.core.params import Parameter
from engine.studies.packed_race import (
    AVX2_LIMIT,
    CONTESTANTS,
    FLOAT,
    PACKED,
    PAPERS,
    SUMS,
    PackedRace,
    RaceResult,
)
from engine.studies.packed_times import shipped_result
from ui import controls, jobs, results
from ui.charts.packed_race import race_bars, ratio_ladder
from ui.page import LessonPage
from ui.results import Tile

CHANNELS = Parameter("channels", 128, "channels in and out, 1 to 1024", step=1)
SIDE = Parameter("side", 28, "height and width of the map in pixels, 1 to 224", step=1)
ROUNDS = Parameter("rounds", 21, "rounds, of which the median counts", 5, 101, step=4)


def draw(lesson: LessonPage) -> RaceResult | None:
    """Draw the job that times the layer, and its answer; return it if it is there."""
    st.header("How much faster is it really?", anchor=False)
    lesson.text(
        "A 3x3 layer of as many channels in as out, one picture, one thread. *Packed* takes the "
        "same float map and includes signs and packing. Weights take 32 times less memory; time "
        "does not shrink by 64, and below stands why."
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        channels = controls.widget(lesson.key, CHANNELS)
        side = controls.widget(lesson.key, SIDE, title="Side, pixels")
        rounds = controls.widget(lesson.key, ROUNDS)
    found: RaceResult | None = None
    with results.contained():
        race = PackedRace(channels=channels, side=side, rounds=rounds)
        found = jobs.run(
            lesson.key, "race", lambda report: race(report=report), settings=race,
            title=f"Race {channels} channels at {side} x {side}",
        )  # fmt: skip
        if found is None:
            st.info(
                "Press the button to time this machine: about 2 s, a few more the first time, "
                "when the kernel is compiled.",
                icon=":material/timer:",
            )
    shown = found or shipped_result(channels, side)
    if shown is not None:
        _answer(lesson, shown, "here and now" if found else "on another machine, shipped")
    chart = ratio_ladder(ratio_frame(shown), lesson.palette)
    lesson.figure(chart, alt=str(chart.description))
    _why(lesson)
    return found


def race_frame(found: RaceResult) -> pd.DataFrame:
    """Return the time of each contestant."""
    rows = [(name, found.milliseconds[name], name in (PACKED, SUMS)) for name in CONTESTANTS]
    return pd.DataFrame(rows, columns=["contestant", "milliseconds", "packed"])


def ratio_frame(found: RaceResult | None) -> pd.DataFrame:
    """Return measured ratios, where there are any, beside limit and papers."""
    rows = [("One AVX2 core, at most", AVX2_LIMIT, "limit")]
    rows += [
        (f"Counted in papers, {name}", times, "papers")
        for name, times in zip(("XNOR-Net", "64 bits a word"), PAPERS, strict=True)
    ]
    if found is not None:
        own = [(f"Measured: {name}", found.ratio(name), "measured") for name in (PACKED, SUMS)]
        rows = own + rows
    return pd.DataFrame(rows, columns=["what", "times", "kind"])


def _answer(lesson: LessonPage, found: RaceResult, where: str) -> None:
    lesson.tiles(
        Tile("Packed is faster by", f"{found.ratio():.1f} times"),
        Tile("Float weights on disk", f"{found.float_bytes / 1024:,.1f} KiB"),
        Tile(
            "Packed weights on disk",
            f"{found.packed_bytes / 1024:,.1f} KiB",
            delta=f"{found.float_bytes / found.packed_bytes:.1f} times smaller",
            lower_is_better=False,
        ),
        Tile("Sums equal to float", "all" if found.equal else "NOT ALL"),
    )
    frame = race_frame(found)
    bars = race_bars(frame, lesson.palette)
    lesson.figure(bars, alt=str(bars.description), data=frame)
    rate = found.products / found.milliseconds[FLOAT] * 1e-6
    st.caption(
        f"Measured {where}, {found.clock} of one thread; {found.products / 1e6:,.1f} million "
        f"products, {rate:,.0f} million float ones a millisecond. This processor has "
        f"{', '.join(found.features) or 'neither AVX2 nor AVX-512'}."
    )


def _why(lesson: LessonPage) -> None:
    lesson.text(
        "**Why not 64 times?** The papers count one 64-bit XNOR with its popcount as one scalar "
        "float multiply-add. A processor with AVX2 starts 16 float multiply-adds a cycle, and "
        "counting the ones of 256 bits takes it about 8 instructions on 4 ports: 128 products a "
        "cycle, **8 times** the float peak. A ratio above 8 means that the float convolution is "
        "below its own peak. The memory of the weights shrinks by 32 in full, and that is what "
        "the energy claim rests on. Medians on a quiet machine stand in docs/benchmarks.md."
    )
