"""From bands to lines: baseline and outline of each by the rule that bands are made with.

A band reaches from 0.5 h above the baseline to 0.05 h below it, so its height gives h. The outline
reaches from ``ABOVE`` h over the baseline to ``BELOW`` h under it, but never into what lies nearer
to the band of another line.
"""

import numpy as np
from jaxtyping import Float, Int
from PIL import Image, ImageDraw
from scipy import ndimage

from engine.documents.outlines import BAND_ABOVE, BAND_BELOW

ABOVE, BELOW = 0.72, 0.28
SPACING = 8
"""Columns between two points of an outline, px of the working scale."""

Numbers = Int[np.ndarray, "rows columns"]
Points = Float[np.ndarray, "_ 2"]


def baselines(numbers: Numbers) -> dict[int, tuple[Points, float]]:
    """Return for each line its baseline and its height h, both in px.

    Args:
        numbers: Bands, numbered by line.
    """
    out = {}
    for number, box in enumerate(ndimage.find_objects(numbers), 1):
        if box is None:
            continue
        inside = numbers[box] == number
        filled = np.flatnonzero(inside.any(0))
        heights = inside.sum(0)[filled]
        lowest = inside.shape[0] - inside[::-1].argmax(0)[filled]
        tall = float(np.median(heights)) / (BAND_ABOVE + BAND_BELOW)
        window = max(3, int(tall) | 1)
        smooth = ndimage.median_filter(lowest.astype(np.float64), window, mode="nearest")
        smooth = ndimage.uniform_filter1d(smooth, window, mode="nearest")
        wide = inside.shape[1]
        x = np.unique(np.r_[np.arange(0, wide, SPACING), wide]).astype(np.float64)
        y = np.interp(x - 0.5, filled, smooth) - BAND_BELOW * tall
        out[number] = (np.stack((x + box[1].start, y + box[0].start), axis=1), tall)
    return out


def line_areas(numbers: Numbers, found: dict[int, tuple[Points, float]]) -> Numbers:
    """Return the lines in their full height, none reaching nearer to another band.

    Args:
        numbers: Bands, numbered by line.
        found: Baseline and height of each line.
    """
    if not found:
        return numbers
    place = ndimage.distance_transform_edt(
        numbers == 0, return_distances=False, return_indices=True
    )
    nearest = numbers[place[0], place[1]]
    out = np.zeros_like(numbers)
    rows, columns = numbers.shape
    for number, (base, tall) in found.items():
        above, below = np.array((0, ABOVE * tall)), np.array((0, BELOW * tall))
        outline = np.concatenate((base - above, base[::-1] + below))
        left, top = np.maximum(0, np.floor(outline.min(0))).astype(int)
        right, bottom = np.ceil(outline.max(0)).astype(int) + 1
        box = (slice(top, min(rows, bottom)), slice(left, min(columns, right)))
        picture = Image.new("1", (right - left, bottom - top))
        ImageDraw.Draw(picture).polygon([tuple(p) for p in (outline - (left, top)).tolist()], 1)
        shape = nearest[box].shape
        inside = np.asarray(picture)[: shape[0], : shape[1]] | (numbers[box] == number)
        out[box][inside & (nearest[box] == number)] = number
    return out


def outline_of(inside: np.ndarray, corner: tuple[int, int]) -> Points:
    """Return the outline (x, y) of a line from the topmost and lowest pixels of its columns.

    Args:
        inside: Its pixels in a box.
        corner: Column and row of the box.
    """
    filled = np.flatnonzero(inside.any(0))
    at = filled[np.unique(np.r_[np.arange(0, len(filled), SPACING), len(filled) - 1])]
    top = inside[:, at].argmax(0)
    low = inside.shape[0] - inside[::-1][:, at].argmax(0)
    x = at.astype(np.float64) + 0.5
    x[0], x[-1] = filled[0], filled[-1] + 1
    if len(at) == 1:
        x, top, low = np.r_[filled[0], filled[0] + 1.0], np.r_[top, top], np.r_[low, low]
    upper, lower = np.stack((x, top), axis=1), np.stack((x, low), axis=1)
    return np.concatenate((upper, lower[::-1])) + np.array(corner, np.float64)
