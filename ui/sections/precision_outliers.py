"""Outliers on purpose: a slider puts them among real or generated samples of real features."""

import dataclasses

import pandas as pd
import streamlit as st

from engine.core.jobs import Report
from engine.core.params import Parameter
from engine.studies.feature_sets import FEATURE_SETS, feature_set, real_features
from engine.studies.outlier_injection import (
    SIDES,
    OutlierInjection,
    Score,
    injected,
    outlier_scores,
)
from ui import controls, jobs
from ui.charts.precision_recall_outliers import before_and_after, over_share
from ui.page import LessonPage
from ui.results import Tile

COUNT = 1000
QUICK_SEEDS = (0, 1, 2)
CURVE = (0.0, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0)


@st.cache_data(max_entries=64, show_spinner="Measuring with all three metrics")
def _scores(source: str, side: str, injection: OutlierInjection) -> tuple[Score, ...]:
    sets = injected(real_features(COUNT), feature_set(source, COUNT), side, injection)
    return outlier_scores(*sets, percent=injection.percent, hash_seeds=QUICK_SEEDS)


def draw(lesson: LessonPage) -> None:
    """Draw the injector: its controls, before and after, and the whole curve on request."""
    st.header("Put outliers among the samples", anchor=False)
    key = lesson.key
    with st.container(horizontal=True, gap="medium"):
        names = tuple(FEATURE_SETS)
        source = controls.choice(key, "source", names, default=names[0], title="Generated set")
        side = controls.choice(key, "side", SIDES, default="generated", title="Outliers among")
        percent = controls.widget(
            key,
            Parameter(
                "percent", 5.0, "share of the set that becomes outliers", 0.0, 20.0, step=0.5
            ),
            title="Outliers (%)",
        )
        reach = controls.widget(
            key,
            Parameter(
                "reach", 3.0, "distance from the mean, over the farthest", 1.0, 10.0, step=0.5
            ),
            title="How far out",
        )
    injection = OutlierInjection(percent=percent, reach=reach)
    before = _scores(source, side, dataclasses.replace(injection, percent=0.0))
    after = _scores(source, side, injection)
    _answer(lesson, source, before, after)
    _curve(lesson, source, side, injection)


def _answer(
    lesson: LessonPage, source: str, before: tuple[Score, ...], after: tuple[Score, ...]
) -> None:
    rows = [
        {
            "metric": new.metric,
            "score": score,
            "before": getattr(old, score),
            "after": getattr(new, score),
            "low": getattr(new, f"{score}_low"),
            "high": getattr(new, f"{score}_high"),
        }
        for score in ("precision", "recall")
        for old, new in zip(before, after, strict=True)
    ]
    frame = pd.DataFrame(rows)
    st.caption(
        f"{FEATURE_SETS[source]} {COUNT:,} real test digits against {COUNT:,} samples of this "
        "set, LeNet-84 features. Ring: without outliers; filled: with them; the bar spans "
        f"{len(QUICK_SEEDS)} hash seeds."
    )
    chart = before_and_after(frame, lesson.palette)
    lesson.figure(chart, alt=str(chart.description), data=frame, key="precision_recall_outliers")
    lesson.tiles(
        *(
            Tile(
                f"{new.metric} (without: {old.precision:.2f} / {old.recall:.2f})",
                f"{new.precision:.2f} / {new.recall:.2f}",
                term=new.metric,
            )
            for old, new in zip(before, after, strict=True)
        )
    )


def _curve(lesson: LessonPage, source: str, side: str, injection: OutlierInjection) -> None:
    def work(report: Report) -> list[Score]:
        real, generated = real_features(COUNT), feature_set(source, COUNT)
        found: list[Score] = []
        for turn, percent in enumerate(CURVE):

            def part(share: float, message: str, turn: int = turn, at: float = percent) -> None:
                report((turn + share) / len(CURVE), f"{at:g} % outliers, {message}")

            changed = dataclasses.replace(injection, percent=percent)
            sets = injected(real, generated, side, changed)
            found += outlier_scores(*sets, percent=percent, hash_seeds=QUICK_SEEDS, report=part)
        return found

    settings = (source, side, injection.reach)
    title = "Measure the whole curve, 0 to 20 %"
    found = jobs.run(lesson.key, "outlier_curve", work, settings=settings, title=title)
    if found is None:
        return
    for score in ("recall", "precision"):
        frame = pd.DataFrame(
            {
                "metric": each.metric,
                "percent": each.percent,
                "value": getattr(each, score),
                "low": getattr(each, f"{score}_low"),
                "high": getattr(each, f"{score}_high"),
            }
            for each in found
        )
        chart = over_share(frame, lesson.palette, score=score)
        lesson.figure(
            chart, alt=str(chart.description), data=frame, key=f"precision_recall_curve_{score}"
        )
