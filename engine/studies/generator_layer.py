"""The weights of one layer before and after, as the histogram of the page draws them."""

import dataclasses
from typing import cast

import numpy as np
from jaxtyping import Float
from torch import Tensor, nn

from engine.quantization.error import WeightErrors, weight_errors
from engine.studies.compressed_generator import CompressedGenerator
from engine.studies.stored_histogram import store_histogram
from engine.studies.weight_view import Bars, display_edges, full_bars, level_bars


@dataclasses.dataclass(frozen=True)
class LayerHistogram:
    """One layer's weights before and after.

    Attributes:
        name: Path of the layer.
        full: Bars of the full-precision weights.
        quantized: Bars of the quantized weights, one for each level where they share one grid.
        one_grid: Whether all weights share one symmetric grid.
        clip: Largest clip of any block, in weight units.
        maximum: Largest weight.
        weights: Number of weights.
        stored_bits: Bits of codes and scales.
        errors: Errors of the weights.
    """

    name: str
    full: Bars
    quantized: Bars
    one_grid: bool
    clip: float
    maximum: float
    weights: int
    stored_bits: int
    errors: WeightErrors


def layer_histogram(network: nn.Module, made: CompressedGenerator, name: str) -> LayerHistogram:
    """Return the histogram of one quantized layer.

    Args:
        network: The generator in full precision.
        made: What was made of it.
        name: Path of a layer that was quantized.

    Raises:
        ValueError: If this layer was not quantized.
    """
    result = next((each for each in made.layers if each.layer.name == name), None)
    if result is None or result.quantized is None:
        raise ValueError(
            f"{name} keeps full precision, so there is no grid to show; pick another layer, or "
            "give it fewer bits"
        )
    before = cast("Tensor", network.get_submodule(name).weight).detach()
    after = cast("Tensor", made.network.get_submodule(name).weight).detach()
    histogram = store_histogram(before.numpy())
    quantized = result.quantized
    shared = quantized.step.numel() == 1 and quantized.symmetric and not quantized.split_columns
    clip = float(quantized.clip.max())
    bars = (
        level_bars(histogram, clip, bits=quantized.bits, levels=_levels(result.method))
        if shared
        else _value_bars(after.numpy().ravel(), histogram.maximum)
    )
    return LayerHistogram(
        name=name,
        full=full_bars(histogram),
        quantized=bars,
        one_grid=shared,
        clip=clip,
        maximum=histogram.maximum,
        weights=result.layer.weights,
        stored_bits=result.stored_bits,
        errors=weight_errors(before, after),
    )


def _levels(method: object) -> str:
    return str(getattr(method, "levels", "full"))


def _value_bars(values: Float[np.ndarray, " weights"], limit: float) -> Bars:
    edges = display_edges(limit)
    share = np.histogram(values, edges)[0] / values.size
    return Bars(edges[:-1], edges[1:], share, share)
