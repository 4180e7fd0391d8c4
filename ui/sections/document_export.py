"""Takes pages home: what is shown at once, a whole data set as a job that can be resumed."""

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from engine.core.jobs import Report
from engine.core.params import Parameter
from ui import controls, jobs
from ui.page import LessonPage
from ui.sections.document_state import DocumentView, Drawn

if TYPE_CHECKING:
    from engine.documents.export import SetPlan, Source

MOST = 2000
CONTENTS = (
    "Each item: picture, class mask, PAGE-XML, ALTO 4 and YOLO labels; for the set COCO, a "
    "manifest with every seed, and a split of 90 to 10."
)


@dataclasses.dataclass(frozen=True)
class Ready:
    """A small download that is made on the click.

    Attributes:
        title: What a visitor reads.
        content: Makes the zip.
        file: Its name.
    """

    title: str
    content: Callable[[], bytes]
    file: str


def draw(lesson: LessonPage, view: DocumentView, answer: Drawn) -> None:
    """Draw the downloads of pages drawn by rules."""
    from engine.documents.export import ProceduralSource
    from engine.documents.export.single import page_zip

    def whole() -> "Source":
        kind = controls.choice(
            lesson.key, "items", ("patches of 256 px", "whole pages"),
            default="patches of 256 px", title="Item",
        )  # fmt: skip
        return ProceduralSource(view.settings, patch=256 if kind.startswith("patches") else 0)

    one = Ready(
        "This page with its labels (zip)", lambda: page_zip(answer.page), f"page_{view.seed}.zip"
    )
    draw_set(lesson, one, whole, view.seed)


def draw_set(lesson: LessonPage, one: Ready, source: "Callable[[], Source]", seed: int) -> None:
    """Draw the download of what is shown and that of a set.

    Args:
        lesson: The page.
        one: What is shown.
        source: Returns where the set comes from; may draw a control.
        seed: Seed of the first item.
    """
    from engine.documents.export import SetPlan

    st.header("Take pages home", anchor=False)
    st.download_button(
        one.title, data=one.content, file_name=one.file, mime="application/zip",
        on_click="ignore", icon=":material/download:", key=f"{lesson.key}_one",
    )  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        fields = Parameter("count", 100, "pages in the data set", 10, MOST, step=10)
        count = int(controls.widget(lesson.key, fields, title="Items"))
        drawn = source()
        balanced = controls.switch(lesson.key, "balanced", title="Graphic on every second")
    lesson.text(CONTENTS)
    _job(lesson, SetPlan(count=count, seed=seed, balanced=balanced, source=drawn))


def _job(lesson: LessonPage, plan: "SetPlan") -> None:
    from engine.documents.export.shelf import make_zip, unfinished

    count, seed = plan.count, plan.seed

    def work(report: Report) -> str:
        return str(make_zip(plan, report=report))

    left = unfinished(plan)
    title = f"Go on after {left} of {count} items" if 0 < left < count else f"Draw {count} items"
    identity = json.dumps(plan.description(), sort_keys=True)
    path = jobs.run(lesson.key, "export", work, settings=identity, title=title)
    if path is None:
        if left and left < count:
            st.caption("An earlier run was stopped; what it drew is kept.")
        return
    finished = Path(path)
    if not finished.is_file():
        st.info("The set was cleared from the server meanwhile; reload the page to draw it again.")
        return
    st.download_button(
        f"Data set of {count} items ({finished.stat().st_size / 1e6:.1f} MB)",
        data=finished.read_bytes, file_name=f"documents_{seed}_{count}.zip",
        mime="application/zip", on_click="ignore", icon=":material/folder_zip:",
        key=f"{lesson.key}_set", type="primary",
    )  # fmt: skip
