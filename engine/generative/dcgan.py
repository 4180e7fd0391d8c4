"""DCGAN: a generator of transposed convolutions and its discriminator (arXiv 1511.06434)."""

import dataclasses
import itertools

import torch
from jaxtyping import Float
from torch import Tensor, nn

from engine.core.params import Settings, param

SIZES = {28: 7, 32: 4}  # side of the picture -> side of the first map
SLOPE = 0.2


@dataclasses.dataclass(frozen=True)
class DcganSettings(Settings):
    """Size of a DCGAN: side and channels of the picture, maps of the finest hidden layer."""

    size: int = param(28, meaning="side of the picture in pixels", choices=tuple(SIZES))
    channels: int = param(1, meaning="1 for grey, 3 for colour", choices=(1, 3))
    width: int = param(64, 4, 256, "maps of the finest hidden layer")
    latent_size: int = param(64, 2, 512, "numbers in a latent")

    @property
    def widths(self) -> tuple[int, ...]:
        """Maps of each hidden layer, coarse to fine."""
        return (2 * self.width, self.width) if self.size == 28 else (
            4 * self.width, 2 * self.width, self.width
        )  # fmt: skip


class DcganGenerator(nn.Module):
    """Latent -> linear map -> transposed convolutions of stride 2 -> picture in [-1, 1].

    >>> generator = DcganGenerator(DcganSettings(width=4)).eval()
    >>> generator.draw(torch.zeros(2, 64)).shape
    torch.Size([2, 1, 28, 28])
    """

    def __init__(self, settings: DcganSettings) -> None:
        """Build the layers with DCGAN's initial weights (normal, deviation .02)."""
        super().__init__()
        self.settings = settings
        self.latent_size = settings.latent_size
        self.image_shape = (settings.channels, settings.size, settings.size)
        self.start = SIZES[settings.size]
        widths = settings.widths
        self.project = nn.Linear(self.latent_size, widths[0] * self.start**2, bias=False)
        self.project_norm = nn.BatchNorm2d(widths[0])
        pairs = list(itertools.pairwise(widths))
        self.up = nn.ModuleList(nn.ConvTranspose2d(i, o, 4, 2, 1, bias=False) for i, o in pairs)
        self.up_norm = nn.ModuleList(nn.BatchNorm2d(o) for _, o in pairs)
        self.to_image = nn.ConvTranspose2d(widths[-1], settings.channels, 4, 2, 1)
        self.apply(_initial_weights)

    def _hidden(self, latent: Tensor) -> dict[str, Tensor]:
        first = self.project(latent).reshape(len(latent), -1, self.start, self.start)
        maps = torch.relu(self.project_norm(first))
        found = {"project": maps}
        for number, (layer, norm) in enumerate(zip(self.up, self.up_norm, strict=True)):
            maps = torch.relu(norm(layer(maps)))
            found[f"up.{number}"] = maps
        return found

    def forward(
        self, latent: Float[Tensor, "samples latent_size"]
    ) -> Float[Tensor, "samples channels height width"]:
        """Return one picture for each latent."""
        *_, maps = self._hidden(latent).values()
        return torch.tanh(self.to_image(maps))

    def draw(
        self,
        latent: Float[Tensor, "samples latent_size"],
        *,
        truncation: float = 1.0,
        noise_seed: int = 0,
    ) -> Float[Tensor, "samples channels height width"]:
        """Return pictures of latents pulled to the mean latent, which is 0.

        Args:
            latent: Standard normal latents.
            truncation: 1 leaves them, 0 draws the mean for each.
            noise_seed: Not used: a DCGAN has no noise inputs.
        """
        del noise_seed
        return self(latent * truncation)

    def activations(self, latent: Float[Tensor, "samples latent_size"]) -> dict[str, Tensor]:
        """Return the hidden maps by layer name, coarse to fine, after the ReLU."""
        return self._hidden(latent)


class DcganDiscriminator(nn.Module):
    """Convolutions of stride 2 and one linear map; no batch norm, so that R1 stays well defined.

    >>> DcganDiscriminator(DcganSettings(width=4))(torch.zeros(2, 1, 28, 28)).shape
    torch.Size([2])
    """

    def __init__(self, settings: DcganSettings) -> None:
        """Build the mirror image of the generator."""
        super().__init__()
        widths = (settings.channels, *settings.widths[::-1])
        layers: list[nn.Module] = []
        for ingoing, outgoing in itertools.pairwise(widths):
            layers += [nn.Conv2d(ingoing, outgoing, 4, 2, 1), nn.LeakyReLU(SLOPE)]
        self.maps = nn.Sequential(*layers)
        self.decide = nn.Linear(widths[-1] * SIZES[settings.size] ** 2, 1)
        self.apply(_initial_weights)

    def forward(
        self, images: Float[Tensor, "samples channels height width"]
    ) -> Float[Tensor, " samples"]:
        """Return the logit of "real" for each picture."""
        return self.decide(self.maps(images).flatten(1)).squeeze(1)


def _initial_weights(module: nn.Module) -> None:
    if isinstance(module, nn.Linear | nn.Conv2d | nn.ConvTranspose2d):
        nn.init.normal_(module.weight, 0.0, 0.02)
