"""Which layer of a generator hurts: its pictures' drift with one layer switched at a time."""

import dataclasses

import numpy as np
from jaxtyping import Float
from torch import nn

from engine.core.jobs import Report
from engine.quantization.network import quantize_network
from engine.quantization.quantized_network import WeightMethod
from engine.quantization.roles import ROLES
from engine.quantization.sensitivity import layer_switches
from engine.studies.compressed_generator import draw_images
from engine.studies.generator_comparison import compare_images


@dataclasses.dataclass(frozen=True)
class GeneratorSensitivity:
    """Drift of the pictures for each layer, as in ``ImageComparison.drift``.

    Attributes:
        names: Layers in the order of the network.
        weights: Number of weights of each layer.
        one_on: Drift with only this layer quantized.
        one_off: Drift with every layer quantized but this one.
        all_on: Drift with every layer quantized.
    """

    names: tuple[str, ...]
    weights: tuple[int, ...]
    one_on: Float[np.ndarray, " layers"]
    one_off: Float[np.ndarray, " layers"]
    all_on: float

    @property
    def relief(self) -> Float[np.ndarray, " layers"]:
        """Share of the drift that goes away when this layer alone keeps full precision.

        Negative where the errors of two layers cancel.
        """
        if self.all_on == 0.0:
            return np.zeros(len(self.names))
        return 1.0 - self.one_off / self.all_on


def generator_sensitivity(
    network: nn.Module,
    method: WeightMethod,
    latents: Float[np.ndarray, "samples latent"],
    *,
    truncation: float = 1.0,
    report: Report | None = None,
) -> GeneratorSensitivity:
    """Draw the latents with each layer alone quantized, and with each alone spared.

    Args:
        network: A generator in full precision; it is left as it is.
        method: The quantizer of every layer.
        latents: Two or more latents.
        truncation: As for drawing.
        report: Called before each drawing.
    """
    full = draw_images(network, latents, truncation=truncation)
    made = quantize_network(network, method, roles=ROLES, keep_codes=False)

    def drift(changed: nn.Module) -> float:
        return compare_images(full, draw_images(changed, latents, truncation=truncation)).drift

    switches = layer_switches(network, made, drift, report=report)
    return GeneratorSensitivity(
        names=tuple(each.name for each in switches),
        weights=tuple(each.layer.weights for each in made.layers),
        one_on=np.array([each.only for each in switches]),
        one_off=np.array([each.without for each in switches]),
        all_on=drift(made.module),
    )
