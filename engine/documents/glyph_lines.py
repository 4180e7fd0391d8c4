"""From ink of letters to lines: polygon and baseline of each, for labels that know no lines.

The label of a generated picture says which pixels are ink of text. Lines follow by one rule:
smeared along the line, the ink has a ridge for each line; ink belongs to the ridge that is
nearest; the polygon encloses that ink and the baseline follows the lower edge of the ridge. The
band of such a line is then that of :func:`engine.documents.outlines.band`, as for scans.
"""

import dataclasses

import numpy as np
from jaxtyping import Bool, Float, Integer
from scipy import ndimage

from engine.core.params import Settings, param
from engine.documents.page import PageLine

Ink = Bool[np.ndarray, "rows columns"]
Lines = Integer[np.ndarray, "rows columns"]


@dataclasses.dataclass(frozen=True)
class GlyphLines(Settings):
    """Lines of a mask of letters.

    All lengths follow from ``pitch``, the usual distance of two lines.
    """

    pitch: float = param(12.0, 4.0, 120.0, "distance of neighbouring lines, px", step=0.5)
    along: float = param(0.7, 0.1, 3.0, "smear along the line / pitch", step=0.05)
    across: float = param(0.1, 0.02, 0.5, "smear across the line / pitch", step=0.01)
    weakest: float = param(0.05, 0.0, 0.9, "smeared ink below this is no line", step=0.01)
    reach: float = param(2.0, 0.0, 20.0, "columns that share their height / pitch", step=0.1)
    margin: float = param(0.2, 0.0, 0.5, "margin around the letters / pitch", step=0.01)
    shortest: float = param(0.8, 0.1, 5.0, "width of the shortest line / pitch", step=0.1)

    def ridges(self, ink: Ink) -> Lines:
        """Return the number (from 1) of the ridge that covers each pixel, 0 for none."""
        sigma = (self.across * self.pitch, self.along * self.pitch)
        dense = ndimage.gaussian_filter(ink.astype(np.float32), sigma, mode="constant")
        size = max(3, round(1.1 * self.pitch) | 1)
        high = ndimage.maximum_filter1d(dense, size, axis=0)
        low = ndimage.minimum_filter1d(dense, size, axis=0)
        core = (dense >= (high + low) / 2) & (high - low >= self.weakest)
        labels, _ = ndimage.label(core)
        out = np.zeros(ink.shape, np.int64)
        for number, box in enumerate(ndimage.find_objects(labels), 1):
            own = labels[box] == number
            width = box[1].stop - box[1].start
            if width >= self.shortest * self.pitch and (own & ink[box]).any():
                out[box][own] = out.max() + 1
        return out

    def __call__(self, ink: Ink) -> tuple[PageLine, ...]:
        """Return the lines of a picture, from the top."""
        cores = self.ridges(ink)
        if not cores.any():
            return ()
        # rows count twice: ink above a line's end belongs to the line below it, not beside it
        distance, (rows, columns) = ndimage.distance_transform_edt(
            cores == 0, sampling=(2, 1), return_indices=True
        )
        near = distance <= 1.2 * self.pitch
        owner = np.where(ink & near, cores[rows, columns], 0)
        lines = [self._line(cores == n, owner == n) for n in range(1, int(cores.max()) + 1)]
        return tuple(sorted((e for e in lines if e is not None), key=_height))

    def _line(self, core: Ink, ink: Ink) -> PageLine | None:
        reached = np.flatnonzero(ink.any(axis=0))
        if not len(reached):
            return None
        first, last = int(reached[0]), int(reached[-1])
        columns = np.arange(first, last + 1)
        lower = np.where(core.any(axis=0), len(core) - core[::-1].argmax(axis=0), -1)
        known = np.flatnonzero(lower >= 0)
        base = np.interp(columns + 0.5, known + 0.5, lower[known].astype(np.float64))
        base = ndimage.uniform_filter1d(base, 2 * round(0.5 * self.pitch) + 1, mode="nearest")
        above, below = self._extents(ink[:, first : last + 1], base)
        step = max(1, round(0.35 * self.pitch))
        at = np.unique(np.r_[np.arange(0, len(columns), step), len(columns) - 1])
        x = columns[at] + np.where(at == len(columns) - 1, 1.0, 0.0)
        upper = np.column_stack((x, np.clip(base[at] - above[at], 0, len(core))))
        under = np.column_stack((x, np.clip(base[at] + below[at], 0, len(core))))
        return PageLine(np.concatenate((upper, under[::-1])), np.column_stack((x, base[at])))

    def _extents(
        self, ink: Ink, base: Float[np.ndarray, " columns"]
    ) -> tuple[Float[np.ndarray, " columns"], Float[np.ndarray, " columns"]]:
        """Return how far a line reaches above and below its baseline: nowhere less than x-height
        and a margin, as people outline lines.
        """  # noqa: D205 - one sentence
        here = ink.any(axis=0)
        reach = 2 * round(self.reach * self.pitch) + 1
        top = np.where(here, base - ink.argmax(axis=0), 0.0)
        bottom = np.where(here, len(ink) - ink[::-1].argmax(axis=0) - base, 0.0)
        above = np.maximum(ndimage.maximum_filter1d(top, reach), 0.4 * self.pitch)
        below = np.maximum(ndimage.maximum_filter1d(bottom, reach), 0.0)
        margin = self.margin * self.pitch
        return above + margin, below + margin


def _height(line: PageLine) -> float:
    return float(line.baseline[:, 1].mean())


def column_outlines(mask: Ink) -> tuple[Float[np.ndarray, "corners 2"], ...]:
    """Return a polygon for each connected region: its highest and lowest pixel of each column.

    Args:
        mask: Regions without lines, such as graphics.
    """
    labels, _ = ndimage.label(mask, np.ones((3, 3)))
    out = []
    for number, (rows, columns) in enumerate(ndimage.find_objects(labels), 1):
        own = labels[rows, columns] == number
        x = np.arange(columns.start, columns.stop + 1, dtype=np.float64)
        top = rows.start + own.argmax(axis=0)
        bottom = rows.stop - own[::-1].argmax(axis=0)
        upper = np.column_stack((x, np.r_[top, top[-1]]))
        lower = np.column_stack((x, np.r_[bottom, bottom[-1]]))[::-1]
        out.append(np.concatenate((upper, lower)))
    return tuple(out)
