"""Noise maps: the detail of a picture that no style decides (arXiv 1812.04948, section 3.2)."""

import torch
from jaxtyping import Float
from torch import Generator, Tensor

from engine.core.random import torch_generator


def fixed_noise(sizes: tuple[tuple[int, int], ...], seed: int) -> list[Float[Tensor, "1 1 _ _"]]:
    """Return one standard normal map for each size, to be shared by all samples.

    >>> [tuple(each.shape) for each in fixed_noise(((4, 3), (8, 6)), seed=0)]
    [(1, 1, 4, 3), (1, 1, 8, 6)]
    """
    return random_noise(sizes, 1, torch_generator(seed))


def random_noise(
    sizes: tuple[tuple[int, int], ...], samples: int, random: Generator
) -> list[Float[Tensor, "_ 1 _ _"]]:
    """Return one map for each size and sample, on the device of ``random``."""
    return [
        torch.randn(samples, 1, *size, generator=random, device=random.device) for size in sizes
    ]


def check_noise(
    noise: list[Float[Tensor, "..."]], sizes: tuple[tuple[int, int], ...], samples: int
) -> None:
    """Check given maps.

    Raises:
        ValueError: If there is not one map for each layer, of its size, for 1 or all samples.
    """
    if len(noise) != len(sizes):
        raise ValueError(
            f"noise must have one map for each of the {len(sizes)} layers, got {len(noise)}"
        )
    for layer, (each, size) in enumerate(zip(noise, sizes, strict=True)):
        if each.shape not in ((1, 1, *size), (samples, 1, *size)):
            raise ValueError(
                f"the noise of layer {layer} must have shape {(samples, 1, *size)} or "
                f"{(1, 1, *size)}, got {tuple(each.shape)}"
            )
