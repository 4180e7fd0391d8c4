"""Lines without learning: Sauvola ink, runs smeared along the line (RLSA), dilation."""

import dataclasses

import numpy as np
from jaxtyping import Bool, UInt8
from scipy import ndimage

from engine.core.params import Settings, param
from engine.documents.sauvola import luminance, sauvola_ink


@dataclasses.dataclass(frozen=True)
class ClassicalSegmenter(Settings):
    """Sauvola and run-length smearing; the class graphic is beyond it.

    ``dilation`` 5 finds lines, 17 finds blocks of text: the sheet's two rows of 1024 px pages.
    Where letters of neighbouring lines meet, the smeared rows between the lines are short:
    ``shortest`` cuts them.
    """

    window: int = param(41, 3, 101, "window of the threshold, px, odd", step=2)
    share: float = param(0.2, 0.0, 0.6, "k of Sauvola", step=0.02)
    run: int = param(25, 1, 80, "longest gap that is filled along a line, px", step=1)
    shortest: int = param(25, 1, 80, "runs below this length are dropped, px", step=1)
    dilation: int = param(5, 1, 40, "height of the vertical dilation, px", step=1)
    smallest: int = param(0, 0, 500, "ink components below this area are dropped, px", step=5)

    name = "classical"

    def __call__(
        self, image: UInt8[np.ndarray, "rows columns 3"]
    ) -> UInt8[np.ndarray, "rows columns"]:
        """Return the class mask of a picture: 0 background, 1 text."""
        ink = sauvola_ink(luminance(image), window=self.window | 1, share=self.share)
        if self.smallest:
            ink = without_specks(ink, self.smallest)
        runs = long_runs(smear(ink, self.run), self.shortest)
        return ndimage.maximum_filter1d(runs.astype(np.uint8), self.dilation, axis=0)


def smear(ink: Bool[np.ndarray, "rows columns"], longest: int) -> Bool[np.ndarray, "rows columns"]:
    """Return the ink with gaps of at most ``longest`` px between ink of a row filled."""
    columns = np.arange(ink.shape[1])
    left = np.maximum.accumulate(np.where(ink, columns, -(10**6)), axis=1)
    right = np.where(ink, columns, 10**6)[:, ::-1]
    right = np.minimum.accumulate(right, axis=1)[:, ::-1]
    return ink | (right - left - 1 <= longest)


def long_runs(
    mask: Bool[np.ndarray, "rows columns"], shortest: int
) -> Bool[np.ndarray, "rows columns"]:
    """Return the mask without horizontal runs of fewer than ``shortest`` px."""
    padded = np.pad(mask, ((0, 0), (1, 1))).astype(np.int8)
    change = np.diff(padded, axis=1)
    row, start = np.nonzero(change == 1)
    _, end = np.nonzero(change == -1)
    kept = end - start >= shortest
    steps = np.zeros((mask.shape[0], mask.shape[1] + 1), np.int8)
    steps[row[kept], start[kept]] = 1
    steps[row[kept], end[kept]] -= 1
    return steps[:, :-1].cumsum(axis=1) > 0


def without_specks(
    ink: Bool[np.ndarray, "rows columns"], smallest: int
) -> Bool[np.ndarray, "rows columns"]:
    """Return the ink without connected components of fewer than ``smallest`` px."""
    labels, count = ndimage.label(ink, np.ones((3, 3)))
    if not count:
        return ink
    sizes = np.bincount(labels.ravel())
    sizes[0] = 0
    return (sizes >= smallest)[labels]
