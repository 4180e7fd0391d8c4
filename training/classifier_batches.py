"""Batches for the classifiers: shuffled, shifted, mirrored, optionally smaller."""

import dataclasses
from collections.abc import Iterator

import torch
import torch.nn.functional as F
from torch import Tensor

from engine.data.images import LabelledImages


@dataclasses.dataclass(frozen=True)
class Augmentation:
    """How a training picture is varied.

    Attributes:
        shift: Largest shift in each direction, pixels.
        padding: What fills the border: ``"reflect"``, or ``"constant"`` for the darkest value.
        mirror: Whether half of the pictures are mirrored.
    """

    shift: int
    padding: str
    mirror: bool


def varied(images: Tensor, how: Augmentation, generator: torch.Generator) -> Tensor:
    """Return images in [-1, 1], each shifted and mirrored at random."""
    count, channels, height, width = images.shape
    if how.padding == "reflect":
        padded = F.pad(images, [how.shift] * 4, mode="reflect")
    else:
        padded = F.pad(images, [how.shift] * 4, value=-1.0)
    places = torch.randint(0, 2 * how.shift + 1, (2, count, 1), generator=generator)
    rows = places[0] + torch.arange(height)
    columns = places[1] + torch.arange(width)
    if how.mirror:
        turned = torch.rand(count, 1, generator=generator) < 0.5
        columns = torch.where(turned, columns.flip(1), columns)
    samples = torch.arange(count)[:, None, None, None]
    planes = torch.arange(channels)[None, :, None, None]
    return padded[samples, planes, rows[:, None, :, None], columns[:, None, None, :]]


def training_batches(
    images: LabelledImages,
    how: Augmentation,
    batch_size: int,
    size: int,
    generator: torch.Generator,
) -> Iterator[tuple[Tensor, Tensor]]:
    """Yield one epoch of (images, labels); the images are ``size`` pixels wide."""
    pixels, labels = torch.from_numpy(images.pixels), torch.from_numpy(images.labels)
    order = torch.randperm(len(labels), generator=generator)
    for chosen in order[: len(order) // batch_size * batch_size].split(batch_size):
        batch = varied(pixels[chosen].float() / 127.5 - 1.0, how, generator)
        if size != batch.shape[-1]:
            batch = F.interpolate(batch, size, mode="bilinear", antialias=True)
        yield batch.contiguous(memory_format=torch.channels_last), labels[chosen]
