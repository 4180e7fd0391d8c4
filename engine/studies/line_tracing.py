"""Lines from a map of numbered regions: an outline and a baseline of each, in reading order."""

import itertools

import numpy as np
from jaxtyping import Bool, Float, Integer
from scipy import ndimage

from engine.documents.page import PageLine

STEP = 8
"""Columns, in px, that share one corner above and one below."""
WIDE = 0.6
"""A line wider than this share of the text ends the columns above it."""

Boxes = Float[np.ndarray, "lines 4"]


def traced_lines(
    labels: Integer[np.ndarray, "rows columns"], ink: Bool[np.ndarray, "rows columns"]
) -> tuple[tuple[PageLine, ...], Integer[np.ndarray, "rows columns"]]:
    """Return the lines of a map in reading order, and the map numbered in that order.

    The outline goes along the region. The baseline runs through the median of the lowest ink in
    pieces three times as wide as the region is high, so that descenders do not pull it down.

    Args:
        labels: Number of the region of each pixel, 0 for none.
        ink: Ink of the page.
    """
    numbers, lines, boxes = [], [], []
    for number, box in enumerate(ndimage.find_objects(labels), 1):
        if box is None:
            continue
        region = labels[box] == number
        corner = np.array((box[1].start, box[0].start), np.float64)
        outline = _outline(region)
        baseline = _baseline(region, ink[box])
        lines.append(PageLine(outline + corner, baseline + corner))
        numbers.append(number)
        boxes.append((box[1].start, box[0].start, box[1].stop, box[0].stop))
    order = reading_order(np.array(boxes, np.float64).reshape(-1, 4))
    new = np.zeros(int(labels.max(initial=0)) + 1, np.int32)
    for place, old in enumerate(order, 1):
        new[numbers[old]] = place
    return tuple(lines[each] for each in order), new[labels]


def _outline(region: Bool[np.ndarray, "rows columns"]) -> Float[np.ndarray, "corners 2"]:
    columns = region.shape[1]
    top = np.where(region.any(0), region.argmax(0), region.shape[0])
    bottom = np.where(region.any(0), region.shape[0] - region[::-1].argmax(0), 0)
    edges = np.unique(np.append(np.arange(0, columns, STEP), columns))
    upper, lower = [], []
    for start, end in itertools.pairwise(edges):
        high, low = float(top[start:end].min()), float(bottom[start:end].max())
        upper += [(float(start), high), (float(end), high)]
        lower += [(float(start), low), (float(end), low)]
    return np.array(upper + lower[::-1])


def _baseline(
    region: Bool[np.ndarray, "rows columns"], ink: Bool[np.ndarray, "rows columns"]
) -> Float[np.ndarray, "points 2"]:
    rows, columns = region.shape
    letters = region & ink
    if not letters.any():
        letters = region
    inked = np.asarray(letters.any(0))
    lowest = np.where(inked, rows - letters[::-1].argmax(0), 0)
    high = region.sum() / max(1, region.any(0).sum())
    pieces = max(1, round(columns / max(1.0, 3 * high)))
    edges = np.linspace(0, columns, pieces + 1)
    places, heights = [], []
    for start, end in itertools.pairwise(edges):
        there = np.flatnonzero(inked[int(start) : max(int(start) + 1, int(end))])
        if len(there):
            places.append((start + end) / 2)
            heights.append(float(np.median(lowest[int(start) + there])))
    x = np.unique(np.concatenate(([0.0], places, [float(columns)])))
    return np.stack((x, np.interp(x, places, heights)), axis=1)


def reading_order(boxes: Boxes) -> list[int]:
    """Return the order in which boxes (left, top, right, bottom) are read.

    A wide line ends what stands above it; between two of them the columns are read from left to
    right and each from top to bottom.
    """
    if not len(boxes):
        return []
    extent = boxes[:, 2].max() - boxes[:, 0].min()
    out: list[int] = []
    waiting: list[int] = []
    middle = (boxes[:, 1] + boxes[:, 3]) / 2
    for index in np.argsort(middle, kind="stable").tolist():
        if boxes[index, 2] - boxes[index, 0] > WIDE * extent:
            out += [*_by_column(boxes, waiting), index]
            waiting = []
        else:
            waiting.append(index)
    return out + _by_column(boxes, waiting)


def _by_column(boxes: Boxes, chosen: list[int]) -> list[int]:
    """Return boxes column by column; columns are parted where no box reaches across."""
    out: list[int] = []
    column: list[int] = []
    right = -np.inf
    for index in sorted(chosen, key=lambda each: float(boxes[each, 0])):
        if column and boxes[index, 0] >= right:
            out += sorted(column, key=lambda each: float(boxes[each, 1] + boxes[each, 3]))
            column = []
        column.append(index)
        right = max(right, float(boxes[index, 2]))
    return out + sorted(column, key=lambda each: float(boxes[each, 1] + boxes[each, 3]))
