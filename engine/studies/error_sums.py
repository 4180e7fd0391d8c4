"""Sums over a layer's weights from which every weight error follows: binned, by row, split."""

import dataclasses
import math

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from engine.quantization.channel_splitting import OutlierChannelSplitting, split_into
from engine.quantization.grid import CHUNK, level_range, symmetric_step
from engine.quantization.linear import largest_magnitude
from engine.studies.stored_histogram import StoredHistogram, grid_levels


@dataclasses.dataclass(frozen=True)
class Sums:
    """What all error measures follow from.

    Attributes:
        error: Sum of squared differences.
        quantized: Sum of squared quantized weights.
        signal: Sum of squared weights.
        maximum_error: Largest absolute difference.
    """

    error: float
    quantized: float
    signal: float
    maximum_error: float

    def measures(self, weights: int) -> dict[str, float]:
        """Return the error columns of a layer table."""
        noise = self.error / self.signal if self.signal else 0.0
        norms = math.sqrt(self.signal * self.quantized)
        product = (self.signal + self.quantized - self.error) / 2
        return {
            "mean_squared_error": self.error / weights,
            "maximum_error": self.maximum_error,
            "signal_to_noise_db": -10 * math.log10(noise) if noise else math.inf,
            "cosine": min(1.0, product / norms) if norms else float(self.signal == self.quantized),
        }


def binned_sums(histogram: StoredHistogram, clip: float, bits: int) -> Sums:
    """Return the sums of a symmetric grid of one step from the stored histogram.

    The maximum error is exact within the width of a bin.
    """
    levels = grid_levels(np.array(clip), bits)
    counts, sums = histogram.on_levels(levels)
    quantized = float((levels**2 * counts).sum())
    signal = histogram.mean_square * histogram.weights
    error = max(0.0, signal + quantized - 2 * float((levels * sums).sum()))
    thresholds = (levels[1:] + levels[:-1]) / 2
    # a constant matrix has bins around its one value, but nothing else in them
    ends = histogram.edges if histogram.deviation else np.full(2, histogram.mean)
    place = np.searchsorted(thresholds, ends)
    distance = np.abs(ends - levels[place])
    used = np.diff(histogram.counts) > 0
    cut = bool((used & (place[1:] != place[:-1])).any())
    half_step = float(levels[-1] - levels[-2]) / 2 if cut else 0.0
    largest = np.maximum(distance[1:], distance[:-1])[used].max(initial=half_step)
    return Sums(error, quantized, signal, float(largest))


def row_sums(rows: Float[Tensor, "rows columns *kernel"], bits: int, signal: float) -> Sums:
    """Return the sums of symmetric LQ with a step for each row."""
    blocks = rows.flatten(1)
    steps = symmetric_step(largest_magnitude(blocks.unsqueeze(1))[:, 0], bits, blocks.dtype)
    scale = (1.0 / steps.double()).to(blocks.dtype).unsqueeze(1)
    limits = level_range(bits, "full")
    height = max(1, CHUNK // blocks.shape[1])
    total = np.zeros(3)
    for start in range(0, len(blocks), height):
        part = slice(start, start + height)
        piece = (blocks[part] * scale[part]).round_().clamp_(*limits).mul_(steps[part, None])
        _add(total, blocks[part], piece)
    return Sums(float(total[0]), float(total[1]), signal, float(total[2]))


def splitting_sums(
    rows: Float[Tensor, "rows columns *kernel"],
    buffer: Float[Tensor, "rows columns *kernel"],
    bits: int,
    signal: float,
) -> tuple[Sums, int]:
    """Return the sums of grid-aware channel splitting, and how many columns it stores."""
    if rows.ndim == 2:
        split = split_into(rows, buffer, bits=bits)
        quantized = buffer
    else:
        made = OutlierChannelSplitting(bits=bits)(rows)
        quantized, split = made.weight, made.split_columns
    total = np.zeros(3)
    flat, other = rows.reshape(-1), quantized.reshape(-1)
    for start in range(0, len(flat), CHUNK):
        part = slice(start, start + CHUNK)
        _add(total, flat[part], other[part])
    found = Sums(float(total[0]), float(total[1]), signal, float(total[2]))
    return found, rows.shape[1] + len(split)


def _add(total: np.ndarray, weight: Tensor, quantized: Tensor) -> None:
    """Add a piece that fits a cache: in float32 within it, in float64 across pieces."""
    flat = quantized.reshape(-1)
    total[1] += float(flat @ flat)
    difference = flat.sub_(weight.reshape(-1)) if flat.is_contiguous() else flat - weight
    total[0] += float(difference @ difference)
    low, high = torch.aminmax(difference)
    total[2] = max(total[2], -float(low), float(high))
