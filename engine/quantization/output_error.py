"""What quantization does to the output of each layer, measured with hooks.

Isolated: only this layer is quantized and it reads full-precision inputs; its own doing.
Accumulated: all layers are quantized; what has gathered up to here.
"""

import dataclasses
from collections.abc import Callable, Collection

import torch
from torch import Tensor, nn

from engine.core.jobs import Report
from engine.quantization.batches import Batch, attended, run
from engine.quantization.error import WeightErrors
from engine.quantization.running_errors import RunningErrors


@dataclasses.dataclass(frozen=True)
class LayerOutputError:
    """Errors of one layer's output against full precision.

    Attributes:
        name: Path of the layer.
        isolated: With full-precision inputs.
        accumulated: In the quantized network.
    """

    name: str
    isolated: WeightErrors
    accumulated: WeightErrors


def layer_output_errors(
    module: nn.Module,
    quantized: nn.Module,
    names: tuple[str, ...],
    batches: Collection[Batch],
    *,
    report: Report | None = None,
) -> tuple[LayerOutputError, ...]:
    """Compare the outputs of layers between a network and its quantized version.

    Keeps the outputs of the named layers of one batch in memory. Padding is not counted. A layer
    that runs several times in a pass is compared each time; one that never runs is left out.

    Args:
        module: The original, in eval mode.
        quantized: The same network with quantized weights, activations or both.
        names: Layers to look at, such as ``QuantizedNetwork.names``.
        batches: Inputs, see :mod:`engine.quantization.batches`.
        report: Called before each pass.

    Raises:
        ValueError: If there is no batch, or a name is not in the network.
    """
    _require(batches)
    before, after = dict(module.named_modules()), dict(quantized.named_modules())
    missing = [name for name in names if name not in before or name not in after]
    if missing:
        raise ValueError(f"names must be layers of both networks, got {', '.join(missing)}")
    watches = {name: _Watch(after[name]) for name in names}
    for place, batch in enumerate(batches):
        text = f"batch {place + 1} of {len(batches)}"
        if report is not None:
            report(place / len(batches), text)
        _run_watched(module, {before[n]: each.alone for n, each in watches.items()}, batch)
        if report is not None:
            report((place + 0.5) / len(batches), text)
        _run_watched(quantized, {after[n]: each.together for n, each in watches.items()}, batch)
    return tuple(
        LayerOutputError(name, each.isolated.result(), each.accumulated.result())
        for name, each in watches.items()
        if each.isolated.count
    )


def output_error(
    module: nn.Module, batches: Collection[Batch]
) -> Callable[[nn.Module], WeightErrors]:
    """Return a function that compares a network's final output with that of ``module``.

    Args:
        module: The original, in eval mode; it is run once, here.
        batches: Inputs, see :mod:`engine.quantization.batches`.

    Raises:
        ValueError: If there is no batch.
    """
    _require(batches)
    with torch.no_grad():
        wanted = [attended(batch, run(module, batch)) for batch in batches]

    def compare(other: nn.Module) -> WeightErrors:
        errors = RunningErrors()
        with torch.no_grad():
            for batch, full in zip(batches, wanted, strict=True):
                errors.add(full, attended(batch, run(other, batch)))
        return errors.result()

    return compare


class _Watch:
    """The two comparisons of one layer, and its full-precision outputs of the current batch."""

    def __init__(self, quantized: nn.Module) -> None:
        self.quantized = quantized
        self.isolated = RunningErrors()
        self.accumulated = RunningErrors()
        self.outputs: list[Tensor] = []

    def alone(self, batch: Batch, inputs: tuple, output: Tensor) -> None:
        """Compare while the original network runs."""
        self.outputs.append(attended(batch, output))
        self.isolated.add(self.outputs[-1], attended(batch, self.quantized(*inputs)))

    def together(self, batch: Batch, _inputs: tuple, output: Tensor) -> None:
        """Compare while the quantized network runs."""
        self.accumulated.add(self.outputs.pop(0), attended(batch, output))


def _run_watched(
    network: nn.Module,
    watchers: dict[nn.Module, Callable[[Batch, tuple, Tensor], None]],
    batch: Batch,
) -> None:
    def hook(watcher: Callable[[Batch, tuple, Tensor], None]) -> Callable[..., None]:
        return lambda _layer, inputs, output: watcher(batch, inputs, output)

    handles = [layer.register_forward_hook(hook(each)) for layer, each in watchers.items()]
    try:
        with torch.no_grad():
            run(network, batch)
    finally:
        for handle in handles:
            handle.remove()


def _require(batches: Collection[Batch]) -> None:
    if not batches:
        raise ValueError("there must be at least one batch, got none")
