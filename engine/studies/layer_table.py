"""Every layer under every method, width and granularity: the table behind the layer pages.

One row is one layer under one setting. Two errors stand in it: that of the weights, and that of
the layer's output on calibration sentences when its input is left at full precision (the
isolated output error).
"""

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, cast

import torch
from jaxtyping import Num
from torch import Tensor, nn
from torch.func import functional_call

from engine.core.jobs import Report
from engine.quantization import Method
from engine.quantization.batches import Batch, attended, run
from engine.quantization.error import weight_errors
from engine.quantization.layers import Layer, quantizable_layers
from engine.quantization.layout import from_rows, to_rows
from engine.studies.layer_configurations import WIDTHS, configuration
from engine.studies.layer_names import short_name
from engine.studies.layer_sensitivity import noise_share

if TYPE_CHECKING:
    import pandas as pd


@dataclasses.dataclass(frozen=True)
class Setting:
    """One column block of the table.

    Attributes:
        title: Title of a configuration.
        granularity: What shares a step.
        bits: Width of a code.
    """

    title: str
    granularity: str
    bits: int

    @property
    def method(self) -> Method:
        """The method that this setting names."""
        return configuration(self.title).at(self.bits, self.granularity)


def settings_grid(
    titles: Sequence[str], granularities: Sequence[str], widths: Sequence[int] = WIDTHS
) -> tuple[Setting, ...]:
    """Return every combination, methods first.

    >>> len(settings_grid(("LQ", "MMSE"), ("tensor", "row"), (2, 4)))
    8
    """
    return tuple(
        Setting(title, granularity, bits)
        for title in titles
        for granularity in granularities
        for bits in widths
    )


def layer_table(
    network: nn.Module,
    batch: Batch,
    settings: Sequence[Setting],
    *,
    report: Report | None = None,
) -> "pd.DataFrame":
    """Measure every layer under every setting.

    Args:
        network: A ``BertModel`` or one of its relatives, in evaluation mode.
        batch: Calibration sentences.
        settings: What to try; see :func:`settings_grid`.
        report: Told of each cell.

    Returns:
        One row for each layer and setting: layer, label, role, rows, columns, weights,
        minimum, maximum, standard_deviation, kurtosis (of the weights; a Gaussian has 3),
        method, granularity, bits, bits_per_weight (scales and split columns included),
        mean_squared_error, maximum_error, signal_to_noise_db, cosine (of the weights),
        output_error (squared error of the output over its square).

    Raises:
        ValueError: If there is no setting.
    """
    import pandas as pd

    if not settings:
        raise ValueError("a layer table needs at least one setting, got none; add a method")
    layers = quantizable_layers(network)
    inputs = layer_inputs(network, batch)
    modules = dict(network.named_modules())
    total = sum(layer.weights for layer in layers)
    rows: list[dict[str, object]] = []
    done = 0
    for layer in layers:
        module = modules[layer.name]
        start, share = done / total, layer.weights / total
        cells = _cells(module, inputs.get(layer.name), settings)
        described = _describe(layer, cast("Tensor", module.weight).detach())
        for place, cell in enumerate(cells):
            rows.append({**described, **cell})
            if report is not None:
                report(start + share * place / len(settings), str(described["label"]))
        done += layer.weights
    return pd.DataFrame(rows)


def layer_inputs(network: nn.Module, batch: Batch) -> dict[str, Num[Tensor, "..."]]:
    """Return what each layer reads on the sentences at full precision, padding left out.

    A layer that the forward pass does not use is not in the result.
    """
    seen: dict[str, Tensor] = {}

    def keep(name: str) -> Callable[..., None]:
        def hook(_module: nn.Module, given: tuple[Tensor, ...]) -> None:
            seen[name] = attended(batch, given[0].detach())

        return hook

    handles = [
        network.get_submodule(layer.name).register_forward_pre_hook(keep(layer.name))
        for layer in quantizable_layers(network)
    ]
    try:
        with torch.no_grad():
            run(network, batch)
    finally:
        for handle in handles:
            handle.remove()
    return seen


def _cells(
    module: nn.Module, given: Tensor | None, settings: Sequence[Setting]
) -> Iterator[dict[str, object]]:
    weight = cast("Tensor", module.weight).detach()
    rows = to_rows(module, weight)
    with torch.no_grad():
        full = None if given is None else module(given)
    for setting in settings:
        quantized = setting.method(rows)
        folded = from_rows(module, quantized.weight).to(weight.dtype)
        error = float("nan")
        if full is not None:
            with torch.no_grad():
                output = functional_call(module, {"weight": folded}, (given,))
            error = noise_share(weight_errors(full, output))
        yield {
            "method": setting.title,
            "granularity": setting.granularity,
            "bits": setting.bits,
            "bits_per_weight": quantized.bits_per_weight,
            **dataclasses.asdict(weight_errors(weight, folded)),
            "output_error": error,
        }


def _describe(layer: Layer, weight: Tensor) -> dict[str, object]:
    values = weight.double()
    centred = values - values.mean()
    variance = float(centred.square().mean())
    fourth = float(centred.pow(4).mean())
    return {
        "layer": layer.name,
        "label": short_name(layer.name),
        "role": layer.role,
        "rows": layer.shape[0],
        "columns": layer.shape[1],
        "weights": layer.weights,
        "minimum": float(values.min()),
        "maximum": float(values.max()),
        "standard_deviation": variance**0.5,
        "kurtosis": fourth / variance**2 if variance else float("nan"),
    }
