"""GLUE is not on this machine: what is used instead, and the offer to download it."""

from pathlib import Path

import streamlit as st

from engine.core.jobs import Report
from engine.core.paths import data_folder
from ui import jobs
from ui.page import LessonPage


def _fetch(report: Report) -> Path:
    from engine.language.glue_download import download_glue

    return download_glue(report=report)


def draw(lesson: LessonPage) -> None:
    """Say which examples are used and offer the download; nothing where GLUE is here."""
    from engine.language.glue_download import downloaded_folder

    if data_folder() is not None or downloaded_folder().is_dir():
        return
    st.info(
        "GLUE is not on this machine, so fresh scores use the Modelarium mini set: about 100 "
        "examples of our own writing for each task, easier than GLUE. Set MODELARIUM_DATA to a "
        "folder that holds GLUE, or download it (a few megabytes, from the model hub).",
        icon=":material/info:",
    )
    done = jobs.run(
        lesson.key, "glue", _fetch, settings="glue", title="Download GLUE", heavy=False
    )
    if done is not None:
        st.success("GLUE is here now; compute the point again to use it.")
