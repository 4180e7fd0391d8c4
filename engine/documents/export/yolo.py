"""YOLO segmentation labels: class and polygon of a line of the file, in shares of the picture."""

import json

import numpy as np

from engine.core.errors import IntegrityError
from engine.documents.export.description import Description
from engine.documents.page import PageLine

NAMES = ("text", "graphic")


def yolo_labels(page: Description) -> str:
    """Return the label file of one picture."""
    size = np.array((page.width, page.height), np.float64)
    outlines = [(0, line.polygon) for line in page.lines]
    outlines += [(1, graphic) for graphic in page.graphics]
    rows = []
    for kind, outline in outlines:
        shares = np.clip(outline / size, 0, 1).ravel()
        rows.append(" ".join([str(kind), *(f"{each:.6f}" for each in shares)]))
    return "".join(row + "\n" for row in rows)


def yolo_data() -> str:
    """Return the ``data.yaml`` of a set."""
    return (
        f"path: .\ntrain: images/train\nval: images/val\nnc: {len(NAMES)}\n"
        f"names: {json.dumps(list(NAMES))}\n"
    )


def read_yolo(content: str, file: str, size: tuple[int, int]) -> Description:
    """Return the polygons of a label file; baselines and text are not in this format.

    Args:
        content: The label file.
        file: File name of the picture.
        size: Width and height of the picture in px.

    Raises:
        IntegrityError: If a row is not a class and pairs of numbers.
    """
    lines, graphics = [], []
    for row in content.splitlines():
        try:
            kind, *numbers = row.split()
            outline = np.array(numbers, np.float64).reshape(-1, 2) * np.array(size, np.float64)
            index = ("0", "1").index(kind)
        except ValueError:
            raise IntegrityError(
                f"a YOLO row must be a class 0 or 1 and pairs of shares, got {row[:60]!r}"
            ) from None
        if index == 0:
            lines.append(PageLine(outline, np.zeros((0, 2))))
        else:
            graphics.append(outline)
    return Description(file, *size, tuple(lines), tuple(graphics))
