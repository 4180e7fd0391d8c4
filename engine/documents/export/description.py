"""What the formats say about a page, and nothing that they do not."""

import dataclasses

import numpy as np
from jaxtyping import Float

from engine.documents.page import Page, PageLine


@dataclasses.dataclass(frozen=True, eq=False)
class Description:
    """The labels of one picture.

    Attributes:
        file: File name of the picture.
        width: In px.
        height: In px.
        lines: Lines of text.
        graphics: Outlines of graphics, (x, y) in px.
    """

    file: str
    width: int
    height: int
    lines: tuple[PageLine, ...]
    graphics: tuple[Float[np.ndarray, "_ 2"], ...] = ()


def described(page: Page, file: str) -> Description:
    """Return the labels of a drawn page under a file name."""
    width, height = page.size
    return Description(file, width, height, page.lines, page.graphics)


def whole(points: Float[np.ndarray, "n 2"], size: tuple[int, int]) -> list[tuple[int, int]]:
    """Return points in whole px inside the picture, repeated ones left out.

    PAGE and ALTO readers expect whole numbers; at most half a px is lost.
    """
    width, height = size
    x = np.clip(np.rint(points[:, 0]), 0, width).astype(int).tolist()
    y = np.clip(np.rint(points[:, 1]), 0, height).astype(int).tolist()
    out: list[tuple[int, int]] = []
    for point in zip(x, y, strict=True):
        if not out or out[-1] != point:
            out.append(point)
    # the schemas want two points at least, even of a line that is one px long
    return out if len(out) > 1 else out * 2


def bounds(points: list[tuple[int, int]]) -> tuple[int, int, int, int]:
    """Return left, top, width and height of points."""
    x, y = [each[0] for each in points], [each[1] for each in points]
    return min(x), min(y), max(x) - min(x), max(y) - min(y)


def hull_box(outlines: list[list[tuple[int, int]]], size: tuple[int, int]) -> tuple[int, ...]:
    """Return left, top, width and height of all outlines, or of the picture without any."""
    points = [point for outline in outlines for point in outline]
    return bounds(points) if points else (0, 0, *size)
