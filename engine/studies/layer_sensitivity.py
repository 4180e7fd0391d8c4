"""Which layer hurts: the drift of the network's output with one layer quantized, or all but one.

Nothing is copied and nothing is changed: the quantized weights are handed to
``torch.func.functional_call`` for the length of one forward pass. This is the per-layer enable
and disable sensitivity of quantization tool kits, with the last hidden state as the output, so
it needs no labels.
"""

import dataclasses
from collections.abc import Mapping

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.func import functional_call

from engine.core.jobs import Report
from engine.studies.calibration import TokenBatch


@dataclasses.dataclass(frozen=True)
class LayerSensitivity:
    """Output drift, as the squared error divided by the squared output (1 = as large as it).

    Attributes:
        names: Layers, in the order of the network.
        one_on: Drift with only this layer quantized.
        one_off: Drift with every layer quantized but this one.
        all_on: Drift with every layer quantized.
    """

    names: tuple[str, ...]
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


def output_of(
    network: nn.Module, batch: TokenBatch, weights: Mapping[str, Tensor] | None = None
) -> Float[Tensor, "tokens hidden"]:
    """Return the last hidden state of every real token, with some weights replaced.

    Args:
        network: A ``BertModel`` or one of its relatives, in evaluation mode.
        batch: Sentences; the padding is left out of the result.
        weights: Layer name to the weight that stands in for its own.
    """
    swapped = {f"{name}.weight": weight for name, weight in (weights or {}).items()}
    with torch.inference_mode():
        states = functional_call(network, swapped, (), batch.inputs).last_hidden_state
        return states[batch.attention_mask.bool()]


def relative_error(full: Float[Tensor, "*shape"], quantized: Float[Tensor, "*shape"]) -> float:
    """Return the summed squared difference divided by the summed square of ``full``.

    >>> relative_error(torch.tensor([3.0, 4.0]), torch.tensor([3.0, 3.0]))
    0.04
    """
    signal = float(full.double().square().sum())
    noise = float((quantized.double() - full.double()).square().sum())
    return noise / signal if signal else 0.0


def layer_sensitivity(
    network: nn.Module,
    batch: TokenBatch,
    weights: Mapping[str, Tensor],
    *,
    report: Report | None = None,
) -> LayerSensitivity:
    """Measure the drift with one layer quantized, and with all but one.

    Costs two forward passes for each layer and two more.

    Args:
        network: A ``BertModel`` or one of its relatives, in evaluation mode.
        batch: Calibration sentences.
        weights: Quantized weight of each layer that takes part, in its own layout.
        report: Told of each layer.

    Raises:
        ValueError: If no layer takes part.
    """
    if not weights:
        raise ValueError("sensitivity needs at least one quantized layer, got none; add a role")
    full = output_of(network, batch)
    one_on, one_off = [], []
    for place, name in enumerate(weights):
        if report is not None:
            report(place / len(weights), f"layer {place + 1} of {len(weights)}")
        alone = {name: weights[name]}
        others = {other: weight for other, weight in weights.items() if other != name}
        one_on.append(relative_error(full, output_of(network, batch, alone)))
        one_off.append(relative_error(full, output_of(network, batch, others)))
    all_on = relative_error(full, output_of(network, batch, weights))
    return LayerSensitivity(tuple(weights), np.array(one_on), np.array(one_off), all_on)
