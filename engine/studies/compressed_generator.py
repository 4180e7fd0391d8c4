"""A generator with fewer bits: what it becomes, what it weighs, and what both of them draw.

The compression is post-training (arXiv 2103.11912): the weights are clipped and rounded, nothing
is trained again. Biases, normalization and noise strengths keep full precision.
"""

import dataclasses
from collections.abc import Mapping
from typing import cast

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor, nn

from engine.core.jobs import Report
from engine.generative.latents import sample_latents
from engine.generative.models import Generator
from engine.quantization.activations import (
    ActivationQuantization,
    ActivationRange,
    calibrate,
    quantize_activations,
)
from engine.quantization.layers import Layer, quantizable_layers
from engine.quantization.network import quantize_network
from engine.quantization.quantized_network import LayerResult, WeightMethod
from engine.quantization.roles import ROLES
from engine.quantization.substitution import unique_tensors

FULL_BITS = 32
CALIBRATION_LATENTS = 128
CALIBRATION_SEED = 2_103_119
BATCH = 64


@dataclasses.dataclass(frozen=True)
class Compression:
    """What is done to a generator.

    Attributes:
        method: Quantizer of every weight that ``layer_bits`` does not name.
        layer_bits: Pairs of layer name and bits that differ; ``FULL_BITS`` leaves a layer alone.
        activations: How the layers' inputs are rounded, or None.
    """

    method: WeightMethod
    layer_bits: tuple[tuple[str, int], ...] = ()
    activations: ActivationQuantization | None = None

    def overrides(self) -> dict[str, WeightMethod | None]:
        """Return the method of each named layer; None leaves it in full precision."""
        return {name: self._with_bits(bits) for name, bits in self.layer_bits}

    def _with_bits(self, bits: int) -> WeightMethod | None:
        if bits == FULL_BITS:
            return None
        return dataclasses.replace(self.method, bits=bits)  # ty: ignore[invalid-argument-type]


@dataclasses.dataclass(frozen=True)
class CompressedGenerator:
    """A generator with quantized weights, simulated in floating point.

    Attributes:
        network: The network; it shares what was not quantized with the original.
        layers: One result for each quantized layer; empty when all keep full precision.
        packed_bytes: Size with packed codes and scales, all else as float32.
        full_bytes: Size of all tensors as float32.
        ranges: Grid of each layer's input, by layer; empty without rounded activations.
    """

    network: nn.Module
    layers: tuple[LayerResult, ...]
    packed_bytes: int
    full_bytes: int
    ranges: Mapping[str, ActivationRange]

    @property
    def bits_per_weight(self) -> float:
        """Stored bits, scales included, for each quantized weight; 32 if there is none."""
        weights = sum(each.layer.weights for each in self.layers)
        stored = sum(each.stored_bits for each in self.layers)
        return stored / weights if weights else float(FULL_BITS)

    @property
    def ratio(self) -> float:
        """How many times smaller the packed file is than float32."""
        return self.full_bytes / self.packed_bytes


def generator_layers(network: nn.Module) -> tuple[Layer, ...]:
    """Return the layers of a generator whose weights are quantized, in its order."""
    return quantizable_layers(network)


def compress(
    network: nn.Module, compression: Compression, *, report: Report | None = None
) -> CompressedGenerator:
    """Return a compressed copy of a generator; the original is left as it is.

    Args:
        network: A generator in evaluation mode.
        compression: What to do with it.
        report: Called before each layer.

    Raises:
        ValueError: If ``layer_bits`` names no layer of it, or bits are out of range.

    >>> from engine.generative.dcgan import DcganGenerator, DcganSettings
    >>> from engine.quantization import LinearQuantization
    >>> network = DcganGenerator(DcganSettings(width=4)).eval()
    >>> compress(network, Compression(LinearQuantization(bits=4))).ratio > 6
    True
    """
    overrides = compression.overrides()
    names = [layer.name for layer in generator_layers(network)]
    full_bytes = sum(each.nbytes for each in unique_tensors(network).values())
    changed, layers, packed = network, (), full_bytes
    if any(overrides.get(name, compression.method) is not None for name in names):
        made = quantize_network(
            network, compression.method, roles=ROLES, overrides=overrides, report=report
        )
        changed, layers, packed = made.module, made.layers, made.packed_bytes
    ranges: Mapping[str, ActivationRange] = {}
    if compression.activations is not None:
        statistics = calibrate(network, calibration_batches(network), roles=ROLES, report=report)
        rounded = quantize_activations(changed, statistics, compression.activations)
        changed, ranges = rounded.module, rounded.ranges
    return CompressedGenerator(changed, layers, packed, full_bytes, ranges)


def calibration_batches(network: nn.Module) -> list[Tensor]:
    """Return the latents on which the range of each layer's input is found."""
    size = cast("Generator", network).latent_size
    latents = sample_latents(CALIBRATION_LATENTS, size, CALIBRATION_SEED)
    return list(latents.split(BATCH))


def draw_images(
    network: nn.Module,
    latents: Float[np.ndarray, "samples latent"],
    *,
    truncation: float = 1.0,
    noise_seed: int = 0,
    report: Report | None = None,
) -> Float[np.ndarray, "samples channels height width"]:
    """Return one picture in [-1, 1] for each latent.

    Args:
        network: A generator, compressed or not.
        latents: Where it starts; standard normal.
        truncation: 1 leaves latents as they are, 0 draws the mean picture for each.
        noise_seed: Seed of the noise inputs, where the generator has them.
        report: Called before each batch.
    """
    generator = cast("Generator", network)
    drawn = []
    with torch.no_grad():
        for place, batch in enumerate(torch.from_numpy(latents).split(BATCH)):
            if report is not None:
                report(place * BATCH / len(latents), f"picture {place * BATCH} of {len(latents)}")
            images = generator.draw(batch, truncation=truncation, noise_seed=noise_seed)
            drawn.append(images.float().numpy())
    return np.concatenate(drawn)
