"""A small convolutional encoder: learns labeled pictures, or pictures without any label."""

import dataclasses
import math
from collections.abc import Callable

import numpy as np
import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor, nn

from engine.core.random import torch_generator
from training.set_encoders import TrainedEncoder

CHANNELS = (32, 32, 64, 64)
WIDTH = CHANNELS[-1]
TEMPERATURE = 0.2  # of the contrastive loss, NT-Xent (arXiv 2002.05709)
Pictures = Float[Tensor, "batch channels height width"]
Loss = Callable[[Tensor], Tensor]
"""From the places of a batch to its loss."""


def network(channels: int, generator: torch.Generator) -> nn.Sequential:
    """Return four convolutions, three of them halving the picture, and the mean over places."""
    layers: list[nn.Module] = []
    for place, width in enumerate(CHANNELS):
        convolution = nn.utils.skip_init(nn.Conv2d, channels, width, 3, padding=1, bias=False)
        nn.init.kaiming_normal_(convolution.weight, nonlinearity="relu", generator=generator)
        layers += [convolution, nn.BatchNorm2d(width), nn.ReLU()]
        layers += [nn.MaxPool2d(2)] if place < len(CHANNELS) - 1 else []
        channels = width
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten())


def linear(inward: int, outward: int, generator: torch.Generator) -> nn.Linear:
    """Return a layer whose first weights come from the generator."""
    layer = nn.utils.skip_init(nn.Linear, inward, outward)
    nn.init.kaiming_uniform_(layer.weight, a=5**0.5, generator=generator)
    nn.init.zeros_(layer.bias)
    return layer


@dataclasses.dataclass(frozen=True)
class Views:
    """How a picture is moved before it is shown to an encoder.

    Attributes:
        turn: Largest rotation in degrees.
        shift: Largest shift as a share of the picture.
        scale: Largest change of size as a share.
        mirror: Whether left and right may change places.
        light: Largest change of contrast and brightness; pictures lie in 0 to 1.
    """

    turn: float = 10.0
    shift: float = 0.1
    scale: float = 0.1
    mirror: bool = False
    light: float = 0.0

    def __call__(self, pictures: Pictures, generator: torch.Generator) -> Pictures:
        """Return each picture moved by its own draw."""
        count = len(pictures)

        def draw(size: float) -> Tensor:
            return (2 * torch.rand(count, generator=generator) - 1) * size

        angle, zoom = draw(self.turn * math.pi / 180), 1 + draw(self.scale)
        flip = torch.ones(count)
        if self.mirror:
            flip = torch.sign(torch.rand(count, generator=generator) - 0.5)
        across = torch.stack(
            [zoom * flip * angle.cos(), -zoom * angle.sin(), draw(2 * self.shift)]
        )
        down = torch.stack([zoom * flip * angle.sin(), zoom * angle.cos(), draw(2 * self.shift)])
        moves = torch.stack([across.T, down.T], dim=1)
        grid = F.affine_grid(moves, list(pictures.shape), align_corners=False)
        moved = F.grid_sample(pictures, grid, align_corners=False, padding_mode="border")
        if self.light:
            gain = (1 + draw(self.light))[:, None, None, None]
            moved = moved * gain + draw(self.light / 2)[:, None, None, None]
        return moved


@dataclasses.dataclass(frozen=True, eq=False)
class PictureSetEncoder:
    """Train the network on some pictures of a set and embed others.

    Attributes:
        pictures: All pictures, 0 to 1.
        views: How they are moved.
        epochs: Passes over the labeled pictures.
        batch: Pictures in a step.
        rate: Adam's largest rate; it falls to 0 by a cosine.
    """

    pictures: Pictures
    views: Views
    epochs: int = 20
    batch: int = 64
    rate: float = 3e-3

    def __call__(self, rows: np.ndarray, labels: np.ndarray, seed: int) -> TrainedEncoder:
        """Return what the labeled rows teach, without a look at any other row."""
        generator = torch_generator(seed)
        classes, numbers = np.unique(labels, return_inverse=True)
        wanted, taken = torch.from_numpy(numbers), self.pictures[torch.from_numpy(rows)]
        encoder = network(self.pictures.shape[1], generator)
        head = linear(WIDTH, len(classes), generator)

        def loss(places: Tensor) -> Tensor:
            moved = self.views(taken[places], generator)
            return F.cross_entropy(head(encoder(moved)), wanted[places])

        self._train(nn.ModuleList([encoder, head]), loss, len(rows), generator)
        with torch.no_grad():
            said = head(torch.from_numpy(self._embed(encoder, rows))).argmax(dim=-1)
        right = float((said == wanted).float().mean())
        return TrainedEncoder(lambda others: self._embed(encoder, others), right)

    def plain(self, rows: np.ndarray, seed: int) -> TrainedEncoder:
        """Return what rows teach without labels: two views of a picture know each other.

        NT-Xent (arXiv 2002.05709); the training accuracy is the share of views that find
        their partner in the last batch.
        """
        generator = torch_generator(seed)
        taken = self.pictures[torch.from_numpy(rows)]
        encoder = network(self.pictures.shape[1], generator)
        head = nn.Sequential(linear(WIDTH, WIDTH, generator), nn.ReLU())
        head.append(linear(WIDTH, WIDTH, generator))
        found = [0.0]

        def loss(places: Tensor) -> Tensor:
            both = [self.views(taken[places], generator) for _ in range(2)]
            seen = F.normalize(head(encoder(torch.cat(both))), dim=-1)
            alike = (seen @ seen.T / TEMPERATURE).fill_diagonal_(-torch.inf)
            partner = (torch.arange(2 * len(places)) + len(places)) % (2 * len(places))
            found[0] = float((alike.argmax(dim=-1) == partner).float().mean())
            return F.cross_entropy(alike, partner)

        self._train(nn.ModuleList([encoder, head]), loss, len(rows), generator)
        return TrainedEncoder(lambda others: self._embed(encoder, others), found[0])

    def _train(
        self, modules: nn.Module, loss: Loss, count: int, generator: torch.Generator
    ) -> None:
        optimizer = torch.optim.Adam(modules.parameters(), lr=self.rate)
        steps = self.epochs * math.ceil(count / self.batch)
        falling = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
        modules.train()
        for _ in range(self.epochs):
            for places in torch.randperm(count, generator=generator).split(self.batch):
                optimizer.zero_grad()
                loss(places).backward()
                optimizer.step()
                falling.step()
        modules.eval()

    @torch.no_grad()
    def _embed(self, encoder: nn.Module, rows: np.ndarray) -> np.ndarray:
        parts = torch.from_numpy(rows).split(512)
        return torch.cat([encoder(self.pictures[part]) for part in parts]).numpy()
