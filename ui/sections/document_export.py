"""Takes pages home: this one at once, a whole data set as a job that can be resumed."""

import streamlit as st

from engine.core.jobs import Report
from engine.core.params import Parameter
from ui import controls, jobs
from ui.page import LessonPage
from ui.sections.document_state import DocumentView, Drawn

MOST = 2000
CONTENTS = (
    "Each item: picture, class mask, PAGE-XML, ALTO 4 and YOLO labels; for the set COCO, a "
    "manifest with every seed, and a split of 90 to 10."
)


def draw(lesson: LessonPage, view: DocumentView, answer: Drawn) -> None:
    """Draw the downloads of pages."""
    from engine.documents.export import ProceduralSource, SetPlan
    from engine.documents.export.shelf import make_zip, unfinished
    from engine.documents.export.single import page_zip

    st.header("Take pages home", anchor=False)
    st.download_button(
        "This page with its labels (zip)",
        data=lambda: page_zip(answer.page),
        file_name=f"page_{view.seed}.zip", mime="application/zip", on_click="ignore",
        icon=":material/download:", key=f"{lesson.key}_one",
    )  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        fields = Parameter("count", 100, "pages in the data set", 10, MOST, step=10)
        count = int(controls.widget(lesson.key, fields, title="Items"))
        kind = controls.choice(
            lesson.key, "items", ("patches of 256 px", "whole pages"),
            default="patches of 256 px", title="Item",
        )  # fmt: skip
        balanced = controls.switch(lesson.key, "balanced", title="Graphic on every second")
    lesson.text(CONTENTS)
    source = ProceduralSource(view.settings, patch=256 if kind.startswith("patches") else 0)
    plan = SetPlan(count=count, seed=view.seed, balanced=balanced, source=source)

    def work(report: Report) -> str:
        return str(make_zip(plan, report=report))

    left = unfinished(plan)
    title = f"Go on after {left} of {count} items" if 0 < left < count else f"Draw {count} items"
    path = jobs.run(lesson.key, "export", work, settings=plan, title=title)
    if path is None:
        if left and left < count:
            st.caption("An earlier run was stopped; what it drew is kept.")
        return
    from pathlib import Path

    finished = Path(path)
    if not finished.is_file():
        st.info("The set was cleared from the server meanwhile; reload the page to draw it again.")
        return
    st.download_button(
        f"Data set of {count} items ({finished.stat().st_size / 1e6:.1f} MB)",
        data=finished.read_bytes, file_name=f"documents_{view.seed}_{count}.zip",
        mime="application/zip", on_click="ignore", icon=":material/folder_zip:",
        key=f"{lesson.key}_set", type="primary",
    )  # fmt: skip
