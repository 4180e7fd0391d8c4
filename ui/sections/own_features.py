"""One side of a comparison as a file of features: checked and read as soon as it is there."""

import streamlit as st

from engine.core.errors import EngineError
from engine.studies.sample_set import MOST_ROWS, SampleSet
from ui import results
from ui.page import LessonPage

HELP = (
    "One row for each sample: npz or npy (an array named features, no pickle), parquet, CSV or "
    f"TSV. Of more than {MOST_ROWS:,} rows a seeded sample is taken. The file stays on this "
    "machine."
)


@st.cache_resource(max_entries=4, show_spinner="Reading the features")
def _read(file_id: str, _content: bytes, file: str) -> SampleSet:
    from engine.studies.own_features import read_features

    del file_id  # what tells one upload from another
    return read_features(_content, file)


def pick(lesson: LessonPage, side: str) -> SampleSet | None:
    """Draw the upload of one side; return its features, None until there is a sound file.

    Args:
        lesson: The page.
        side: ``"real"`` or ``"generated"``.
    """
    from engine.studies.own_features import ENDINGS, check_size

    given = st.file_uploader(
        f"Features of {side} samples",
        type=list(ENDINGS),
        key=f"{lesson.key}_own_{side}_features",
        max_upload_size=150,
        help=HELP,
    )
    if given is None:
        return None
    try:
        check_size(given.name, given.size)
        found = _read(given.file_id, given.getvalue(), given.name)
    except (EngineError, ValueError) as error:
        results.problem(error)
        return None
    st.caption(f"{found.size:,} samples of {found.features.shape[1]:,} values")
    for note in found.notes:
        st.info(note, icon=":material/info:")
    return found
