"""A visitor's scan: the upload, what was done to it, or why it cannot be read."""

import hashlib

import streamlit as st

from engine.core.errors import EngineError
from engine.studies.scan_files import ENDINGS, LONGEST_SIDE, MOST_BYTES, Scan, check_bytes
from ui import results
from ui.page import LessonPage
from ui.sections.reading_state import SCAN, Given

HELP = (
    f"JPEG, PNG, TIFF or another picture, {MOST_BYTES // 1_000_000} MB and 60 megapixels at most. "
    f"It is read at {LONGEST_SIDE} px or less; files tell px of the original. Nothing leaves this "
    "machine."
)


def pick(lesson: LessonPage) -> Given | None:
    """Draw the upload; return the scan, None until there is a sound one."""
    given = st.file_uploader(
        "Scan of a page",
        type=list(ENDINGS),
        key=f"{lesson.key}_scan",
        max_upload_size=MOST_BYTES // 1_000_000,
        help=HELP,
    )
    if given is None:
        st.info(
            "Upload a scan or a photograph of a page, one page upright in each picture. Without "
            "one at hand, choose **drawn by rules** above.",
            icon=":material/upload:",
        )
        return None
    try:
        check_bytes(given.size)
        content = given.getvalue()
        digest = hashlib.sha256(content).hexdigest()
        scan = _scan(digest, content, given.name)
    except EngineError as error:
        results.problem(error)
        return None
    for note in scan.notes:
        st.caption(note)
    said = f"{scan.name}, {scan.width} x {scan.height} px."
    return Given(scan.name, (scan.width, scan.height), scan.image, None, said, (SCAN, digest))


@st.cache_data(max_entries=6, show_spinner="Opening the scan ...")
def _scan(digest: str, _content: bytes, file: str) -> Scan:
    from engine.studies.scan_files import read_scan

    del digest  # what tells one file from another
    return read_scan(file, _content)
