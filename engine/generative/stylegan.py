"""StyleGAN2 in plain torch: mapping, styles, noise, truncation and mixing (arXiv 1912.04958)."""

import torch
from jaxtyping import Float
from torch import Generator, Tensor, nn

from engine.generative.latents import sample_latents
from engine.generative.style_mapping import MappingNetwork, mix_some, truncate
from engine.generative.style_noise import check_noise, fixed_noise, random_noise
from engine.generative.style_settings import StyleSettings
from engine.generative.style_synthesis import Synthesis, SynthesisNetwork


class StyleGenerator(nn.Module):
    """Latent -> style -> picture.

    In training mode every sample has its own noise and some samples mix two styles; the random
    numbers follow from the latents, so the same latents give the same pictures and a resumed run
    is the same run. In evaluation mode the noise is fixed.

    >>> generator = StyleGenerator(StyleSettings(widths=(8, 8, 4, 4))).eval()
    >>> generator.draw(torch.zeros(2, 64), truncation=0.7).shape
    torch.Size([2, 1, 32, 32])
    """

    def __init__(self, settings: StyleSettings) -> None:
        """Draw the weights with torch's global generator, as torch's own layers do."""
        super().__init__()
        self.settings = settings
        self.latent_size = settings.latent_size
        self.image_shape = (settings.channels, settings.height, settings.width)
        self.mapping = MappingNetwork(
            settings.latent_size, settings.style_size, settings.mapping_layers
        )
        self.synthesis = SynthesisNetwork(settings)

    def forward(
        self, latent: Float[Tensor, "samples latent_size"]
    ) -> Float[Tensor, "samples channels height width"]:
        """Return one picture for each latent; cut to [-1, 1] in evaluation mode only."""
        if not self.training:
            return self.draw(latent)
        random = _generator_of(latent)
        layer_styles = self.layer_styles(latent)
        if self.settings.mixing:
            other = torch.randn(latent.shape, generator=random, device=latent.device)
            layer_styles = mix_some(
                layer_styles, self.layer_styles(other), self.settings.mixing, random
            )
        noise = random_noise(self.settings.layer_sizes, len(latent), random)
        return self.synthesize(layer_styles, noise=noise).images

    def style(
        self, latent: Float[Tensor, "samples latent_size"]
    ) -> Float[Tensor, "samples style_size"]:
        """Return the style (w) of each latent."""
        return self.mapping(latent)

    def layer_styles(
        self,
        latent: Float[Tensor, "samples latent_size"],
        *,
        truncation: float = 1.0,
        cutoff: int | None = None,
    ) -> Float[Tensor, "samples layers style_size"]:
        """Return the style of each latent once for each layer (w+), truncated.

        Args:
            latent: Standard normal latents.
            truncation: psi; 0 is the average style.
            cutoff: How many layers, from the coarsest, are truncated; None for all.
        """
        styles = self.style(latent)[:, None].expand(-1, self.settings.layer_styles, -1)
        return truncate(styles, self.mapping.average_style, truncation, cutoff=cutoff)

    def synthesize(
        self,
        layer_styles: Float[Tensor, "samples layers style_size"],
        *,
        noise: list[Float[Tensor, "_ 1 _ _"]] | None = None,
        noise_seed: int = 0,
    ) -> Synthesis:
        """Return pictures, not cut to [-1, 1], and activations for styles of one's own.

        Args:
            layer_styles: One style for each layer.
            noise: One map for each layer, of ``settings.layer_sizes``, for one or all samples.
            noise_seed: Seed of the fixed noise where no maps are given.

        Raises:
            ValueError: If the number of styles or a noise map does not fit.
        """
        sizes = self.settings.layer_sizes
        if layer_styles.shape[1] != self.settings.layer_styles:
            raise ValueError(
                f"layer_styles must hold {self.settings.layer_styles} styles for each sample, got "
                f"{layer_styles.shape[1]}; repeat one style for all layers to use just that"
            )
        if noise is None:
            noise = [each.to(layer_styles.device) for each in fixed_noise(sizes, noise_seed)]
        check_noise(noise, sizes, len(layer_styles))
        return self.synthesis(layer_styles, noise)

    def draw(
        self,
        latent: Float[Tensor, "samples latent_size"],
        *,
        truncation: float = 1.0,
        noise_seed: int = 0,
        cutoff: int | None = None,
    ) -> Float[Tensor, "samples channels height width"]:
        """Return pictures in [-1, 1], the same for the same arguments.

        Args:
            latent: Standard normal latents.
            truncation: psi; 1 leaves the styles, 0 draws the average for each latent.
            noise_seed: Seed of the fixed noise.
            cutoff: How many layers are truncated; None for all.
        """
        layer_styles = self.layer_styles(latent, truncation=truncation, cutoff=cutoff)
        return self.synthesize(layer_styles, noise_seed=noise_seed).images.clamp(-1.0, 1.0)

    def activations(self, latent: Float[Tensor, "samples latent_size"]) -> dict[str, Tensor]:
        """Return the maps of every layer by number, "0" being the constant."""
        return self.synthesize(self.layer_styles(latent)).activations

    @torch.no_grad()
    def measure_average_style(self, count: int = 4096, *, seed: int = 0) -> None:
        """Set the average style to the mean over ``count`` latents, in place.

        For weights that are themselves an average, whose running average style lags behind.
        """
        latent = sample_latents(count, self.latent_size, seed).to(self.mapping.average_style)
        self.mapping.average_style.copy_(self.style(latent).mean(dim=0))


def _generator_of(latent: Tensor) -> Generator:
    """Return a generator, on the latents' device, whose seed is the bits of the first latent."""
    bits = latent.detach()[0, :2].float().contiguous().view(torch.int32).tolist()
    seed = (bits[0] & 0xFFFFFFFF) << 32 | (bits[1] & 0xFFFFFFFF)
    return Generator(device=latent.device).manual_seed(seed & 0x7FFFFFFFFFFFFFFF)
