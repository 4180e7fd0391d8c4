"""Classical ink: Sauvola's local threshold and Otsu's global one, in exact integer sums."""

import numpy as np
from jaxtyping import Bool, Float, Int, UInt8

SPREAD = 128.0
"""R of the paper: the largest standard deviation of 8-bit grey values."""


def luminance(image: UInt8[np.ndarray, "rows columns 3"]) -> UInt8[np.ndarray, "rows columns"]:
    """Return the grey picture (ITU-R 601 weights, in integers as Pillow takes them)."""
    weights = np.array((19595, 38470, 7471), np.uint32)
    return ((image.astype(np.uint32) @ weights + 0x8000) >> 16).astype(np.uint8)


def window_sums(
    values: Int[np.ndarray, "rows columns"], window: int
) -> Int[np.ndarray, "rows columns"]:
    """Return the sum over the square window around each pixel, the border reflected.

    Args:
        values: Whole numbers.
        window: Odd side in px.
    """
    half = window // 2
    padded = np.pad(values.astype(np.int64), half, mode="reflect")
    whole = np.zeros((padded.shape[0] + 1, padded.shape[1] + 1), np.int64)
    whole[1:, 1:] = padded.cumsum(0).cumsum(1)
    upper, lower = whole[:-window, :], whole[window:, :]
    return (lower - upper)[:, window:] - (lower - upper)[:, :-window]


def sauvola_threshold(
    grey: UInt8[np.ndarray, "rows columns"], *, window: int = 41, share: float = 0.2
) -> Float[np.ndarray, "rows columns"]:
    """Return ``mean * (1 + share * (deviation / 128 - 1))`` of the window around each pixel.

    Args:
        grey: Grey picture.
        window: Odd side of the window in px; smaller pictures take what fits.
        share: k of the paper (Sauvola and Pietikainen 2000).

    Raises:
        ValueError: If ``window`` is even or below 3.
    """
    if window < 3 or window % 2 == 0:
        raise ValueError(f"window must be odd and at least 3, got {window}; take {window | 1}")
    window = min(window, 2 * min(grey.shape) - 1)
    count = window * window
    mean = window_sums(grey.astype(np.int64), window) / count
    square = window_sums(grey.astype(np.int64) ** 2, window) / count
    deviation = np.sqrt(np.maximum(square - mean * mean, 0))
    return mean * (1 + share * (deviation / SPREAD - 1))


def sauvola_ink(
    grey: UInt8[np.ndarray, "rows columns"], *, window: int = 41, share: float = 0.2
) -> Bool[np.ndarray, "rows columns"]:
    """Return where the picture is darker than Sauvola's threshold."""
    return grey < sauvola_threshold(grey, window=window, share=share)


def otsu_threshold(grey: UInt8[np.ndarray, "rows columns"]) -> int:
    """Return the grey value that separates two classes with the largest variance between them."""
    counts = np.bincount(grey.ravel(), minlength=256).astype(np.float64)
    below = np.cumsum(counts)
    above = below[-1] - below
    weighted = np.cumsum(counts * np.arange(256))
    with np.errstate(divide="ignore", invalid="ignore"):
        apart = weighted / below - (weighted[-1] - weighted) / above
        between = below * above * apart**2
    return int(np.nanargmax(np.where(np.isfinite(between), between, -1.0)))
