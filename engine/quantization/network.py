"""Apply a method to a network: which layers there are, and a copy with their weights quantized."""

from collections.abc import Mapping
from typing import cast

from jaxtyping import Shaped
from torch import Tensor, nn

from engine.core.jobs import Report
from engine.quantization.base import Quantized
from engine.quantization.error import WeightErrors, weight_errors
from engine.quantization.layers import Layer, quantizable_layers
from engine.quantization.layout import from_rows, to_rows
from engine.quantization.quantized_network import LayerResult, QuantizedNetwork, WeightMethod
from engine.quantization.roles import DEFAULT_ROLES, check_roles
from engine.quantization.substitution import unique_tensors, with_weights


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

    >>> from engine.quantization import LinearQuantization
    >>> made = quantize_network(nn.Sequential(nn.Linear(64, 64)), LinearQuantization(bits=4))
    >>> made.stored_bits, made.packed_bytes, made.full_bytes
    (16416, 2308, 16640)
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
        quantized, weights[f"{layer.name}.weight"] = _quantize(
            layer.name, modules[layer.name], each_method
        )
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


def _quantize(
    name: str, layer: nn.Module, method: WeightMethod
) -> tuple[Quantized, Shaped[Tensor, "..."]]:
    weight = cast("Tensor", layer.weight).detach()
    try:
        quantized = method(to_rows(layer, weight))
    except ValueError as error:
        raise ValueError(f"layer {name}: {error}") from error
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
