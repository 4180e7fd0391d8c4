"""Quantize what flows into the layers: one range for each tensor, found on calibration batches.

Weights alone make a model smaller; integer arithmetic also needs integer inputs. Each chosen
layer gets a hook that rounds its input to ``2^bits`` levels before the layer runs.
"""

import dataclasses
from collections.abc import Callable, Collection, Mapping
from typing import ClassVar

import torch
from jaxtyping import Float
from torch import Tensor, nn

from engine.core.jobs import Report
from engine.core.params import Settings, param
from engine.quantization.activation_statistics import ActivationStatistics
from engine.quantization.analytic_error import best_clip_ratio
from engine.quantization.batches import Batch, attended, run
from engine.quantization.layers import quantizable_layers
from engine.quantization.roles import DEFAULT_ROLES, check_roles
from engine.quantization.substitution import with_weights

RULES = ("min_max", "aciq", "percentile")


@dataclasses.dataclass(frozen=True)
class ActivationRange:
    """The grid of one layer's input: value = (code + offset) * step, code from 0 to levels - 1.

    Attributes:
        step: Distance between levels.
        offset: Integer added to a code; 0 itself is always a level.
        levels: Number of levels.
    """

    step: float
    offset: int
    levels: int

    @property
    def low(self) -> float:
        """Smallest value of the grid."""
        return self.offset * self.step

    @property
    def high(self) -> float:
        """Largest value of the grid."""
        return (self.offset + self.levels - 1) * self.step

    def __call__(self, values: Float[Tensor, "*shape"]) -> Float[Tensor, "*shape"]:
        """Round values to the grid; what lies beyond goes to its ends."""
        codes = torch.round(values / self.step) - self.offset
        return (codes.clamp_(0, self.levels - 1) + self.offset) * self.step


@dataclasses.dataclass(frozen=True)
class ActivationQuantization(Settings):
    """Asymmetric quantization of a layer's input, per tensor.

    "min_max" spans all that was seen. "percentile" leaves half of the rest out on each side.
    "aciq" (arXiv 1810.05723) takes the clip a of least analytic error for a Laplace and for a
    Gauss fit: the grid starts at max(min, mean - a) and is 2a wide. Inputs that are never
    negative (after a ReLU) use the half-range constant, which is the one for ``bits + 1``, and
    span 0 to mean + a. Of both fits and no clip, the one of lowest error on the calibration
    histogram is kept.
    """

    title: ClassVar[str] = "Activations"
    summary: ClassVar[str] = "Round each layer's input to a grid found on calibration data."

    bits: int = param(8, 2, 8, "bits of an activation", step=1)
    rule: str = param("aciq", meaning="how the range of an input is chosen", choices=RULES)
    percentile: float = param(99.99, 50.0, 100.0, "percent of inputs kept", step=0.01)

    def range_of(self, statistics: ActivationStatistics) -> ActivationRange:
        """Return the grid for an input with these statistics.

        Raises:
            ValueError: If nothing was seen.
        """
        if statistics.count == 0:
            raise ValueError("a layer must see at least one input; calibrate with more batches")
        whole = self._grid(statistics.low, statistics.high)
        if self.rule == "min_max":
            return whole
        if self.rule == "percentile":
            outside = (1.0 - self.percentile / 100.0) / 2.0
            ends = statistics.quantile(outside), statistics.quantile(1.0 - outside)
            return self._grid(*ends)
        candidates = [self._fitted(statistics, "laplace"), self._fitted(statistics, "gauss")]
        return min([whole, *candidates], key=lambda grid: _error(statistics, grid))

    def _fitted(self, statistics: ActivationStatistics, distribution: str) -> ActivationRange:
        spreads = {
            "laplace": statistics.mean_deviation,
            "gauss": statistics.standard_deviation,
        }
        positive = statistics.low >= 0.0
        clip = best_clip_ratio(distribution, self.bits + positive) * spreads[distribution]
        low = 0.0 if positive else max(statistics.low, statistics.mean - clip)
        high = statistics.mean + clip if positive else low + 2.0 * clip
        return self._grid(low, min(high, statistics.high))

    def _grid(self, low: float, high: float) -> ActivationRange:
        low, high = min(low, 0.0), max(high, 0.0)
        levels = 2**self.bits
        step = (high - low) / (levels - 1) or 1.0
        return ActivationRange(step, round(low / step), levels)


@dataclasses.dataclass(frozen=True)
class ActivationQuantized:
    """A network whose layers round their inputs.

    Attributes:
        module: New network that shares all parameters with the original.
        ranges: The grid of each layer's input, by layer name.
    """

    module: nn.Module
    ranges: Mapping[str, ActivationRange]


def calibrate(
    module: nn.Module,
    batches: Collection[Batch],
    *,
    roles: tuple[str, ...] = DEFAULT_ROLES,
    report: Report | None = None,
) -> dict[str, ActivationStatistics]:
    """Run batches through the network and return the statistics of each chosen layer's input.

    Args:
        module: The network in full precision; put it in eval mode first.
        batches: Inputs, see :mod:`engine.quantization.batches`; padding is not counted.
        roles: Roles of the layers whose inputs are watched; tables have none.
        report: Called before each batch.

    Raises:
        ValueError: If there are no batches, or an input is NaN or infinite.
    """
    if not batches:
        raise ValueError("calibration must have at least one batch, got none")
    roles = check_roles(roles)
    watched = {
        name: ActivationStatistics()
        for layer in quantizable_layers(module)
        if layer.role in roles and layer.kind != "Embedding"
        for name in (layer.name,)
    }
    modules = dict(module.named_modules())
    now: list[Batch] = []

    def watch(statistics: ActivationStatistics) -> Callable[..., None]:
        return lambda _layer, inputs: statistics.add(attended(now[0], inputs[0]))

    hooks = [modules[n].register_forward_pre_hook(watch(each)) for n, each in watched.items()]
    try:
        for place, batch in enumerate(batches):
            if report is not None:
                report(place / len(batches), f"calibration batch {place + 1} of {len(batches)}")
            now[:] = [batch]
            with torch.no_grad():
                run(module, batch)
    finally:
        for hook in hooks:
            hook.remove()
    return watched


def quantize_activations(
    module: nn.Module,
    statistics: Mapping[str, ActivationStatistics],
    method: ActivationQuantization,
) -> ActivationQuantized:
    """Return a copy of the network that rounds the input of each calibrated layer.

    Args:
        module: The network, or one whose weights are already quantized; it is left as it is.
        statistics: Result of :func:`calibrate`; a layer that saw no input is left alone.
        method: Bits and rule.
    """
    copied = with_weights(module, {})
    modules = dict(copied.named_modules())
    ranges = {n: method.range_of(seen) for n, seen in statistics.items() if seen.count}
    for name, grid in ranges.items():
        modules[name].register_forward_pre_hook(_rounding(grid))
    return ActivationQuantized(copied, ranges)


def _rounding(grid: ActivationRange) -> Callable[..., tuple]:
    return lambda _layer, inputs: (grid(inputs[0]), *inputs[1:])


def _error(statistics: ActivationStatistics, grid: ActivationRange) -> float:
    return statistics.mean_squared_error(grid.low, grid.step, grid.levels)
