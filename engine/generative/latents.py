"""Latents: where a generator starts, and the way from one to another."""

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from engine.core.random import numpy_generator

MOST = 100_000


def sample_latents(count: int, latent_size: int, seed: int) -> Float[Tensor, "samples latent"]:
    """Return standard normal latents: a longer list of the same seed starts with the shorter.

    Raises:
        ValueError: If the count is not 1 to 100,000.
    """
    if not 1 <= count <= MOST:
        raise ValueError(f"count must be 1 to {MOST:,}, got {count}; draw several times instead")
    rows = numpy_generator(seed).standard_normal((count, latent_size), dtype=np.float32)
    return torch.from_numpy(rows)


def interpolate(
    start: Float[Tensor, " latent"], end: Float[Tensor, " latent"], share: float
) -> Float[Tensor, " latent"]:
    """Return the point on the great circle between two latents, with the length interpolated.

    A straight line would pass near 0, where a Gaussian of many dimensions has no samples
    (arXiv 1609.04468).

    Args:
        start: Latent at share 0.
        end: Latent at share 1.
        share: Position between them.
    """
    lengths = start.norm(), end.norm()
    if min(lengths) == 0:
        return torch.lerp(start, end, share)
    one, two = start / lengths[0], end / lengths[1]
    angle = torch.arccos((one @ two).clamp(-1.0, 1.0))
    if angle < 1e-4 or angle > torch.pi - 1e-4:
        return torch.lerp(start, end, share)
    weights = torch.sin((1 - share) * angle), torch.sin(share * angle)
    direction = (weights[0] * one + weights[1] * two) / torch.sin(angle)
    return direction * torch.lerp(lengths[0], lengths[1], share)


def latent_walk(
    stops: Float[Tensor, "stops latent"], steps: int
) -> Float[Tensor, "frames latent"]:
    """Return a closed walk: ``steps`` latents from each stop to the next, and back to the first.

    Raises:
        ValueError: If there are fewer than two stops or no step.
    """
    if len(stops) < 2 or steps < 1:
        raise ValueError(f"need 2 stops and 1 step, got {len(stops)} and {steps}; add some")
    frames = [
        interpolate(start, end, step / steps)
        for start, end in zip(stops, stops.roll(-1, 0), strict=True)
        for step in range(steps)
    ]
    return torch.stack(frames)
