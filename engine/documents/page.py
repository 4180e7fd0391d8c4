"""A page with everything that is known about it."""

import dataclasses

import numpy as np
from jaxtyping import Bool, Float, UInt8

from engine.core.params import Settings

CLASSES = ("background", "text", "graphic")
"""Names of the values of a class mask."""


@dataclasses.dataclass(frozen=True, eq=False)
class PageLine:
    """One line of text in the photograph.

    Attributes:
        polygon: Corners (x, y) in px around its letters.
        baseline: Points (x, y) in px, left to right.
        text: What is written; "" where that is not known.
        kind: Zone name of SegmOnto, such as "DefaultLine".
    """

    polygon: Float[np.ndarray, "corners 2"]
    baseline: Float[np.ndarray, "points 2"]
    text: str = ""
    kind: str = "DefaultLine"


@dataclasses.dataclass(frozen=True, eq=False)
class Page:
    """A photograph and its exact labels.

    Attributes:
        image: Colour picture.
        classes: Class of each pixel: 0 background, 1 text, 2 graphic.
        ink: Whether ink of a letter covers at least half of the pixel.
        lines: Lines of text in reading order.
        graphics: Outlines (x, y) of what is class 2, in px.
        seed: Seed that made it.
        settings: Settings that made it.
        font: Family that was set.
        layout: Layout that was set.
        paper: Paper that was used.
    """

    image: UInt8[np.ndarray, "rows columns 3"]
    classes: UInt8[np.ndarray, "rows columns"]
    ink: Bool[np.ndarray, "rows columns"]
    lines: tuple[PageLine, ...]
    graphics: tuple[Float[np.ndarray, "_ 2"], ...]
    seed: int
    settings: Settings
    font: str = ""
    layout: str = ""
    paper: str = ""

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in px."""
        return self.image.shape[1], self.image.shape[0]

    @property
    def class_shares(self) -> dict[str, float]:
        """Share of the pixels of each class."""
        counts = np.bincount(self.classes.ravel(), minlength=len(CLASSES))
        return {name: float(counts[k] / self.classes.size) for k, name in enumerate(CLASSES)}
