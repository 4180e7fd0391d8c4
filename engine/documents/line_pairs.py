"""Pictures with what a line network learns from them: areas of the page and bands of lines."""

import dataclasses
from collections.abc import Iterable, Iterator

import numpy as np
from jaxtyping import Bool, UInt8

from engine.documents.labelled_pages import PageEntry
from engine.documents.outlines import band_map
from engine.documents.page import Page
from engine.documents.page_settings import PageSettings, varied
from engine.documents.renderer import render_page, render_patch
from engine.documents.sauvola import luminance

Grey = UInt8[np.ndarray, "rows columns"]


@dataclasses.dataclass(frozen=True, eq=False)
class Pair:
    """A picture and its labels.

    Attributes:
        image: Grey picture.
        area: 0 background, 1 text, 2 graphic.
        bands: Whether the x-height band of a line covers the pixel.
    """

    image: Grey
    area: Grey
    bands: Bool[np.ndarray, "rows columns"]


def drawn_pair(page: Page) -> Pair:
    """Return a drawn page as a pair; its bands follow the rule of the labelled scans."""
    polygons = [line.polygon for line in page.lines]
    baselines = [line.baseline for line in page.lines]
    bands = band_map(polygons, baselines, page.size) > 0
    return Pair(luminance(page.image), page.classes, bands)


def procedural_pairs(
    count: int, seed: int, side: int, *, settings: PageSettings | None = None
) -> Iterator[Pair]:
    """Yield drawn pairs, each with strengths of its own.

    Args:
        count: How many.
        seed: Seed of the first one; the others follow.
        side: Side of square patches in px; 0 gives whole pages.
        settings: How the pages look; None takes the usual ones.
    """
    base = settings or PageSettings()
    for number in range(seed, seed + count):
        own, graphic = varied(base, number), number % 3 == 0
        if side:
            yield drawn_pair(render_patch(own, number, size=side, graphic=graphic))
        else:
            yield drawn_pair(render_page(own, number, graphic=graphic))


def labelled_pairs(entries: Iterable[PageEntry]) -> Iterator[Pair]:
    """Yield labelled scans as pairs."""
    for entry in entries:
        page = entry.read()
        yield Pair(luminance(page.image), page.mask, page.bands > 0)
