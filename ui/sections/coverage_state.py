"""What the coverage page is asked for, and the verdicts that answer it: shipped or measured."""

import dataclasses

import numpy as np
import streamlit as st

from engine import zoo
from engine.core.jobs import Report
from engine.core.params import Parameter, parameters
from engine.metrics.references import Reference, reference_features
from engine.studies import coverage_table as table
from engine.studies.coverage_table import CoverageChoice, Judged
from engine.studies.generator_plan import TITLES, image_set
from ui import controls, jobs
from ui.page import LessonPage

GENERATORS = {title: (name, image_set(name)) for name, title in TITLES.items()}
MAPS = ("UMAP", "PCA")
ALL = "all"


@dataclasses.dataclass(frozen=True)
class CoverageView:
    """The state of the page's controls.

    Attributes:
        choice: The compressed generator.
        title: Name of the generator in the control.
        metric: Title of the metric.
        axis: ``"UMAP"`` or ``"PCA"``.
        shown: Name of the class that the map shows, or ``ALL``.
        asked: Real sample that is looked at; -1 for a lost one.
    """

    choice: CoverageChoice
    title: str
    metric: str
    axis: str
    shown: str
    asked: int

    @property
    def bits(self) -> int:
        """Bits of a weight of the compressed generator."""
        return self.choice.bits


@dataclasses.dataclass(frozen=True)
class Answers:
    """What became of the real samples.

    Attributes:
        full: The full generator.
        compressed: The compressed one, on the same latents.
        other: The full generator on other latents.
    """

    full: Judged
    compressed: Judged
    other: Judged


def available() -> tuple[str, ...]:
    """Return the titles of the generators that ship with their reference features."""
    known = {each.name for each in zoo.cards()}
    return tuple(
        title
        for title, (name, data) in GENERATORS.items()
        if {name, f"{data}_features", f"{data}_classifier"} <= known
    )


@st.cache_resource(max_entries=2, show_spinner=False)
def reference(data: str) -> Reference:
    """Return the reference features of a set, cached."""
    return reference_features(data)


def rows(data: str) -> np.ndarray:
    """Return the rows of the reference that are judged."""
    return reference(data).rows("test", table.REAL)


def choose(lesson: LessonPage) -> CoverageView:
    """Draw the controls."""
    key, titles = lesson.key, available()
    fields = {each.name: each for each in parameters(CoverageChoice)}
    bits = dataclasses.replace(fields["bits"], high=8, step=1)
    with lesson.controls():
        title = controls.choice(key, "generator", titles, default=titles[0], listed=True)
        width = controls.widget(key, bits)
        method = controls.widget(key, fields["method"], title="Clipping")
        metric = controls.choice(key, "metric", table.METRICS, default=table.METRICS[0])
        name, data = GENERATORS[title]
        with st.popover("More settings", icon=":material/tune:"):
            axis = controls.choice(key, "map", MAPS, default=MAPS[0])
            grain = controls.widget(key, fields["granularity"])
            balls = dataclasses.replace(fields["neighbours"], default=3, choices=(3, 5))
            neighbours = controls.widget(key, balls)
            latents = dataclasses.replace(fields["seed"], high=99)
            seed = controls.widget(key, latents, title="Seed of the latents")
            classes = (ALL, *reference(data).class_names)
            shown = controls.choice(key, "class", classes, default=ALL, title="Class on the map")
            sample = Parameter(
                "sample", -1, "row of the real sample; -1 picks a lost one", -1, table.REAL - 1
            )
            asked = controls.widget(key, sample, title="Real sample")
    choice = CoverageChoice(
        name,
        data,
        method=method,
        bits=int(width),
        granularity=grain,
        neighbours=int(neighbours),
        seed=int(seed),
    )
    return CoverageView(choice, title, metric, axis, shown, int(asked))


def answers(lesson: LessonPage, choice: CoverageChoice) -> Answers | None:
    """Return the verdicts on the choice; measure what does not ship in a job."""
    other = table.OTHER_SEED if choice.seed != table.OTHER_SEED else 0
    wanted = (choice.full(), choice, choice.full(seed=other))
    found = [table.shipped_judgement(each) for each in wanted]
    if all(each is not None for each in found):
        return Answers(*found)  # ty: ignore[invalid-argument-type]

    def work(report: Report) -> Answers:
        from engine.studies.coverage_samples import measure

        return Answers(
            *(
                each if each is not None else measure(part, report=report)
                for each, part in zip(found, wanted, strict=True)
            )
        )

    title = f"Measure {choice.method} at {choice.bits} bits with these settings"
    return jobs.run(lesson.key, "judge", work, settings=choice, title=title)
