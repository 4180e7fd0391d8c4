"""A reading as files: PAGE-XML, ALTO 4, class mask, table of lines."""

import io
import zipfile
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import UInt8
from PIL import Image

from engine.documents.export.alto import alto_xml
from engine.documents.export.description import Description
from engine.documents.export.page_xml import page_xml
from engine.documents.geometry import area, length
from engine.documents.page import PageLine
from engine.studies.page_reading import Reading

if TYPE_CHECKING:
    import pandas as pd

Size = tuple[int, int]


def described(reading: Reading, file: str, size: Size) -> Description:
    """Return the lines of a reading in px of the picture's file.

    Args:
        reading: The reading.
        file: Name of the file.
        size: Width and height of the file, which may be larger than what was read.
    """
    rows, columns = reading.mask.shape
    scale = np.array((size[0] / columns, size[1] / rows))
    lines = tuple(
        PageLine(each.polygon * scale, each.baseline * scale, each.text, each.kind)
        for each in reading.lines
    )
    return Description(file, *size, lines, tuple(each * scale for each in reading.graphics))


def mask_png(reading: Reading, size: Size) -> bytes:
    """Return the class mask (0 background, 1 text, 2 graphic) in the size of the file."""
    picture = Image.fromarray(reading.mask)
    if picture.size != size:
        picture = picture.resize(size, Image.Resampling.NEAREST)
    return png(np.asarray(picture))


def line_table(page: Description) -> "pd.DataFrame":
    """Return the lines with their boxes, baselines and heights in px."""
    import pandas as pd

    rows = []
    for number, line in enumerate(page.lines, 1):
        (left, top), (right, bottom) = line.polygon.min(0), line.polygon.max(0)
        ends = line.baseline
        rows.append(
            {
                "line": number, "left_px": left, "top_px": top, "right_px": right,
                "bottom_px": bottom, "baseline_left_px": ends[0, 1],
                "baseline_right_px": ends[-1, 1],
                "height_px": area(line.polygon) / max(1.0, length(ends)),
            }
        )  # fmt: skip
    names = ("line", "left_px", "top_px", "right_px", "bottom_px", "baseline_left_px",
             "baseline_right_px", "height_px")  # fmt: skip
    return pd.DataFrame(rows, columns=list(names)).round(1)


def reading_zip(reading: Reading, file: str, size: Size) -> bytes:
    """Return PAGE-XML, ALTO, mask and table in one zip.

    Args:
        reading: The reading.
        file: Name of the picture's file.
        size: Its width and height.
    """
    page, stem = described(reading, file, size), file.rpartition(".")[0] or file
    files = {
        f"{stem}.page.xml": page_xml(page),
        f"{stem}.alto.xml": alto_xml(page),
        f"{stem}.mask.png": mask_png(reading, size),
        f"{stem}.lines.csv": line_table(page).to_csv(index=False).encode(),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content)
    return buffer.getvalue()


def png(values: UInt8[np.ndarray, "rows columns *channels"]) -> bytes:
    """Return a picture as the bytes of a PNG."""
    buffer = io.BytesIO()
    Image.fromarray(values).save(buffer, "PNG")
    return buffer.getvalue()
