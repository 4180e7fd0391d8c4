"""What a segmenter reads on a page, and which of its lines are true ones. Imports no torch.

Every segmenter answers in the same terms: a class mask, a map of lines for M2 and M3, and lines
with an outline and a baseline each.
"""

import dataclasses
import time
from typing import TYPE_CHECKING, cast

import numpy as np
from jaxtyping import Bool, Float, Integer, UInt8
from PIL import Image
from scipy import ndimage

from engine.documents.evaluation import LineFinder, Segmenter, score_page
from engine.documents.labelled_pages import LabelledPage
from engine.documents.outlines import line_map
from engine.documents.page import PageLine
from engine.documents.page_metrics import PageScore, same_lines
from engine.documents.sauvola import luminance, sauvola_ink
from engine.documents.segmenters import segmenter_named
from engine.studies.line_tracing import reading_order, traced_lines

if TYPE_CHECKING:
    from engine.documents.segment import Segmentation

CLASSICAL_SIDE = 1024
"""The classical rules count px of pages whose long side has 1024; longer ones are scaled to it."""

Picture = UInt8[np.ndarray, "rows columns 3"]
Map = Integer[np.ndarray, "rows columns"]


@dataclasses.dataclass(frozen=True, eq=False)
class Reading:
    """A page as a segmenter reads it; every map has the size of the picture.

    Attributes:
        image: The picture.
        mask: 0 background, 1 text, 2 graphic.
        bands: The map of line bands (M3).
        parts: The map whose connected parts are the lines (M2).
        labels: Number (from 1) of the line of each pixel, 0 for none.
        lines: The lines in reading order, px of the picture.
        graphics: Outlines (x, y) of graphics.
        seconds: How long it took.
    """

    image: Picture
    mask: UInt8[np.ndarray, "rows columns"]
    bands: Bool[np.ndarray, "rows columns"]
    parts: Bool[np.ndarray, "rows columns"]
    labels: Map
    lines: tuple[PageLine, ...]
    graphics: tuple[Float[np.ndarray, "_ 2"], ...]
    seconds: float


@dataclasses.dataclass(frozen=True, eq=False)
class Checked:
    """A reading beside the truth.

    Attributes:
        score: M1 to M4.
        found: For each line of the reading, whether it matches a true line.
        known: For each true line by number, whether it was found.
    """

    score: PageScore
    found: tuple[bool, ...]
    known: dict[int, bool]


def read_page(image: Picture, name: str) -> Reading:
    """Return a page as a segmenter of the registry reads it.

    Args:
        image: The picture.
        name: Name of the segmenter.

    Raises:
        NotFoundError: If there is no segmenter of this name.
    """
    return reading_of(image, segmenter_named(name).build())


def reading_of(image: Picture, segmenter: Segmenter | LineFinder) -> Reading:
    """Return a page as a segmenter reads it.

    Args:
        image: The picture.
        segmenter: Classical rules, or a network that finds bands and lines.
    """
    start = time.perf_counter()
    if not isinstance(segmenter, LineFinder):
        return _by_mask(image, segmenter, start)
    found = cast("Segmentation", segmenter.segmentation(image))
    order = reading_order(np.array([_box(each) for each in found.outlines]).reshape(-1, 4))
    lines = tuple(found.outlines[place] for place in order)
    labels = line_map([each.polygon for each in lines], (image.shape[1], image.shape[0]))
    return Reading(
        image, found.classes, found.bands > 0, found.lines > 0, labels, lines,
        tuple(found.graphics), time.perf_counter() - start,
    )  # fmt: skip


def _box(line: PageLine) -> tuple[float, ...]:
    low, high = line.polygon.min(axis=0), line.polygon.max(axis=0)
    return (*low.tolist(), *high.tolist())


def _by_mask(image: Picture, segmenter: Segmenter, start: float) -> Reading:
    """Return a reading in which each connected region of the class text is a line."""
    mask = _enlarged(segmenter(_reduced(image)), image.shape[:2])
    text = mask == 1
    labels, _ = ndimage.label(text, np.ones((3, 3)))
    lines, numbered = traced_lines(labels, sauvola_ink(luminance(image)))
    return Reading(image, mask, text, text, numbered, lines, (), time.perf_counter() - start)


def _reduced(image: Picture) -> UInt8[np.ndarray, "_ _ 3"]:
    rows, columns = image.shape[:2]
    if max(rows, columns) <= CLASSICAL_SIDE:
        return image
    share = CLASSICAL_SIDE / max(rows, columns)
    size = (max(1, round(columns * share)), max(1, round(rows * share)))
    return np.asarray(Image.fromarray(image).resize(size, Image.Resampling.BOX))


def _enlarged(
    mask: UInt8[np.ndarray, "_ _"], shape: tuple[int, ...]
) -> UInt8[np.ndarray, "rows columns"]:
    if mask.shape == shape:
        return mask
    return np.asarray(Image.fromarray(mask).resize((shape[1], shape[0]), Image.Resampling.NEAREST))


def check(reading: Reading, truth: LabelledPage) -> Checked:
    """Return how a reading stands to the truth of its page.

    Args:
        reading: The reading.
        truth: The page with its labels, of the same size.

    Raises:
        EngineError: If they have different sizes.
    """
    score = score_page(reading.mask, truth, reading.parts, reading.bands)
    own, other = same_lines(reading.labels, truth.lines, truth.ink)
    hit, met = set(own.tolist()), set(other.tolist())
    numbers = np.unique(truth.lines[truth.lines > 0]).tolist()
    return Checked(
        score,
        tuple(number in hit for number in range(1, len(reading.lines) + 1)),
        {number: number in met for number in numbers},
    )
