"""DiffAugment: the discriminator sees real and generated pictures through the same changes.

arXiv 2006.10738. Every change is differentiable, so the generator learns through it; its random
numbers come from the generator that the caller passes.
"""

from collections.abc import Callable

import torch
from jaxtyping import Float
from torch import Generator, Tensor
from torch.nn import functional

SHIFT = 0.125  # largest shift, share of the side
CUT = 0.5  # side of the square that is cut out, share of the side


def _uniform(images: Tensor, random: Generator) -> Tensor:
    drawn = torch.rand(len(images), 1, 1, 1, generator=random, device=random.device)
    return drawn.to(images.device)


def colour(
    images: Float[Tensor, "samples channels height width"], random: Generator
) -> Float[Tensor, "samples channels height width"]:
    """Change brightness by +-.5, saturation by 0 to 2 and contrast by .5 to 1.5."""
    images = images + _uniform(images, random) - 0.5
    grey = images.mean(dim=1, keepdim=True)
    images = (images - grey) * (2 * _uniform(images, random)) + grey
    mean = images.mean(dim=(1, 2, 3), keepdim=True)
    return (images - mean) * (_uniform(images, random) + 0.5) + mean


def _integers(images: Tensor, low: int, high: int, random: Generator) -> Tensor:
    drawn = torch.randint(
        low, high + 1, (len(images), 1, 1), generator=random, device=random.device
    )
    return drawn.to(images.device)


def translation(
    images: Float[Tensor, "samples channels height width"], random: Generator
) -> Float[Tensor, "samples channels height width"]:
    """Shift each picture by up to an eighth of its side; what comes in is 0 (mid grey)."""
    samples, _, height, width = images.shape
    reach_y, reach_x = round(height * SHIFT), round(width * SHIFT)
    rows = torch.arange(height, device=images.device)[None, :, None]
    columns = torch.arange(width, device=images.device)[None, None, :]
    rows = rows + _integers(images, -reach_y, reach_y, random) + reach_y
    columns = columns + _integers(images, -reach_x, reach_x, random) + reach_x
    padded = functional.pad(images, (reach_x, reach_x, reach_y, reach_y)).permute(0, 2, 3, 1)
    samples_index = torch.arange(samples, device=images.device)[:, None, None]
    return padded[samples_index, rows, columns].permute(0, 3, 1, 2)


def cutout(
    images: Float[Tensor, "samples channels height width"], random: Generator
) -> Float[Tensor, "samples channels height width"]:
    """Set a square of half the side, centred anywhere, to 0 (mid grey)."""
    _, _, height, width = images.shape
    half_y, half_x = round(height * CUT) // 2, round(width * CUT) // 2
    top = _integers(images, -half_y, height - half_y, random)
    left = _integers(images, -half_x, width - half_x, random)
    rows = torch.arange(height, device=images.device)[None, :, None]
    columns = torch.arange(width, device=images.device)[None, None, :]
    hidden = (rows >= top) & (rows < top + 2 * half_y)
    hidden = hidden & (columns >= left) & (columns < left + 2 * half_x)
    return images * (~hidden)[:, None].to(images.dtype)


CHANGES: dict[str, Callable[[Tensor, Generator], Tensor]] = {
    "colour": colour,
    "translation": translation,
    "cutout": cutout,
}


def augment(
    images: Float[Tensor, "samples channels height width"],
    changes: tuple[str, ...],
    random: Generator,
) -> Float[Tensor, "samples channels height width"]:
    """Return the pictures after each named change, in the order of ``CHANGES``.

    Args:
        images: Pictures in [-1, 1].
        changes: Names out of ``CHANGES``; none leaves the pictures as they are.
        random: Source of the random numbers.

    Raises:
        ValueError: If a name is not known.
    """
    unknown = set(changes) - set(CHANGES)
    if unknown:
        raise ValueError(f"changes must be among {tuple(CHANGES)}, got {sorted(unknown)}")
    for name, change in CHANGES.items():
        if name in changes:
            images = change(images, random)
    return images
