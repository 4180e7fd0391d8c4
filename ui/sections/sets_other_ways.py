"""Other versions of transfer flow, other ways to discover, and how many classes there are."""

import pandas as pd
import streamlit as st

from engine.core.jobs import Report
from engine.studies.discovery_tables import counts_frame
from engine.studies.other_ways import LEARNED, PLAIN, OtherWays, OtherWaysStudy
from engine.studies.set_comparison import SetComparison
from ui import jobs
from ui.charts import own_classes
from ui.page import LessonPage
from ui.sections.sets_state import SetsView

SHARE = st.column_config.NumberColumn(format="percent")


def draw(lesson: LessonPage, view: SetsView, found: SetComparison) -> None:
    """Draw the job and, when it is done, three tables; nothing is measured before a click."""
    with st.expander("Does it hang on the way of measuring?", icon=":material/compare_arrows:"):
        lesson.text(
            "The other kernel, each bandwidth, the unbiased value, the paper's class "
            "probabilities; Gaussian mixture, spectral and UNO beside k-means; and how many new "
            "classes silhouette and gap statistic would count."
        )
        study = OtherWaysStudy(benchmark=view.study.benchmark, seed=view.study.seed)

        def work(report: Report) -> OtherWays:
            return study(found, report=report)

        made = jobs.run(
            lesson.key, "other_ways", work, settings=(study, view.study, found.sets),
            title="Measure in other ways",
        )  # fmt: skip
        if made is not None:
            _shown(lesson, found, made)


def _shown(lesson: LessonPage, found: SetComparison, made: OtherWays) -> None:
    left, right = st.columns(2, gap="large")
    with left:
        higher = made.flows[LEARNED] > made.flows[PLAIN]
        compared = made.flows[
            made.flows[PLAIN].notna() & ~made.flows["version"].str.contains("p-")
        ]
        st.markdown(
            f"**Transfer flow: {int(higher[compared.index].sum())} of {len(compared)} versions "
            "put what L taught above the plain features**"
        )
        st.dataframe(made.flows.round(3), hide_index=True)
        st.caption(
            "Class probabilities are those of a small encoder that learns L from the plain "
            "features. Pseudo flow is only comparable with pseudo flow."
        )
    with right:
        best = made.discoveries.loc[made.discoveries["accuracy"].idxmax()]
        st.markdown(
            f"**Most accurate: {best['method']} ({best['features']}), {best['accuracy']:.0%}**"
        )
        st.dataframe(
            made.discoveries,
            hide_index=True,
            column_config={
                "accuracy": SHARE,
                "mutual_information": st.column_config.NumberColumn("NMI", format="%.3f"),
                "rand_index": st.column_config.NumberColumn("ARI", format="%.3f"),
            },
        )
    classes, frame = len(found.sets.unlabeled), counts_frame(made.counts)
    words = "; ".join(f"{each.measure}: {each.best}" for each in made.counts)
    st.markdown(f"**How many classes? {words}.** Dashed: the true {classes}; dot: the one chosen.")
    draw_counts(lesson, frame, classes=classes, words=words)


def draw_counts(lesson: LessonPage, frame: pd.DataFrame, *, classes: int, words: str) -> None:
    """Draw a figure for each measure, two beside each other, and one table.

    Args:
        lesson: The page.
        frame: From ``counts_frame``.
        classes: The true number.
        words: The finding.
    """
    charts = own_classes.class_counts(frame, lesson.palette, classes=classes, description=words)
    columns = st.columns(2, gap="large")
    for place, chart in enumerate(charts):
        with columns[place % 2]:
            last = place == len(charts) - 1
            lesson.figure(chart, alt=f"{words} ({chart.title})", data=frame if last else None)
