"""Outlines and maps of lines: from words to polygons, from polygons to pixels.

A corner (x, y) falls into the pixel of column ``floor(x)`` and row ``floor(y)``, whose middle is
half a px further; pixels on the outline belong to it.
"""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float, UInt8
from PIL import Image, ImageDraw

from engine.documents.geometry import area, length
from engine.documents.layout import TextLine

Points = Float[np.ndarray, "_ 2"]

BAND_ABOVE, BAND_BELOW = 0.5, 0.05
"""A band reaches from baseline - 0.5 h to baseline + 0.05 h; h = area / length of the baseline."""


def line_outline(line: TextLine) -> Points:
    """Return a polygon (x, y) around the letters of a flat line, with a small margin."""
    boxes = np.array([word.box for word in line.words])
    pad = max(1.0, 0.1 * line.words[0].size)
    tops, bottoms = boxes[:, 1].copy(), boxes[:, 3].copy()
    for index in range(len(boxes)):
        near = slice(max(0, index - 1), index + 2)
        tops[index], bottoms[index] = boxes[near, 1].min(), boxes[near, 3].max()
    cuts = np.concatenate(
        (boxes[:1, 0] - pad, (boxes[:-1, 2] + boxes[1:, 0]) / 2, boxes[-1:, 2] + pad)
    )
    upper, lower = [], []
    for index in range(len(boxes)):
        for x in (cuts[index], cuts[index + 1]):
            upper.append((x, tops[index] - pad))
            lower.append((x, bottoms[index] + pad))
    return np.array(upper + lower[::-1])


def line_baseline(line: TextLine) -> Points:
    """Return the points (x, y) on which the words of a flat line stand."""
    last = line.words[-1]
    points = [(word.x, word.y) for word in line.words] + [(last.box[2], last.y)]
    return np.array(points, dtype=np.float64)


def class_mask(
    lines: Sequence[Points], graphics: Sequence[Points], size: tuple[int, int]
) -> UInt8[np.ndarray, "rows columns"]:
    """Return 0 background, 1 text, 2 graphic; text lies on top, as in the labelled scans.

    Args:
        lines: Polygons of the lines.
        graphics: Polygons of the graphics.
        size: Width and height in px.
    """
    picture = Image.new("L", size, 0)
    draw = ImageDraw.Draw(picture)
    for value, polygons in ((2, graphics), (1, lines)):
        for polygon in polygons:
            if len(polygon) > 2:
                draw.polygon([tuple(point) for point in polygon.tolist()], fill=value)
    return np.asarray(picture)


def line_map(polygons: Sequence[Points], size: tuple[int, int]) -> np.ndarray:
    """Return the number of the line (from 1) that each pixel belongs to, 0 for none (int32)."""
    picture = Image.new("I", size, 0)
    draw = ImageDraw.Draw(picture)
    for number, polygon in enumerate(polygons, 1):
        if len(polygon) > 2:
            draw.polygon([tuple(point) for point in polygon.tolist()], fill=number)
    return np.asarray(picture)


def band(polygon: Points, baseline: Points) -> Points:
    """Return the x-height band of a line: what separates lines whose polygons touch."""
    tall = area(polygon) / max(1.0, length(baseline))
    above, below = baseline.copy(), baseline[::-1].copy()
    above[:, 1] -= BAND_ABOVE * tall
    below[:, 1] += BAND_BELOW * tall
    return np.concatenate((above, below))


def band_map(
    polygons: Sequence[Points], baselines: Sequence[Points], size: tuple[int, int]
) -> np.ndarray:
    """Return the number of the line (from 1) whose band covers each pixel, 0 for none (int32)."""
    pairs = zip(polygons, baselines, strict=True)
    return line_map([band(each, base) for each, base in pairs], size)
