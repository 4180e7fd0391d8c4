"""A generator against real pictures: every metric in full and compressed, as a job with files."""

import dataclasses
from typing import TYPE_CHECKING

import streamlit as st

from engine.core.jobs import Report
from engine.core.params import Parameter
from engine.studies.compressed_generator import Compression
from engine.studies.own_generator_subject import MeasureSettings, Subject
from engine.studies.sample_set import available_references
from ui import controls, jobs
from ui.page import LessonPage
from ui.sections import own_measure_answer
from ui.sections.own_answer import without_features

if TYPE_CHECKING:
    from engine.studies.own_generator_measures import GeneratorReport

TITLES = {"mnist": "MNIST test images", "cifar10": "CIFAR-10 test images"}
SAMPLES = (500, 1_000, 2_000, 5_000)
SEEDS = (3, 5, 10)


def draw(
    lesson: LessonPage,
    subject: Subject,
    compression: Compression,
    *,
    name: str,
    settings: MeasureSettings,
    described: str,
) -> None:
    """Draw the choice of real pictures, the job and, once it is done, the report.

    Args:
        lesson: The page.
        subject: The generator.
        compression: What is done to it.
        name: Start of the keys of these controls and of the job.
        settings: Seed, truncation and noise seed as the page has them.
        described: The compression in a few words.
    """
    st.subheader("Measured against real pictures", anchor=False)
    lesson.text(
        "Every metric of the page **Precision and recall**, with intervals: both networks draw "
        "the same latents, a classifier describes them, and the same real samples judge both."
    )
    chosen, data = _choose(lesson, subject, settings, name)
    if chosen is None:
        st.info(
            "No reference features ship yet; make them with `python -m "
            "training.reference_features` and open the page again."
        )
        return

    def work(report: Report) -> "GeneratorReport":
        from engine.studies.own_generator_measures import measure_generator

        return _slim(measure_generator(subject, compression, data, chosen, report=report))

    found = jobs.run(
        lesson.key,
        f"measure_{name}",
        work,
        settings=(subject.sha256, compression, data, chosen),
        title=f"Measure in full and at {described}",
    )
    if found is not None:
        own_measure_answer.draw(lesson, found, name)


def _choose(
    lesson: LessonPage, subject: Subject, settings: MeasureSettings, name: str
) -> tuple[MeasureSettings | None, str]:
    references = {TITLES[name]: name for name in available_references()}
    if not references:
        return None, ""
    channels = subject.network.image_shape[0]  # ty: ignore[not-subscriptable]
    fits = [title for title, name in references.items() if (name == "mnist") == (channels == 1)]
    default = (fits or list(references))[0]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        title = controls.choice(
            lesson.key, f"{name}_real", tuple(references), default=default, title="Real pictures"
        )
        with st.popover("Amount", icon=":material/tune:"):
            samples = controls.widget(
                lesson.key,
                Parameter(
                    f"{name}_samples", 1_000, "of each network, and real ones", choices=SAMPLES
                ),
                title="Pictures measured",
            )
            seeds = controls.widget(
                lesson.key,
                Parameter(f"{name}_seeds", 5, "random hashes of both LSH metrics", choices=SEEDS),
                title="Hash seeds",
            )
    chosen = dataclasses.replace(settings, samples=int(samples), seeds=int(seeds))
    return chosen, references[title]


def _slim(found: "GeneratorReport") -> "GeneratorReport":
    """Return a report that keeps neither features nor networks in memory."""
    full, compressed = (
        dataclasses.replace(
            each,
            real=without_features(each.real),
            generated=without_features(each.generated),
        )
        for each in (found.full, found.compressed)
    )
    return dataclasses.replace(found, full=full, compressed=compressed)
