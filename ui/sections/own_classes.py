"""A visitor's own classes: a table with a class path, a split, and what the page measures."""

import dataclasses

import numpy as np
import streamlit as st

from engine.core.jobs import Report
from engine.core.params import Parameter, parameters
from engine.studies.own_classes import OwnClasses, thinned_classes, with_features
from engine.studies.own_comparison import OwnComparison
from engine.studies.own_discovery import OwnDiscovery
from engine.studies.own_split import sets_of
from ui import controls, jobs
from ui.page import LessonPage
from ui.results import contained
from ui.sections import own_classes_answer, own_classes_file, own_classes_split

MOST_TEXTS = 8_000
SAMPLES = (10, 20, 30, 60, 100, 200)


def draw(lesson: LessonPage) -> None:
    """Draw the switch and, when it is on, table, split, job and report."""
    st.header("Your own data", anchor=False)
    lesson.text(
        "Bring a table of samples with a class path: features, or texts that MiniLM reads. Choose "
        "what is labeled and what is to be discovered; a made-up sample shows how it goes."
    )
    if not controls.switch(lesson.key, "own", title="Compare classes of my own"):
        return
    with contained():
        data = own_classes_file.pick(lesson)
        if data is None:
            return
        settings = _settings(lesson)
        roles = own_classes_split.choose(lesson, data)
        sets = sets_of(roles)
        st.markdown(
            f"**{len(sets.labeled)} labeled and {len(sets.unlabeled)} unlabeled of "
            f"{len(data.tree.leaves)} classes**, {data.described}"
        )
        ready = _read_texts(lesson, data, settings)
        if ready is None:
            return

        def work(report: Report) -> OwnComparison:
            return slim(settings(ready, sets, report=report))

        key = (data.sha256, data.described, data.tree.leaves, sets, settings)
        title = f"Measure {len(sets.unlabeled)} classes"
        found = jobs.run(lesson.key, "own_classes", work, settings=key, title=title)
        if found is not None:
            own_classes_answer.draw(lesson, found)


def _settings(lesson: LessonPage) -> OwnDiscovery:
    fields = {each.name: each for each in parameters(OwnDiscovery)}
    key = lesson.key
    with st.popover("Amount and kernel", icon=":material/tune:"):
        samples = controls.widget(
            key,
            Parameter("own_samples", 60, "of each class at most, drawn by the seed",
                      choices=SAMPLES),
            title="Samples of each class",
        )  # fmt: skip
        renamed = {
            name: dataclasses.replace(fields[name], name=f"own_{name}")
            for name in ("kernel", "measure", "seed")
        }
        kernel = controls.widget(key, renamed["kernel"], title="Kernel")
        measure = controls.widget(key, renamed["measure"], title="Position in the tree")
        seed = controls.widget(key, renamed["seed"], title="Seed")
    return OwnDiscovery(kernel=kernel, measure=measure, samples=int(samples), seed=int(seed))


def _read_texts(lesson: LessonPage, data: OwnClasses, settings: OwnDiscovery) -> OwnClasses | None:
    """Return samples with features; texts are read in a job of their own, once for all splits."""
    if data.features is not None:
        return data
    few = thinned_classes(data, settings.samples, seed=settings.seed)
    if len(few.texts) > MOST_TEXTS:
        raise ValueError(
            f"at most {MOST_TEXTS:,} texts are read here, got {len(few.texts):,}; take fewer "
            "samples of each class, or use the command line below"
        )

    def work(report: Report) -> OwnClasses:
        return with_features(few, report=report)

    key = (data.sha256, data.described, data.tree.leaves, settings.samples, settings.seed)
    title = f"Read {len(few.texts):,} texts with MiniLM"
    return jobs.run(lesson.key, "own_texts", work, settings=key, title=title)


def slim(found: OwnComparison) -> OwnComparison:
    """Return what is kept until the session ends: places on a map instead of features."""
    from engine.studies.projection import principal_plane

    plain, learned = (
        dataclasses.replace(each, features=principal_plane(each.features).astype(np.float32))
        for each in (found.plain, found.learned)
    )
    data = dataclasses.replace(found.data, features=None, texts=())
    return dataclasses.replace(found, data=data, plain=plain, learned=learned)
