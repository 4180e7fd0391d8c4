"""The similarity page's look at samples per class: the bias that nobody corrects."""

import dataclasses

import pandas as pd
import streamlit as st

from engine import zoo
from engine.discovery.splits import LABELED, UNLABELED
from engine.studies.class_features import KIND, class_features
from engine.studies.intent_features import NAME
from engine.studies.set_benchmarks import set_benchmark
from engine.studies.similarity_cells import benchmark_titled
from engine.studies.similarity_samples import SampleCurve, SampleCurveStudy
from ui import controls
from ui.charts.similarity_samples import MEASURES, curve_finding, sample_curve
from ui.page import LessonPage
from ui.sections.similarity_state import KEY, SimilarityView

FEATURES = ("no labels", "learned from L")


@dataclasses.dataclass(frozen=True)
class CurveChoice:
    """Whose samples are measured.

    Attributes:
        benchmark: Name of the shipped features.
        labeled: Name of the labeled set.
        unlabeled: Name of the unlabeled set.
        split: Which split of the tree.
        seed: Decides the small encoder.
    """

    benchmark: str
    labeled: str
    unlabeled: str
    split: int
    seed: int


def chosen(view: SimilarityView) -> CurveChoice:
    """Return the sets of the cell that is looked at, or the first ones if no features ship."""
    row = view.row
    benchmark = benchmark_titled(str(row["benchmark"]))
    if benchmark.key not in {each.name for each in zoo.cards(KIND)}:
        return CurveChoice(NAME, LABELED[0], UNLABELED[0], 0, 0)
    numbers = int(row["split"]), int(row["seed"])
    return CurveChoice(benchmark.key, str(row["labeled"]), str(row["unlabeled"]), *numbers)


@st.cache_data(max_entries=16, show_spinner="Measuring with 2, 3, 5, 8 ... samples per class")
def _curve(choice: CurveChoice, *, learned: bool) -> SampleCurve:
    data = class_features(choice.benchmark)
    cut = data.benchmark.benchmark(data.tree, split=choice.split)
    sets = cut.sets(choice.labeled, choice.unlabeled)
    rows = data.rows(sets.unlabeled)
    features, shipped = data.features[rows], data.encoder(sets.labeled)
    if learned and shipped is not None:
        features = shipped.embed(rows)
    elif learned:
        from engine.discovery.representation import LabeledRepresentation

        known = data.rows(sets.labeled)
        encoder = LabeledRepresentation(seed=choice.seed)(data.features[known], data.names(known))
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
    shown = controls.choice(KEY, "features", FEATURES, default=FEATURES[0])
    choice, learned = chosen(view), shown == FEATURES[1]
    if not learned:  # features without labels know nothing of L
        choice = dataclasses.replace(choice, labeled=LABELED[0], seed=0)
    frame = curve_frame(_curve(choice, learned=learned))
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
    benchmark = set_benchmark(choice.benchmark)
    source = f"what {choice.labeled} taught" if learned else benchmark.plain
    st.caption(
        f"{benchmark.title}: classes of {choice.unlabeled}, split {choice.split}, {source}; mean "
        f"and range over {study.draws} draws of samples and {study.shuffles} shuffles of the "
        "labels, measured now."
    )
