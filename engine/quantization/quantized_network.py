"""What applying a method to a network gives: the network, its layers' codes, and its size."""

import dataclasses
from typing import Protocol, runtime_checkable

from jaxtyping import Float
from torch import Tensor, nn

from engine.quantization.base import Quantized
from engine.quantization.layers import Layer


@runtime_checkable
class WeightMethod(Protocol):
    """Whatever turns a weight into a :class:`Quantized`: a method, or one around a method."""

    def __call__(self, weight: Float[Tensor, "rows columns *kernel"]) -> Quantized:
        """Quantize ``weight``, which is left as it is."""
        ...


@dataclasses.dataclass(frozen=True)
class LayerResult:
    """What became of one layer.

    Attributes:
        layer: The layer.
        method: The method with its settings.
        stored_bits: Bits of its codes and scales.
        quantized: The result with its codes, rows first (``layout.to_rows``); None if they were
            not kept.
    """

    layer: Layer
    method: WeightMethod
    stored_bits: int
    quantized: Quantized | None

    @property
    def bits_per_weight(self) -> float:
        """Stored bits, scales included, for each weight of this layer."""
        return self.stored_bits / self.layer.weights


@dataclasses.dataclass(frozen=True)
class QuantizedNetwork:
    """A network with quantized weights, simulated in floating point.

    Attributes:
        module: New network of the original's type. It shares every parameter that was not
            quantized with the original: treat both as read-only.
        layers: One result for each quantized layer, in the order of the network.
        full_bytes: Size of all tensors of the original as it is.
    """

    module: nn.Module
    layers: tuple[LayerResult, ...]
    full_bytes: int

    @property
    def names(self) -> tuple[str, ...]:
        """Paths of the quantized layers."""
        return tuple(each.layer.name for each in self.layers)

    @property
    def stored_bits(self) -> int:
        """Bits of the codes and scales of all quantized layers."""
        return sum(each.stored_bits for each in self.layers)

    @property
    def quantized_weights(self) -> int:
        """Number of weights in quantized layers."""
        return sum(each.layer.weights for each in self.layers)

    @property
    def bits_per_weight(self) -> float:
        """Stored bits for each quantized weight; what was left in full precision is not in it."""
        return self.stored_bits / self.quantized_weights

    @property
    def packed_bytes(self) -> int:
        """Size of the whole network when codes are packed and the rest stays as it is."""
        parameters = dict(self.module.named_parameters(remove_duplicate=False))
        replaced = sum(parameters[f"{each.layer.name}.weight"].nbytes for each in self.layers)
        return self.full_bytes - replaced + -(-self.stored_bits // 8)

    def result(self, name: str) -> LayerResult:
        """Return the result of the layer at ``name``.

        Raises:
            ValueError: If no layer of that name was quantized.
        """
        for each in self.layers:
            if name == each.layer.name or name in each.layer.tied:
                return each
        raise ValueError(f"no quantized layer {name!r}; there are {len(self.layers)} others")
