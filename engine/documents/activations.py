"""One pass through a style-based generator: pictures and what its layers saw, by seed."""

import dataclasses
from collections.abc import Sequence

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from engine.core.params import Settings, param
from engine.core.random import torch_generator
from engine.generative.style_mapping import mix_styles
from engine.generative.style_noise import random_noise
from engine.generative.style_synthesis import Synthesis
from engine.generative.stylegan import StyleGenerator

BATCH = 16
LATENT, OTHER, NOISE = range(3)
"""Streams of random numbers of one seed."""


@dataclasses.dataclass(frozen=True)
class Look(Settings):
    """How a generator is sampled."""

    truncation: float = param(0.8, 0.0, 1.5, "1 leaves the styles, 0 is the average", step=0.05)
    crossover: int = param(
        0, 0, 18, "coarse layers that keep the style; the rest take another's (0: no mixing)",
        step=1,
    )  # fmt: skip
    noise: bool = param(True, meaning="noise maps: detail that no style decides")


def stage_layers(generator: StyleGenerator) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the coarse layers (a quarter of the resolution) and the fine ones.

    Raises:
        ValueError: If the generator doubles fewer than two times.
    """
    last = 2 * generator.settings.doublings + 1
    if generator.settings.doublings < 2:
        raise ValueError(f"a generator must double at least twice, got {(last - 1) // 2}")
    return (str(last - 5), str(last - 4)), (str(last - 1), str(last))


def _stream(seed: int, attempt: int, kind: int) -> torch.Generator:
    # torch's generator reads 32 bits only
    mixed = np.random.SeedSequence((seed, attempt, kind)).generate_state(1)
    return torch_generator(int(mixed[0]))


def _latents(seeds: Sequence[tuple[int, int]], kind: int, size: int) -> Float[Tensor, "n size"]:
    return torch.cat([torch.randn(1, size, generator=_stream(*each, kind)) for each in seeds])


def synthesized(
    generator: StyleGenerator, seeds: Sequence[tuple[int, int]], look: Look
) -> Synthesis:
    """Return pictures and activations of seeds; up to rounding, the other seeds do not matter.

    Args:
        generator: The generator.
        seeds: Seed and attempt of each picture.
        look: Truncation, mixing, noise.

    Raises:
        ValueError: If more layers should keep their style than there are.
    """
    styles = generator.layer_styles(
        _latents(seeds, LATENT, generator.latent_size), truncation=look.truncation
    )
    if look.crossover:
        other = generator.layer_styles(
            _latents(seeds, OTHER, generator.latent_size), truncation=look.truncation
        )
        styles = mix_styles(styles, other, look.crossover)
    sizes = generator.settings.layer_sizes
    if look.noise:
        own = [random_noise(sizes, 1, _stream(*each, NOISE)) for each in seeds]
        noise = [torch.cat(maps) for maps in zip(*own, strict=True)]
    else:
        noise = [torch.zeros(1, 1, *size) for size in sizes]
    return generator.synthesize(styles, noise=noise)
