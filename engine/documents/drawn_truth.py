"""A drawn page as a labelled one: what segmenters are scored on where the truth is exact."""

import numpy as np

from engine.documents.labelled_pages import LabelledPage
from engine.documents.outlines import band_map, line_map
from engine.documents.page import Page


def as_labelled(page: Page) -> LabelledPage:
    """Return a drawn page with the maps that a labelled scan has."""
    polygons = [line.polygon for line in page.lines]
    baselines = [line.baseline for line in page.lines]
    lines = line_map(polygons, page.size).astype(np.int64)
    bands = band_map(polygons, baselines, page.size).astype(np.int64)
    stem = f"drawn_{page.layout}_{page.seed}"
    ink = page.ink & (lines > 0)
    return LabelledPage(stem, "drawn", page.layout, page.image, page.classes, lines, bands, ink)
