"""The segmenters that a page can be given to, by name."""

import dataclasses
import functools
from collections.abc import Callable

from engine import zoo
from engine.core.errors import unknown_name
from engine.documents.classical import ClassicalSegmenter
from engine.documents.evaluation import LineFinder, Segmenter


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
    build: Callable[[], Segmenter | LineFinder]


SEGMENTERS = (
    SegmenterEntry("classical", "Sauvola + RLSA, for lines", ClassicalSegmenter),
    SegmenterEntry(
        "classical-area", "Sauvola + RLSA, for area",
        lambda: ClassicalSegmenter(shortest=1, dilation=17),
    ),
)  # fmt: skip


def segmenters() -> tuple[SegmenterEntry, ...]:
    """Return every segmenter, the default first: the shipped networks, then the classical ones.

    The default is the first network that no label of a scan has taught.
    """
    return (*_networks(), *SEGMENTERS)


def _networks() -> tuple[SegmenterEntry, ...]:
    if not zoo.cards("line_network"):
        return ()
    from engine.documents.line_segmenter import network_names, network_segmenter

    return tuple(
        SegmenterEntry(name, zoo.card(name).title, functools.partial(network_segmenter, name))
        for name in network_names()
    )


def segmenter_named(name: str) -> SegmenterEntry:
    """Return a segmenter's entry.

    Raises:
        NotFoundError: If there is none of this name.
    """
    known = segmenters()
    for each in known:
        if each.name == name:
            return each
    raise unknown_name("segmenter", name, [each.name for each in known])
