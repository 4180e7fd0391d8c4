"""Line segmenters compared on real scans of other books: what each has learnt from, and M1 to M4.

Until the comparison of networks ships, the rows are those of the classical rules alone.
"""

import dataclasses
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import numpy as np

from engine import zoo
from engine.core.errors import NotFoundError
from engine.core.random import numpy_generator
from engine.documents.evaluation import MEASURES, mean_interval
from engine.studies.line_finders import NAME as FINDERS

if TYPE_CHECKING:
    import pandas as pd

NAME = "line_rows"
GROUPS = {
    "all": "all pages", "g16": "print, 16th c.", "g17": "print, 17th c.",
    "m15": "manuscripts, 15th c.", "m18": "handwriting, 18th c.", "med": "medieval books",
}  # fmt: skip
TITLES = {
    "line_f1": "Lines, F1 (M2)", "text_iou": "Text area, IoU (M1)",
    "band_iou": "Line bands, IoU (M3)", "mean_iou": "Three classes, IoU (M4)",
}  # fmt: skip
ROWS = {
    "classical": "Rules, for lines", "classical-area": "Rules, for area",
    "procedural": "Drawn pages only", "synthetic": "Generated pages only",
    "synthetic_50_real": "Generated + 50 scans", "real": "Scans (upper bound)",
}  # fmt: skip
HELD_OUT = (
    "They are of books that taught no network. The lengths of the rules were once compared on all "
    "labelled scans, these included, which flatters them."
)
RULES_ALONE = (
    "All labelled scans. The run length of the rules was chosen on these very scans, which "
    "flatters their line score; rows of trained networks do not ship yet."
)
DRAWS = 1000
COLUMNS = ("row", "group", "measure", "value", "low", "high", "pages", "seeds")


@dataclasses.dataclass(frozen=True, eq=False)
class Comparison:
    """The rows that ship.

    Attributes:
        frame: One row for each segmenter, group and measure; see ``COLUMNS``.
        networks: Whether trained networks are among them.
        note: What a reader must know of the pages.
        pages: The measures page by page, seeds averaged.
    """

    frame: "pd.DataFrame"
    networks: bool
    note: str
    pages: "pd.DataFrame"

    def pairs(self, row: str, other: str, measure: str) -> tuple[np.ndarray, np.ndarray] | None:
        """Return a measure of two rows page by page, in the same order; None where one lacks."""
        wide = self.pages.pivot_table(index="page", columns="row", values=measure)
        if row not in wide or other not in wide:
            return None
        both = wide[[row, other]].dropna()
        return both[row].to_numpy(float), both[other].to_numpy(float)

    @staticmethod
    def interval(
        how: Callable[[np.ndarray, np.ndarray], float], both: tuple[np.ndarray, np.ndarray]
    ) -> tuple[float, float, float]:
        """Return a number of two rows and its 95 % interval, both rows on the same drawn pages."""
        first, second = both
        picks = numpy_generator(0).integers(len(first), size=(DRAWS, len(first)))
        draws = [how(first[each], second[each]) for each in picks]
        low, high = np.percentile(draws, (2.5, 97.5))
        return how(first, second), float(low), float(high)


def compared() -> Comparison | None:
    """Return what ships: networks and rules on held-out books, or rules alone; None without."""
    note, networks = HELD_OUT, True
    try:
        frame = zoo.table(NAME)
    except NotFoundError:
        try:
            frame = zoo.table(FINDERS).rename(columns={"finder": "row"})
        except NotFoundError:
            return None
        note, networks = RULES_ALONE, False
    pages = by_page(frame)
    return Comparison(from_pages(pages, seeds_of(frame)), networks, note, pages)


def by_page(frame: "pd.DataFrame") -> "pd.DataFrame":
    """Return the measures of each row and page, averaged over seeds.

    Args:
        frame: A row for each segmenter (``row``), seed and page (``page``, ``group``) with the
            columns of ``evaluation.MEASURES``.
    """
    named = frame.groupby(["row", "group", "page"], sort=False)[list(MEASURES)]
    return named.mean().reset_index()


def seeds_of(frame: "pd.DataFrame") -> dict[str, int]:
    """Return how many trainings stand behind each row."""
    if "seed" not in frame:
        return {}
    return {str(name): len(set(part["seed"])) for name, part in frame.groupby("row")}


def from_pages(pages: "pd.DataFrame", seeds: Mapping[str, int]) -> "pd.DataFrame":
    """Return means with 95 % intervals over pages, of each row, group and measure.

    Args:
        pages: What :func:`by_page` returns.
        seeds: Trainings behind each row; rows without are one.
    """
    import pandas as pd

    out = []
    for row, part in pages.groupby("row", sort=False):
        for group in ("all", *sorted(part["group"].unique())):
            chosen = part if group == "all" else part[part["group"] == group]
            for measure in TITLES:
                values = chosen[measure].to_numpy(float)
                mean, count = float(values.mean()), seeds.get(str(row), 1)
                out.append((row, group, measure, mean, *mean_interval(values), len(values), count))
    return pd.DataFrame(out, columns=list(COLUMNS))


def row_title(name: str) -> str:
    """Return a row's name for people."""
    return ROWS.get(name, name.replace("_", " "))
