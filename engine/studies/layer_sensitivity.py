"""Which layer hurts, how the harm adds up, and whether weights or activations do it.

Everything is a share of power: squared error over squared full-precision output, so 1 means an
error as large as the output itself. No labels are needed; the last hidden state is the output.
"""

import dataclasses
import functools
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float
from torch import nn

from engine.core.jobs import Report
from engine.quantization import Method
from engine.quantization.activations import ActivationQuantization, calibrate, quantize_activations
from engine.quantization.batches import Batch
from engine.quantization.error import WeightErrors
from engine.quantization.network import quantize_network
from engine.quantization.output_error import layer_output_errors, output_error
from engine.quantization.roles import DEFAULT_ROLES
from engine.quantization.sensitivity import layer_switches

if TYPE_CHECKING:
    import pandas as pd

    from engine.studies.layer_configurations import Configuration


@dataclasses.dataclass(frozen=True)
class LayerSensitivity:
    """Errors of one method and width, layer by layer, as shares of power.

    Attributes:
        names: Layers, in the order of the network.
        isolated: Error of the layer's output when it alone is quantized.
        accumulated: Error of the layer's output when every layer is.
        one_on: Drift of the network's output with only this layer quantized.
        one_off: Drift with every layer quantized but this one.
        all_on: Drift with every layer quantized.
    """

    names: tuple[str, ...]
    isolated: Float[np.ndarray, " layers"]
    accumulated: Float[np.ndarray, " layers"]
    one_on: Float[np.ndarray, " layers"]
    one_off: Float[np.ndarray, " layers"]
    all_on: float

    @property
    def relief(self) -> Float[np.ndarray, " layers"]:
        """Share of the drift that goes away when this layer alone is left at full precision.

        Negative where the errors of two layers cancel: leaving one out then makes it worse.
        """
        if self.all_on == 0:
            return np.zeros(len(self.names))
        return 1.0 - self.one_off / self.all_on


def noise_share(errors: WeightErrors) -> float:
    """Return squared error over squared signal, what an SQNR in decibel stands for.

    >>> noise_share(WeightErrors(0.0, 0.0, 20.0, 1.0))
    0.01
    """
    return float(10.0 ** (-errors.signal_to_noise_db / 10.0))


def layer_sensitivity(
    network: nn.Module,
    batch: Batch,
    method: Method,
    *,
    roles: tuple[str, ...] = DEFAULT_ROLES,
    report: Report | None = None,
) -> LayerSensitivity:
    """Measure every layer alone, added up, switched on and switched off.

    Costs two forward passes for each layer and four more.

    Args:
        network: Any network in evaluation mode.
        batch: Calibration sentences.
        method: What happens to each layer.
        roles: Layers that take part.
        report: Told of each pass.

    Raises:
        ValueError: If no layer has one of the roles.
    """
    quantized = quantize_network(
        network, method, roles=roles, keep_codes=False, report=_part(report, 0.0, 0.2)
    )
    names = tuple(each.layer.name for each in quantized.layers)
    outputs = {
        each.name: each for each in layer_output_errors(network, quantized.module, names, [batch])
    }
    compare = output_error(network, [batch])

    def drift(other: nn.Module) -> float:
        return noise_share(compare(other))

    switches = layer_switches(network, quantized, drift, report=_part(report, 0.2, 1.0))
    used = [each for each in switches if each.name in outputs]
    return LayerSensitivity(
        names=tuple(each.name for each in used),
        isolated=np.array([noise_share(outputs[each.name].isolated) for each in used]),
        accumulated=np.array([noise_share(outputs[each.name].accumulated) for each in used]),
        one_on=np.array([each.only for each in used]),
        one_off=np.array([each.without for each in used]),
        all_on=drift(quantized.module),
    )


def drift_by_part(  # noqa: PLR0913 - the axes of the figure
    network: nn.Module,
    batch: Batch,
    chosen: "Configuration",
    granularity: str,
    widths: Sequence[int],
    *,
    roles: tuple[str, ...] = DEFAULT_ROLES,
    report: Report | None = None,
) -> "pd.DataFrame":
    """Return the drift of the output with weights, activations, or both quantized, over bits.

    Activations are the inputs of the layers, per tensor, on ranges from the same sentences.

    Args:
        network: Any network in evaluation mode.
        batch: Calibration sentences.
        chosen: Method for the weights.
        granularity: What shares a step of the weights.
        widths: Bits to try, the same for both.
        roles: Layers that take part.
        report: Told of each width.

    Returns:
        Columns bits, part (``weights``, ``activations``, ``both``) and drift.
    """
    import pandas as pd

    compare = output_error(network, [batch])
    statistics = calibrate(network, [batch], roles=roles)
    rows = []
    for place, bits in enumerate(widths):
        say = _part(report, place / len(widths), (place + 1) / len(widths))
        method = chosen.at(bits, granularity)
        weights = quantize_network(network, method, roles=roles, keep_codes=False, report=say)
        inputs = ActivationQuantization(bits=bits)
        parts = {
            "weights": weights.module,
            "activations": quantize_activations(network, statistics, inputs).module,
            "both": quantize_activations(weights.module, statistics, inputs).module,
        }
        rows += [
            {"bits": bits, "part": part, "drift": noise_share(compare(module))}
            for part, module in parts.items()
        ]
    return pd.DataFrame(rows)


def _part(report: Report | None, start: float, end: float) -> Report | None:
    """Return a report that fills only a part of the bar."""
    if report is None:
        return None
    return functools.partial(_scaled, report, start, end)


def _scaled(report: Report, start: float, end: float, fraction: float, message: str) -> None:
    report(start + (end - start) * fraction, message)
