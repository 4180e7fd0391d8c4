"""Pictures with what a line network learns from them: areas of the page and bands of lines."""

import dataclasses
from collections.abc import Iterable, Iterator

import numpy as np
from jaxtyping import Bool, UInt8
from PIL import Image

from engine.documents.export.source import Source
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


def drawn_pair(page: Page, *, larger: int = 1) -> Pair:
    """Return a page whose lines are known as a pair; bands follow the rule of the labelled scans.

    Args:
        page: The page.
        larger: By how much it is enlarged.
    """
    polygons = [line.polygon * larger for line in page.lines]
    baselines = [line.baseline * larger for line in page.lines]
    size = (larger * page.size[0], larger * page.size[1])
    bands = band_map(polygons, baselines, size) > 0
    image = Image.fromarray(luminance(page.image)).resize(size, Image.Resampling.BICUBIC)
    area = page.classes.repeat(larger, axis=0).repeat(larger, axis=1)
    return Pair(np.asarray(image), area, bands)


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


def generated_pairs(source: Source, count: int, seed: int, *, larger: int = 2) -> Iterator[Pair]:
    """Yield generated squares as pairs; lines and bands follow from the label by its rule.

    Args:
        source: A generator with its clusters, such as
            :class:`engine.documents.export.generated_source.GeneratedSource`.
        count: How many.
        seed: Seed of the first one; the others follow.
        larger: By how much they are enlarged: the generator has seen pages of half the working
            scale.
    """
    for number in range(seed, seed + count):
        yield drawn_pair(source(number, graphic=False), larger=larger)


def labelled_pairs(entries: Iterable[PageEntry]) -> Iterator[Pair]:
    """Yield labelled scans as pairs."""
    for entry in entries:
        page = entry.read()
        yield Pair(luminance(page.image), page.mask, page.bands > 0)
