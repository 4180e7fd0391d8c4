"""How far a quantized weight is from the original: four measures, added up in float64."""

import dataclasses
import math

from jaxtyping import Float
from torch import Tensor

CHUNK = 1 << 20


@dataclasses.dataclass(frozen=True)
class WeightErrors:
    """Distances between a weight and its quantized version.

    Attributes:
        mean_squared_error: Mean of the squared differences, in squared weight units.
        maximum_error: Largest absolute difference, in weight units.
        signal_to_noise_db: 10 log10 of signal power over error power (SQNR); infinite without
            error.
        cosine: Cosine of the angle between both, 1 when they point the same way.
    """

    mean_squared_error: float
    maximum_error: float
    signal_to_noise_db: float
    cosine: float


def weight_errors(
    weight: Float[Tensor, "*shape"], quantized_weight: Float[Tensor, "*_"]
) -> WeightErrors:
    """Compare a weight, or any output, with its quantized version.

    Args:
        weight: The original.
        quantized_weight: What stands in its place, in the same shape.

    Raises:
        ValueError: If the shapes differ or nothing is in them.

    >>> import torch
    >>> weight_errors(torch.tensor([3.0, 4.0]), torch.tensor([3.0, 3.0])).mean_squared_error
    0.5
    """
    if weight.shape != quantized_weight.shape or weight.numel() == 0:
        raise ValueError(
            f"both must have one shape with something in it, got {tuple(weight.shape)} and "
            f"{tuple(quantized_weight.shape)}; fold split columns back first"
        )
    first, second = weight.detach().reshape(-1), quantized_weight.detach().reshape(-1)
    squares = [0.0] * 4  # error, signal, quantized, product
    largest = 0.0
    for start in range(0, first.numel(), CHUNK):
        one = first[start : start + CHUNK].double()
        two = second[start : start + CHUNK].double()
        difference = one - two
        largest = max(largest, float(difference.abs().max()))
        pairs = ((difference, difference), (one, one), (two, two), (one, two))
        squares = [total + float(a @ b) for total, (a, b) in zip(squares, pairs, strict=True)]
    error, signal, quantized, product = squares
    return WeightErrors(
        mean_squared_error=error / first.numel(),
        maximum_error=largest,
        signal_to_noise_db=_decibel(signal, error),
        cosine=_cosine(signal, quantized, product),
    )


def _decibel(signal: float, error: float) -> float:
    if error == 0.0:
        return math.inf
    return 10.0 * math.log10(signal / error) if signal > 0.0 else -math.inf


def _cosine(signal: float, quantized: float, product: float) -> float:
    if signal == 0.0 or quantized == 0.0:
        return 1.0 if signal == quantized else 0.0
    return max(-1.0, min(1.0, product / math.sqrt(signal) / math.sqrt(quantized)))
