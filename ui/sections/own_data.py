"""A visitor's own samples, features or pictures, against shipped ones or other own ones."""

from collections.abc import Hashable
from typing import TYPE_CHECKING, NamedTuple

import streamlit as st

from engine.core.jobs import Report
from engine.core.params import Parameter
from engine.studies.sample_set import SampleSet, available_references, reference_set
from ui import controls, jobs
from ui.page import LessonPage
from ui.results import contained
from ui.sections import own_answer, own_features, own_images
from ui.sections.own_answer import OwnAnswer
from ui.sections.own_images import Uploads

if TYPE_CHECKING:
    from engine.studies.own_images import OwnImages

KINDS = ("pictures", "features")
TITLES = {"mnist": "MNIST test images", "cifar10": "CIFAR-10 test images"}
OWN = "your own"
SAMPLES = (1_000, 2_000, 5_000, 10_000, 50_000)
SEEDS = (3, 5, 10)
NONE_YET = {
    "pictures": "Upload pictures of a generator (a zip or PNG and JPEG files): they are described "
    "by the classifier and measured against real ones.",
    "features": "Upload features of generated samples, one row each; those of real samples ship, "
    "or upload your own.",
}


class _Choice(NamedTuple):
    kind: str
    real: str
    extractor: str
    samples: int
    seeds: int


class _Side(NamedTuple):
    """A set, or uploads from which a job makes one."""

    samples: SampleSet | None
    uploads: Uploads | None
    key: Hashable


def draw(lesson: LessonPage) -> None:
    """Draw the switch and, when it is on, uploads, job and report."""
    st.header("Your own data", anchor=False)
    lesson.text(
        "Measure samples of your own by all metrics on this page, with intervals, warnings and a "
        "verdict on every sample. Only the generated ones are needed."
    )
    if not controls.switch(lesson.key, "own", title="Measure my own samples"):
        return
    with contained():
        choice = _choose(lesson)
        generated, real = _sides(lesson, choice)
        if generated is None or real is None:
            st.info(NONE_YET[choice.kind], icon=":material/upload:")
            return
        _measure(lesson, choice, real, generated)


def _choose(lesson: LessonPage) -> _Choice:
    key = lesson.key
    references = {TITLES[name]: name for name in available_references()}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        kind = controls.choice(key, "own_kind", KINDS, default=KINDS[0], title="I have")
        against = (*references, OWN)
        real = controls.choice(key, "own_real", against, default=against[0], title="Real samples")
        extractor = references.get(real, "")
        if kind == "pictures" and not extractor:
            names = tuple(references)
            described = controls.choice(
                key, "own_extractor", names, default=names[0], title="Classifier trained on"
            )
            extractor = references[described]
        with st.popover("Amount", icon=":material/tune:"):
            samples = controls.widget(
                key,
                Parameter("own_samples", 5_000, "of each set at most", choices=SAMPLES),
                title="Samples measured",
            )
            seeds = controls.widget(
                key,
                Parameter("own_seeds", 5, "random hashes of both LSH metrics", choices=SEEDS),
                title="Hash seeds",
            )
    return _Choice(kind, references.get(real, ""), extractor, int(samples), int(seeds))


def _sides(lesson: LessonPage, choice: _Choice) -> tuple[_Side | None, _Side | None]:
    if choice.real:
        reference = reference_set(choice.real)
        return _side(lesson, choice.kind, "generated"), _Side(reference, None, reference.sha256)
    left, right = st.columns(2)
    with left:
        generated = _side(lesson, choice.kind, "generated")
    with right:
        real = _side(lesson, choice.kind, "real")
    return generated, real


def _side(lesson: LessonPage, kind: str, name: str) -> _Side | None:
    if kind == "features":
        samples = own_features.pick(lesson, name)
        return None if samples is None else _Side(samples, None, samples.sha256)
    uploads = own_images.pick(lesson, name)
    return None if uploads is None else _Side(None, uploads, uploads.key)


def _measure(lesson: LessonPage, choice: _Choice, real: _Side, generated: _Side) -> None:
    from engine.studies.feature_checks import check_sets
    from engine.studies.feature_measures import NEIGHBOURS

    if real.samples is not None and generated.samples is not None:
        check_sets(real.samples, generated.samples, neighbours=max(NEIGHBOURS))

    def work(report: Report) -> OwnAnswer:
        return _answer(choice, real, generated, report)

    settings = (choice, real.key, generated.key)
    title = "Measure these samples"
    found = jobs.run(lesson.key, "own_data", work, settings=settings, title=title)
    if found is not None:
        own_answer.draw(lesson, found)


def _answer(choice: _Choice, real: _Side, generated: _Side, report: Report) -> OwnAnswer:
    """Describe what are still pictures, then measure; it runs in the job's thread."""
    from engine.metrics.progress import stage
    from engine.studies.feature_measures import ReportSettings, measure_features

    drawn, seen_drawn = _ready(choice, generated, stage(report, 0.0, 0.2))
    true, seen_true = _ready(choice, real, stage(report, 0.2, 0.4))
    found = measure_features(
        true,
        drawn,
        ReportSettings(samples=choice.samples, seeds=choice.seeds),
        report=stage(report, 0.4, 1.0),
    )
    return own_answer.answer(found, {"generated": seen_drawn, "real": seen_true})


def _ready(choice: _Choice, side: _Side, report: Report) -> tuple[SampleSet, "OwnImages | None"]:
    """Return the samples of a side, described by the classifier where they are pictures."""
    from engine.metrics.features import load_extractor
    from engine.studies.own_images import read_images

    if side.samples is not None:
        return side.samples, None
    files = side.uploads.files if side.uploads is not None else ()
    images = read_images(files, load_extractor(choice.extractor), report=report)
    return images.samples, images
