"""One side of a comparison as pictures: a zip or many files, read in memory by the job."""

import dataclasses
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from engine.core.errors import EngineError
from engine.studies.picture_decoding import ENDINGS, MOST_PIXELS
from engine.studies.picture_files import MOST_BYTES, MOST_PICTURES, check_total
from ui import results
from ui.charts import image_grid
from ui.page import LessonPage

if TYPE_CHECKING:
    from engine.studies.own_images import OwnImages

HELP = (
    f"A zip or picture files, {MOST_BYTES // 1_000_000} MB in all. At most {MOST_PICTURES:,} "
    f"pictures of a zip and {MOST_PIXELS // 1_000_000} million pixels in each are read. Nothing "
    "is unpacked to disk, and nothing leaves this machine."
)


@dataclasses.dataclass(frozen=True, eq=False)
class Uploads:
    """Files that are there but not read yet.

    Attributes:
        files: Name and content of each.
        key: What tells them from other uploads of this session.
    """

    files: tuple[tuple[str, bytes], ...]
    key: tuple[str, ...]


def pick(lesson: LessonPage, side: str) -> Uploads | None:
    """Draw the upload of one side; return the files, None until there are some.

    Args:
        lesson: The page.
        side: ``"real"`` or ``"generated"``.
    """
    given = st.file_uploader(
        f"Pictures of {side} samples",
        type=["zip", *ENDINGS],
        accept_multiple_files=True,
        key=f"{lesson.key}_own_{side}_images",
        max_upload_size=150,
        help=HELP,
    )
    if not given:
        return None
    try:
        check_total(sum(each.size for each in given))
    except EngineError as error:
        results.problem(error)
        return None
    return Uploads(
        tuple((each.name, each.getvalue()) for each in given),
        tuple(each.file_id for each in given),
    )


def show(lesson: LessonPage, side: str, images: "OwnImages") -> None:
    """Draw the first pictures as the classifier reads them, and what was skipped."""
    shown = image_grid.to_pixels(images.shown)
    st.caption(
        f"{side.capitalize()}: {images.samples.size:,} pictures, the first {len(shown)} as the "
        "classifier reads them"
    )
    sheet = image_grid.grid(shown, 12, lesson.palette, scale=2)
    st.image(sheet, alt=f"The first {len(shown)} {side} pictures, scaled for the classifier")
    if images.skipped:
        count = len(images.skipped)
        title = f"{count:,} skipped {'file' if count == 1 else 'files'} ({side})"
        with st.expander(title, icon=":material/warning:"):
            rows = [dataclasses.asdict(each) for each in images.skipped[:1000]]
            results.table(pd.DataFrame(rows), alt=f"Skipped {side} files with reasons")
