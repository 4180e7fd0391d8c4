"""Which layers hurt: measure the network with one layer switched at a time."""

import dataclasses
from collections.abc import Callable
from typing import cast

from torch import nn

from engine.core.jobs import Report
from engine.quantization.network import QuantizedNetwork
from engine.quantization.substitution import with_weights


@dataclasses.dataclass(frozen=True)
class LayerSwitch:
    """A measure of the whole network with one layer switched.

    Attributes:
        name: Path of the layer.
        only: Measured with this layer alone quantized.
        without: Measured with all layers quantized but this one.
    """

    name: str
    only: float
    without: float


def layer_switches(
    module: nn.Module,
    quantized: QuantizedNetwork,
    measure: Callable[[nn.Module], float],
    *,
    report: Report | None = None,
) -> tuple[LayerSwitch, ...]:
    """Measure the network with each layer alone quantized, and with each layer alone spared.

    Runs ``measure`` twice for each layer. No weight is copied.

    Args:
        module: The original; neither it nor ``quantized`` is changed.
        quantized: What ``quantize_network`` made of it.
        measure: Any measure of a network: a task's score, or a field of
            :func:`engine.quantization.output_error.output_error`'s result.
        report: Called before each measurement.
    """
    full, rounded = with_weights(module, {}), with_weights(quantized.module, {})
    switches = []
    for place, each in enumerate(quantized.layers):
        name = each.layer.name
        if report is not None:
            report(place / len(quantized.layers), f"{name} alone quantized")
        _exchange(full, rounded, (name, *each.layer.tied))
        only = float(measure(full))
        if report is not None:
            report((place + 0.5) / len(quantized.layers), f"{name} alone spared")
        without = float(measure(rounded))
        _exchange(full, rounded, (name, *each.layer.tied))
        switches.append(LayerSwitch(name, only, without))
    return tuple(switches)


def _exchange(one: nn.Module, two: nn.Module, names: tuple[str, ...]) -> None:
    for name in names:
        first, second = one.get_submodule(name), two.get_submodule(name)
        kept = cast("nn.Parameter", first.weight)
        first.weight = cast("nn.Parameter", second.weight)
        second.weight = kept
