"""One matrix under one method: its errors, what its output loses, its size, and its bars."""

import dataclasses

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from engine.core.params import Settings, param
from engine.quantization import LinearQuantization, Method, Quantized
from engine.quantization.base import ClipMethod, checked, quantize_with_clips
from engine.quantization.error import WeightErrors, weight_errors
from engine.quantization.grid import GRANULARITIES, LEVELS, split_blocks
from engine.quantization.linear import largest_magnitude
from engine.studies.stored_histogram import StoredHistogram, grid_levels
from engine.studies.weight_arithmetic import Window, cut_window
from engine.studies.weight_source import WeightMatrix

BARS = 120


@dataclasses.dataclass(frozen=True)
class ManualClip(Settings):
    """Clip where you say: a share of the largest weight of each block.

    >>> ManualClip(bits=2, clip_ratio=0.5)(torch.tensor([[1.0, -0.2]])).weight
    tensor([[0.5000, 0.0000]])
    """

    bits: int = param(4, 2, 8, "bits of a weight", step=1)
    granularity: str = param("tensor", meaning="what shares one step", choices=GRANULARITIES)
    clip_ratio: float = param(0.5, 0.01, 1.0, "clip over the largest weight", step=0.01)
    levels: str = param("full", meaning="keep the extra negative level or not", choices=LEVELS)

    def clip_of(self, blocks: Float[Tensor, "rows groups size"]) -> Float[Tensor, "rows groups"]:
        """Return the chosen share of the largest magnitude of each block."""
        return largest_magnitude(blocks) * self.clip_ratio

    def __call__(self, weight: Float[Tensor, "rows columns *kernel"]) -> Quantized:
        """Quantize ``weight`` with the chosen clip."""
        blocks = split_blocks(checked(weight), self.granularity)
        plain = LinearQuantization(
            bits=self.bits, granularity=self.granularity, levels=self.levels
        )
        clips = tuple(self.clip_of(part) for part in blocks)
        return quantize_with_clips(plain, blocks, clips, tuple(weight.shape))


@dataclasses.dataclass(frozen=True)
class Bars:
    """A histogram as bars on the axis of the weights.

    Attributes:
        left: Left edge of each bar, in weight units.
        right: Right edge of each bar.
        share: Share of all weights in the bar, 0 to 1.
        density: Share for each display bin's width, so that bars of any width compare by area.
    """

    left: Float[np.ndarray, " bars"]
    right: Float[np.ndarray, " bars"]
    share: Float[np.ndarray, " bars"]
    density: Float[np.ndarray, " bars"]


@dataclasses.dataclass(frozen=True)
class WeightView:
    """What one method does to one matrix, measured exactly.

    Attributes:
        errors: Error measures of the weights.
        output_error: Squared error of the layer's output over its square, 0 to 1 and above.
        stored_bits: Bits of codes and scales when packed.
        bits_per_weight: The same for each weight.
        largest_clip: Largest clip of any block, in weight units.
        steps: Number of different steps that are stored.
        split_columns: Columns that channel splitting doubled.
        bars: Where the quantized weights lie.
        window: A few weights with their arithmetic.
    """

    errors: WeightErrors
    output_error: float
    stored_bits: int
    bits_per_weight: float
    largest_clip: float
    steps: int
    split_columns: tuple[int, ...]
    bars: Bars
    window: Window


def weight_view(
    matrix: WeightMatrix, method: Method | ManualClip, corner: tuple[int, int] | None = None
) -> WeightView:
    """Quantize one matrix and measure what became of it.

    Args:
        matrix: The matrix.
        method: How to quantize it.
        corner: First row and column of the window; None takes the place of the largest error.

    Raises:
        ValueError: If the matrix holds NaN or infinity.
    """
    weight = torch.from_numpy(matrix.weight)
    quantized = method(weight)
    difference = quantized.weight - weight
    if corner is None:
        place = int(difference.abs().argmax())
        corner = (place // weight.shape[1], place % weight.shape[1])
    return WeightView(
        errors=weight_errors(weight, quantized.weight),
        output_error=output_error(matrix, difference),
        stored_bits=quantized.stored_bits,
        bits_per_weight=quantized.bits_per_weight,
        largest_clip=float(quantized.clip.max()),
        steps=quantized.step.numel(),
        split_columns=quantized.split_columns,
        bars=_value_bars(quantized.weight, float(weight.abs().max())),
        window=cut_window(weight, quantized, corner),
    )


def output_error(matrix: WeightMatrix, difference: Float[Tensor, "rows columns"]) -> float:
    """Return the squared error of the output over the squared output, both over all inputs.

    A look-up table's output is its rows, so that every row counts once.
    """
    weight = torch.from_numpy(matrix.weight)
    if matrix.inputs is not None:
        inputs = torch.from_numpy(matrix.inputs)
        weight, difference = inputs @ weight.T, inputs @ difference.T
    power = float(weight.double().square().sum())
    return float(difference.double().square().sum()) / power if power else 0.0


def shared_clip(matrix: WeightMatrix, method: ClipMethod | ManualClip) -> float:
    """Return the one clip of a per-tensor method without quantizing the matrix."""
    blocks = checked(torch.from_numpy(matrix.weight)).reshape(1, 1, -1)
    return float(method.clip_of(blocks))


def display_edges(limit: float) -> Float[np.ndarray, " edges"]:
    """Return the edges of the display bins: symmetric, a little beyond the largest weight."""
    return np.linspace(-1.02, 1.02, BARS + 1) * (limit or 1.0)


def full_bars(histogram: StoredHistogram) -> Bars:
    """Return the full-precision weights as bars."""
    edges = display_edges(histogram.maximum)
    counts = np.diff(histogram.below(edges)[0])
    return _bars(edges, counts / histogram.weights)


def level_bars(histogram: StoredHistogram, clip: float, *, bits: int, levels: str) -> Bars:
    """Return the weights on one shared grid: a bar of one step for each level.

    Args:
        histogram: The weights.
        clip: Largest positive level, in weight units.
        bits: Bits of a code.
        levels: Level convention, ``"full"`` or ``"restricted"``.
    """
    values = grid_levels(np.array(clip or 1.0), bits, levels)
    step = values[1] - values[0]
    share = histogram.on_levels(values)[0] / histogram.weights
    width = 2.04 * (histogram.maximum or 1.0) / BARS
    return Bars(values - step / 2, values + step / 2, share, share * width / step)


def _value_bars(values: Float[Tensor, "rows columns"], limit: float) -> Bars:
    edges = display_edges(limit)
    counts = torch.histc(values, BARS, float(edges[0]), float(edges[-1])).double().numpy()
    return _bars(edges, counts / values.numel())


def _bars(edges: Float[np.ndarray, " edges"], share: Float[np.ndarray, " bars"]) -> Bars:
    return Bars(edges[:-1], edges[1:], share, share)
