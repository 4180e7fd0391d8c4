"""From latents to styles: the mapping network, truncation and mixing (arXiv 1812.04948)."""

import torch
from jaxtyping import Float
from torch import Generator, Tensor, nn

from engine.generative.equalized import GAIN, EqualizedLinear, leaky, pixel_norm

RATE = 0.01  # learning rate of the mapping, relative to the other layers
KEPT = 0.998  # of the average style, at each training batch


class MappingNetwork(nn.Module):
    """Latent -> unit length -> fully connected layers -> style; keeps the average style.

    Args:
        latent_size: Numbers in a latent.
        style_size: Numbers in a style.
        layers: Fully connected layers.
    """

    average_style: Tensor

    def __init__(self, latent_size: int, style_size: int, layers: int) -> None:
        """Draw the weights."""
        super().__init__()
        sizes = (latent_size, *(style_size,) * layers)
        self.layers = nn.ModuleList(
            EqualizedLinear(sizes[place], sizes[place + 1], rate=RATE, gain=GAIN)
            for place in range(layers)
        )
        self.register_buffer("average_style", torch.zeros(style_size))

    def forward(self, latent: Float[Tensor, "samples latent"]) -> Float[Tensor, "samples style"]:
        """Return the style of each latent; in training mode the average follows."""
        style = pixel_norm(latent)
        for layer in self.layers:
            style = leaky(layer(style))
        if self.training:
            self.average_style.lerp_(style.detach().mean(dim=0), 1.0 - KEPT)
        return style


def truncate(
    layer_styles: Float[Tensor, "samples layers style"],
    average_style: Float[Tensor, " style"],
    truncation: float,
    *,
    cutoff: int | None = None,
) -> Float[Tensor, "samples layers style"]:
    """Return styles pulled to the average: fewer odd pictures, less variety.

    Args:
        layer_styles: One style for each layer.
        average_style: Where 0 leads.
        truncation: psi; 1 leaves the styles, 0 makes them the average.
        cutoff: How many layers, from the coarsest, are pulled; None for all.
    """
    if truncation == 1.0:
        return layer_styles
    layers = layer_styles.shape[1]
    pulled = torch.lerp(average_style.expand_as(layer_styles), layer_styles, truncation)
    if cutoff is None or cutoff >= layers:
        return pulled
    return torch.cat([pulled[:, :cutoff], layer_styles[:, cutoff:]], dim=1)


def mix_styles(
    coarse: Float[Tensor, "samples layers style"],
    fine: Float[Tensor, "samples layers style"],
    crossover: int,
) -> Float[Tensor, "samples layers style"]:
    """Return the first ``crossover`` layers of ``coarse`` and the others of ``fine``.

    Raises:
        ValueError: If the crossover is not 0 to the number of layers.
    """
    layers = coarse.shape[1]
    if not 0 <= crossover <= layers:
        raise ValueError(f"crossover must lie between 0 and {layers}, got {crossover}")
    return torch.cat([coarse[:, :crossover], fine[:, crossover:]], dim=1)


def mix_some(
    first: Float[Tensor, "samples layers style"],
    second: Float[Tensor, "samples layers style"],
    share: float,
    random: Generator,
) -> Float[Tensor, "samples layers style"]:
    """Return ``first`` where a share of the samples takes its layers from a random one on
    from ``second`` (mixing regularization, arXiv 1812.04948, section 3.1).
    """  # noqa: D205 - one sentence
    samples, layers, _ = first.shape
    device = random.device
    crossover = torch.randint(1, layers, (samples, 1), generator=random, device=device)
    mixed = torch.rand(samples, 1, generator=random, device=device) < share
    kept = (torch.arange(layers, device=device) < crossover) | ~mixed
    return torch.where(kept[:, :, None].to(first.device), first, second)
