"""Apply a method to a network: which layers there are, and a copy with their weights quantized."""

import dataclasses
from collections.abc import Mapping
from typing import cast

from torch import Tensor, nn

from engine.core.jobs import Report
from engine.quantization.base import Method, Quantized
from engine.quantization.bias_correction import BiasCorrection
from engine.quantization.bit_allocation import BitAllocation
from engine.quantization.error import WeightErrors, weight_errors
from engine.quantization.layers import Layer, quantizable_layers
from engine.quantization.layout import from_rows, to_rows
from engine.quantization.roles import DEFAULT_ROLES, check_roles
from engine.quantization.substitution import unique_tensors, with_weights

WeightMethod = Method | BiasCorrection | BitAllocation
"""Whatever turns a weight into a :class:`Quantized`."""


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


def quantize_network(
    module: nn.Module,
    method: WeightMethod,
    *,
    roles: tuple[str, ...] = DEFAULT_ROLES,
    overrides: Mapping[str, WeightMethod | None] | None = None,
    keep_codes: bool = True,
    report: Report | None = None,
) -> QuantizedNetwork:
    """Return a copy of ``module`` whose chosen weights went through ``method`` and back.

    Weights only: inputs stay in full precision, split columns are folded back, and biases and
    normalization are never touched. A tied weight is quantized once and changes everywhere.

    Args:
        module: Any network; it is left as it is.
        method: What to do with a layer that ``overrides`` does not name.
        roles: Roles of the layers to quantize.
        overrides: By layer name, another method, or None to leave that layer alone; a named
            layer is quantized whatever its role.
        keep_codes: Keep each layer's integer codes (needed to export; 2 bytes a weight).
        report: Called before each layer.

    Raises:
        ValueError: If no layer is chosen, an override names none, or a weight is not finite.
    """
    chosen = _chosen(module, method, check_roles(roles), dict(overrides or {}))
    modules = dict(module.named_modules())
    total = sum(layer.weights for layer, _ in chosen)
    weights: dict[str, Tensor] = {}
    results = []
    done = 0
    for layer, each_method in chosen:
        if report is not None:
            report(done / total, layer.name)
        quantized, weights[f"{layer.name}.weight"] = _quantize(modules[layer.name], each_method)
        kept = quantized if keep_codes else None
        results.append(LayerResult(layer, each_method, quantized.stored_bits, kept))
        done += layer.weights
    if report is not None:
        report(1.0, "putting the network together")
    full_bytes = sum(each.nbytes for each in unique_tensors(module).values())
    return QuantizedNetwork(with_weights(module, weights), tuple(results), full_bytes)


def network_weight_errors(
    module: nn.Module, quantized: QuantizedNetwork, *, report: Report | None = None
) -> dict[str, WeightErrors]:
    """Return the weight errors of each quantized layer, by name.

    Args:
        module: The original network.
        quantized: What :func:`quantize_network` made of it.
        report: Called before each layer.
    """
    before = dict(module.named_modules())
    after = dict(quantized.module.named_modules())
    errors = {}
    for place, each in enumerate(quantized.layers):
        name = each.layer.name
        if report is not None:
            report(place / len(quantized.layers), name)
        errors[name] = weight_errors(
            cast("Tensor", before[name].weight).detach(),
            cast("Tensor", after[name].weight).detach(),
        )
    return errors


def _quantize(layer: nn.Module, method: WeightMethod) -> tuple[Quantized, Tensor]:
    weight = cast("Tensor", layer.weight).detach()
    quantized = method(to_rows(layer, weight))
    return quantized, from_rows(layer, quantized.weight).to(weight.dtype)


def _chosen(
    module: nn.Module,
    method: WeightMethod,
    roles: tuple[str, ...],
    overrides: dict[str, WeightMethod | None],
) -> list[tuple[Layer, WeightMethod]]:
    chosen = []
    for layer in quantizable_layers(module):
        named = [name for name in (layer.name, *layer.tied) if name in overrides]
        picked = method if layer.role in roles else None
        for name in named:
            picked = overrides.pop(name)
        if picked is not None:
            chosen.append((layer, picked))
    if overrides:
        raise ValueError(
            f"overrides must name layers of the network, got {', '.join(overrides)}; "
            "quantizable_layers lists them"
        )
    if not chosen:
        raise ValueError(
            f"no layer has a role among {', '.join(roles) or '(none)'}; choose other roles"
        )
    return chosen
