"""A generated picture to read, with the label of its own pass in the place of the truth."""

import functools

import numpy as np
from PIL import Image

from engine.core.errors import NotFoundError
from engine.documents.activations import Look
from engine.documents.drawn_truth import as_labelled
from engine.documents.export.generated_source import GeneratedSource
from engine.documents.generated import PageLabeller
from engine.documents.labelled_pages import LabelledPage
from engine.documents.page_generators import load_page_generator
from engine.documents.shipped_clusters import shipped_clusters, shipped_counts
from engine.documents.shipped_generators import page_generators

LEAST_SIDE = 128
"""Smaller pictures are enlarged to it: their lines are as high as those of a page then."""


@functools.lru_cache(maxsize=2)
def shipped_labeller() -> PageLabeller:
    """Return the shipped generator of pages with the most clusters that ship for it.

    Raises:
        NotFoundError: If no generator ships, or no clusters for it.
    """
    for name in page_generators():
        made = load_page_generator(name)
        counts = shipped_counts(made)
        if counts:
            shipped = shipped_clusters(made, counts[-1])
            return shipped.clusters.labeller(made, shipped.curated)
    raise NotFoundError(
        "a generator of pages and its clusters must ship, got none; run "
        "python -m training.document_clusters, or read a drawn page"
    )


def generated_page(
    seed: int, *, truncation: float = 0.8, labeller: PageLabeller | None = None
) -> LabelledPage:
    """Return a generated picture with the label of the same pass.

    Args:
        seed: Seed.
        truncation: 1 leaves the styles, 0 is the average.
        labeller: Generator, clusters and map; None takes what ships.

    Raises:
        NotFoundError: If none ships.
        EngineError: If every draw of the seed is dropped.
    """
    source = GeneratedSource(labeller or shipped_labeller(), Look(truncation=truncation))
    return enlarged(as_labelled(source(seed, graphic=False)))


def enlarged(page: LabelledPage) -> LabelledPage:
    """Return a small page with its labels a whole number of times as large."""
    times = max(1, -(-LEAST_SIDE // min(page.mask.shape)))
    if times == 1:
        return page
    rows, columns = (times * each for each in page.mask.shape)
    picture = Image.fromarray(page.image).resize((columns, rows), Image.Resampling.BICUBIC)
    maps = (
        each.repeat(times, axis=0).repeat(times, axis=1)
        for each in (page.mask, page.lines, page.bands, page.ink)
    )
    stem = page.stem.replace("drawn_", "", 1)
    return LabelledPage(stem, "generated", page.book, np.asarray(picture), *maps)
