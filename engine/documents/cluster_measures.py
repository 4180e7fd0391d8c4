"""What is seen of a cluster in the pictures: luminance, contrast, ink, thickness, area."""

import numpy as np
from jaxtyping import Bool, Float, Int, UInt8
from scipy import ndimage

from engine.documents.sauvola import sauvola_ink

Greys = UInt8[np.ndarray, "samples rows columns"]
Inks = Bool[np.ndarray, "samples rows columns"]
LUMINANCE, CONTRAST, INK, THICKNESS, AREA = range(5)
"""Columns of the measures of a cluster."""
WINDOW = (5, 9)
DENSEST_PAPER = 0.15
"""An area of letters has at least this share of ink in a window of 5 x 9 px."""


def ink_of(grey: UInt8[np.ndarray, "rows columns"]) -> Bool[np.ndarray, "rows columns"]:
    """Return Sauvola ink; the window follows the side: 21 px at 64 px, 41 px from 128 px on."""
    window = min(41, max(3, round(min(grey.shape) * 21 / 64)))
    return sauvola_ink(grey, window=window | 1)


def pixel_measures(greys: Greys, inks: Inks) -> Float[np.ndarray, "measures samples rows columns"]:
    """Return what is measured of each pixel; thickness in px of a side of 64, 0 off dark pixels.

    Args:
        greys: Pictures.
        inks: Their ink.
    """
    values = greys.astype(np.float32)
    mean = ndimage.uniform_filter(values, (0, 5, 5))
    square = ndimage.uniform_filter(values**2, (0, 5, 5))
    contrast = np.sqrt(np.maximum(square - mean**2, 0))
    dark = _dark(values, inks)
    across = horizontal_runs(dark.swapaxes(1, 2)).swapaxes(1, 2)
    # a line whose letters have run together is long but thin; a solid area is neither
    thickness = np.minimum(horizontal_runs(dark), across) * (64 / min(greys.shape[1:]))
    ink = inks.astype(np.float32)
    area = ndimage.uniform_filter(ink, (0, *WINDOW)) >= DENSEST_PAPER
    return np.stack((values, contrast, ink, thickness.astype(np.float32), area.astype(np.float32)))


def _dark(values: Float[np.ndarray, "n rows columns"], inks: Inks) -> Inks:
    """Return pixels as dark as the ink of their picture, inside of solid areas too, where
    Sauvola finds no ink.
    """  # noqa: D205 - one sentence
    out = np.zeros_like(inks)
    for number, (grey, ink) in enumerate(zip(values, inks, strict=True)):
        if ink.any() and not ink.all():
            out[number] = grey < (np.median(grey[~ink]) + np.median(grey[ink])) / 2
    return out


def horizontal_runs(masks: Inks) -> Float[np.ndarray, "samples rows columns"]:
    """Return the length of the horizontal run that each pixel belongs to, 0 outside of runs."""
    flat = np.pad(masks, ((0, 0), (0, 0), (1, 1))).astype(np.int8)
    change = np.diff(flat, axis=2)
    sample, row, start = np.nonzero(change == 1)
    end = np.nonzero(change == -1)[2]
    out = np.zeros((*masks.shape[:2], masks.shape[2] + 1), np.float32)
    out[sample, row, start] = end - start
    out[sample, row, end] -= end - start
    return out.cumsum(axis=2)[:, :, :-1]


def cluster_measures(
    clusters: Int[np.ndarray, "samples rows columns"],
    measures: Float[np.ndarray, "measures samples rows columns"],
    count: int,
) -> Float[np.ndarray, "clusters _"]:
    """Return the means of the measures over each cluster, and its share of all pixels.

    Thickness is averaged over dark pixels only.
    """
    flat = clusters.ravel()
    sizes = np.bincount(flat, minlength=count).astype(np.float64)
    columns = []
    for number, values in enumerate(measures):
        sums = np.bincount(flat, values.ravel(), minlength=count)
        weights = sizes
        if number == THICKNESS:
            weights = np.bincount(flat, values.ravel() > 0, minlength=count)
        columns.append(sums / np.maximum(weights, 1))
    return np.stack((*columns, sizes / flat.size), axis=1)
