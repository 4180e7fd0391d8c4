"""Scores a segmenter on labelled pages: M1 to M4, averaged over pages, by group and overall."""

import dataclasses
from collections.abc import Callable, Sequence
from typing import Any, Protocol, runtime_checkable

import numpy as np
from jaxtyping import Float, Integer, UInt8

from engine.core.errors import EngineError
from engine.core.jobs import Report
from engine.core.random import numpy_generator
from engine.documents.labelled_pages import LabelledPage, PageEntry
from engine.documents.page_metrics import PageScore, f1_of, line_score, mean_overlap, overlap

Segmenter = Callable[[np.ndarray], np.ndarray]
"""From a colour picture (rows, columns, 3) to its class mask (rows, columns), both uint8."""


@runtime_checkable
class Found(Protocol):
    """What a segmenter that tells bands from areas finds on a page."""

    @property
    def classes(self) -> UInt8[np.ndarray, "rows columns"]:
        """Class mask."""
        ...

    @property
    def bands(self) -> np.ndarray:
        """Band map (bool)."""
        ...

    @property
    def lines(self) -> Integer[np.ndarray, "rows columns"]:
        """Line map; lines do not touch."""
        ...


@runtime_checkable
class LineFinder(Protocol):
    """A segmenter that makes a line map and a band map beside its class mask."""

    def segmentation(self, image: np.ndarray) -> Found:
        """Return what is found on a picture."""
        ...


MEASURES = (
    "text_iou", "text_f1", "line_precision", "line_recall", "line_f1", "band_iou", "mean_iou",
)  # fmt: skip


@dataclasses.dataclass(frozen=True)
class ScoredPage:
    """A page's name and scores.

    Attributes:
        stem: File name without ending.
        group: Kind and century.
        book: Document.
        score: Its measures.
    """

    stem: str
    group: str
    book: str
    score: PageScore

    @property
    def values(self) -> dict[str, float]:
        """The measures by name."""
        lines = self.score.lines
        return {
            "text_iou": self.score.text_iou, "text_f1": self.score.text_f1,
            "line_precision": lines.precision, "line_recall": lines.recall, "line_f1": lines.f1,
            "band_iou": self.score.band_iou, "mean_iou": self.score.mean_iou,
        }  # fmt: skip


@dataclasses.dataclass(frozen=True)
class Evaluation:
    """Scores of many pages.

    Attributes:
        pages: The pages.
    """

    pages: tuple[ScoredPage, ...]

    def means(self, group: str | None = None) -> dict[str, float]:
        """Return each measure's mean over the pages of a group, or over all."""
        rows = [each.values for each in self.pages if group in (None, each.group)]
        return {name: float(np.mean([row[name] for row in rows])) for name in MEASURES}

    def interval(self, measure: str, *, draws: int = 1000, seed: int = 0) -> tuple[float, float]:
        """Return the 95 % bootstrap interval, over pages, of a measure's mean."""
        values = np.array([each.values[measure] for each in self.pages])
        return mean_interval(values, draws=draws, seed=seed)

    def report(self) -> dict[str, Any]:
        """Return pages, means and intervals, ready for JSON."""
        groups = sorted({each.group for each in self.pages})
        counts = {g: sum(each.group == g for each in self.pages) for g in groups}
        return {
            "groups": {g: {"pages": counts[g], **_rounded(self.means(g))} for g in groups},
            "overall": {
                "pages": len(self.pages),
                **_rounded(self.means()),
                "intervals": {
                    name: [round(each, 4) for each in self.interval(name)] for name in MEASURES
                },
            },
        }


def mean_interval(
    values: Float[np.ndarray, " pages"], *, draws: int = 1000, seed: int = 0
) -> tuple[float, float]:
    """Return the 95 % bootstrap interval of a mean."""
    picks = numpy_generator(seed).integers(len(values), size=(draws, len(values)))
    low, high = np.percentile(values[picks].mean(axis=1), (2.5, 97.5))
    return float(low), float(high)


def _rounded(values: dict[str, float]) -> dict[str, float]:
    return {name: round(value, 4) for name, value in values.items()}


def score_page(
    predicted: UInt8[np.ndarray, "rows columns"],
    page: LabelledPage,
    line_map: np.ndarray | None = None,
    band_map: np.ndarray | None = None,
) -> PageScore:
    """Return M1 to M4 of one page.

    Args:
        predicted: Class mask.
        page: The labelled page.
        line_map: Map of lines that do not touch, for M2; without it the text area serves.
        band_map: Map of bands, for M3; without it the line map serves.

    Raises:
        EngineError: If the mask has another size than the page.
    """
    if predicted.shape != page.mask.shape:
        raise EngineError(
            f"a mask must be as large as its page {page.mask.shape}, got {predicted.shape}"
        )
    text, true = predicted == 1, page.mask == 1
    lines = text if line_map is None else line_map > 0
    bands = lines if band_map is None else band_map > 0
    area = overlap(text, true)
    return PageScore(
        text_iou=area,
        text_f1=f1_of(area),
        lines=line_score(lines, page.lines, page.ink),
        band_iou=overlap(bands, page.bands > 0),
        mean_iou=mean_overlap(predicted, page.mask),
    )


def score_with(segmenter: Segmenter | LineFinder, page: LabelledPage) -> PageScore:
    """Return M1 to M4 of one page for a segmenter of either kind."""
    if isinstance(segmenter, LineFinder):
        found = segmenter.segmentation(page.image)
        return score_page(found.classes, page, found.lines, found.bands)
    return score_page(segmenter(page.image), page)


def evaluate(
    segmenter: Segmenter | LineFinder,
    entries: Sequence[PageEntry],
    *,
    report: Report | None = None,
) -> Evaluation:
    """Return the scores of a segmenter.

    Args:
        segmenter: What is scored.
        entries: Labelled pages.
        report: Progress and stop.
    """
    scored = []
    for number, entry in enumerate(entries):
        if report is not None:
            report(number / len(entries), f"page {number + 1} of {len(entries)}: {entry.stem}")
        page = entry.read()
        score = score_with(segmenter, page)
        scored.append(ScoredPage(page.stem, page.group, page.book, score))
    return Evaluation(tuple(scored))
