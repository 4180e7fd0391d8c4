"""The similarity page's look at samples per class: the bias that nobody corrects."""

import pandas as pd
import streamlit as st

from engine.discovery.splits import ClassSets
from engine.studies.intent_features import intent_benchmark, intent_features
from engine.studies.similarity_cells import table_named
from engine.studies.similarity_samples import SampleCurve, SampleCurveStudy
from ui import controls
from ui.charts.similarity_samples import MEASURES, curve_finding, sample_curve
from ui.page import LessonPage
from ui.sections.similarity_state import KEY, SimilarityView

FEATURES = ("MiniLM's vectors", "learned from L")
FIRST = ("L1", "U1", 0, 0)


def chosen_sets(view: SimilarityView) -> tuple[str, str, int, int]:
    """Return labeled set, unlabeled set, split and seed of the cell, where its classes ship."""
    row = view.row
    if not table_named(str(row["benchmark"])).class_sets:
        return FIRST
    return str(row["labeled"]), str(row["unlabeled"]), int(row["split"]), int(row["seed"])


@st.cache_data(max_entries=16, show_spinner="Measuring with 2, 3, 5, 8 ... samples per class")
def _curve(labeled: str, unlabeled: str, split: int, seed: int, learned: bool) -> SampleCurve:  # noqa: FBT001 - a cache key
    data = intent_features()
    sets: ClassSets = intent_benchmark(data.tree, split=split).sets(labeled, unlabeled)
    rows = data.rows(sets.unlabeled)
    features = data.features[rows]
    if learned:
        from engine.discovery.representation import LabeledRepresentation

        known = data.rows(sets.labeled)
        encoder = LabeledRepresentation(seed=seed)(data.features[known], data.names(known))
        features = encoder.embed(features)
    return SampleCurveStudy()(features, data.names(rows))


def curve_frame(curve: SampleCurve) -> pd.DataFrame:
    """Return mean, lowest and highest value of each measure at each count."""
    parts = []
    for name, values in zip(
        MEASURES, (curve.published, curve.unbiased, curve.shuffled), strict=True
    ):
        summary = {"mean": values.mean(axis=1), "low": values.min(axis=1),
                   "high": values.max(axis=1)}  # fmt: skip
        parts.append(pd.DataFrame({"samples": curve.counts, "measure": name, **summary}))
    return pd.concat(parts, ignore_index=True)


def draw(lesson: LessonPage, view: SimilarityView) -> None:
    """Draw the curve."""
    labeled, unlabeled, split, seed = chosen_sets(view)
    shown = controls.choice(KEY, "features", FEATURES, default=FEATURES[0])
    learned = shown == FEATURES[1]
    named = labeled if learned else "L1"  # MiniLM's vectors know nothing of L
    frame = curve_frame(_curve(named, unlabeled, split, seed if learned else 0, learned))
    st.markdown(f"**{curve_finding(frame)}**")
    chart = sample_curve(frame, lesson.palette)
    lesson.figure(chart, alt=str(chart.description), data=frame.round(4))
    study = SampleCurveStudy()
    lesson.text(
        "The published value counts each sample's similarity to itself, so it rises as samples "
        "get fewer, and no threshold on it means anything without n. The unbiased value (a "
        "U-statistic) leaves those terms out and stays; the distance to the shuffled labels can "
        "be read too. **Compare published values of one n only.**"
    )
    source = f"{labeled}, {shown}" if learned else shown
    st.caption(
        f"CLINC150, classes of {unlabeled}, split {split}, {source}; mean and range over "
        f"{study.draws} draws of samples, {study.shuffles} shuffles of the labels, measured now."
    )
