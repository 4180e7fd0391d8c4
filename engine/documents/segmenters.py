"""The segmenters that a page can be given to, by name."""

import dataclasses
from collections.abc import Callable

import numpy as np

from engine.core.errors import unknown_name
from engine.documents.classical import ClassicalSegmenter


@dataclasses.dataclass(frozen=True)
class SegmenterEntry:
    """A segmenter that can be built.

    Attributes:
        name: Name on the command line.
        title: Name for people.
        build: Makes it; a trained one is loaded here.
    """

    name: str
    title: str
    build: Callable[[], Callable[[np.ndarray], np.ndarray]]


SEGMENTERS = (
    SegmenterEntry("classical", "Sauvola + RLSA, for lines", ClassicalSegmenter),
    SegmenterEntry(
        "classical-area", "Sauvola + RLSA, for area",
        lambda: ClassicalSegmenter(shortest=1, dilation=17),
    ),
)  # fmt: skip


def segmenter_named(name: str) -> SegmenterEntry:
    """Return a segmenter's entry.

    Raises:
        NotFoundError: If there is none of this name.
    """
    for each in SEGMENTERS:
        if each.name == name:
            return each
    raise unknown_name("segmenter", name, [each.name for each in SEGMENTERS])
