"""Style mixing: coarse styles of one latent, fine styles of another (arXiv 1812.04948)."""

from typing import cast

import numpy as np
import torch
from jaxtyping import Float
from torch import nn

from engine.generative.stylegan import StyleGenerator


def can_mix(network: nn.Module) -> bool:
    """Whether a generator has styles to mix."""
    return isinstance(network, StyleGenerator)


def style_count(network: nn.Module) -> int:
    """Return into how many layers a style goes."""
    return cast("StyleGenerator", network).settings.layer_styles


def mixed_images(
    network: nn.Module,
    coarse: Float[np.ndarray, "rows latent"],
    fine: Float[np.ndarray, "columns latent"],
    *,
    crossover: int,
    truncation: float = 1.0,
    noise_seed: int = 0,
) -> Float[np.ndarray, "pictures channels height width"]:
    """Return a picture for each pair: rows give the coarse styles, columns the fine ones.

    Args:
        network: A StyleGAN2, compressed or not.
        coarse: Latents of the rows.
        fine: Latents of the columns.
        crossover: Layers, from the coarsest, that take the row's style.
        truncation: Pulls both styles to the average style.
        noise_seed: Seed of the fixed noise.

    Raises:
        ValueError: If the generator has no styles, or the crossover is not one of its layers.
    """
    if not can_mix(network):
        raise ValueError("style mixing needs a generator with styles; choose a StyleGAN2")
    if not 0 <= crossover <= style_count(network):
        raise ValueError(
            f"crossover must be 0 to {style_count(network)} layers, got {crossover}; pick another"
        )
    generator = cast("StyleGenerator", network)
    with torch.no_grad():
        one = generator.layer_styles(torch.from_numpy(coarse), truncation=truncation)
        two = generator.layer_styles(torch.from_numpy(fine), truncation=truncation)
        mixed = two.repeat(len(one), 1, 1)
        mixed[:, :crossover] = one.repeat_interleave(len(two), 0)[:, :crossover]
        images = generator.synthesize(mixed, noise_seed=noise_seed).images
    return images.clamp(-1.0, 1.0).float().numpy()
