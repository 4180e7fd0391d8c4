"""From styles and noise to a picture: the synthesis network of StyleGAN2 (arXiv 1912.04958)."""

import dataclasses

import torch
from jaxtyping import Float
from torch import Tensor, nn

from engine.generative.blur import double
from engine.generative.equalized import GAIN, leaky
from engine.generative.modulated_convolution import ModulatedConvolution
from engine.generative.style_settings import StyleSettings


@dataclasses.dataclass(frozen=True)
class Synthesis:
    """What one pass through the synthesis network leaves.

    Attributes:
        images: Pictures, not cut to [-1, 1].
        activations: Maps after each activation, by layer: "0" is the constant, "1" the layer on
            it, then two for each resolution.
    """

    images: Float[Tensor, "samples channels height width"]
    activations: dict[str, Tensor]


class StyledLayer(nn.Module):
    """Modulated convolution, noise times its learnt strength, bias, leaky ReLU.

    Args:
        inputs: Maps that come in.
        outputs: Maps that go out.
        style_size: Numbers in a style.
        doubles: Double height and width.
    """

    def __init__(self, inputs: int, outputs: int, style_size: int, *, doubles: bool) -> None:
        """Start without noise."""
        super().__init__()
        self.modulated = ModulatedConvolution(inputs, outputs, 3, style_size, doubles=doubles)
        self.noise_strength = nn.Parameter(torch.zeros(()))
        self.bias = nn.Parameter(torch.zeros(outputs))

    def forward(
        self,
        maps: Float[Tensor, "samples inputs _ _"],
        style: Float[Tensor, "samples style"],
        noise: Float[Tensor, "_ 1 height width"],
    ) -> Float[Tensor, "samples outputs height width"]:
        """Return the activated maps."""
        made, scales = self.modulated.convolve(maps, style)
        factor = self.modulated.norm(scales)[:, :, None, None] * GAIN
        added = noise * (self.noise_strength * GAIN) + (self.bias * GAIN)[:, None, None]
        return leaky(torch.addcmul(added, made, factor))


class ToImage(nn.Module):
    """1x1 modulated convolution to a picture, without demodulation.

    Args:
        inputs: Maps that come in.
        channels: 1 or 3.
        style_size: Numbers in a style.
    """

    def __init__(self, inputs: int, channels: int, style_size: int) -> None:
        """Start at mid grey plus what the weights give."""
        super().__init__()
        self.modulated = ModulatedConvolution(inputs, channels, 1, style_size, demodulate=False)
        self.bias = nn.Parameter(torch.zeros(channels))

    def forward(
        self,
        maps: Float[Tensor, "samples inputs height width"],
        style: Float[Tensor, "samples style"],
    ) -> Float[Tensor, "samples channels height width"]:
        """Return this resolution's share of the picture."""
        return self.modulated(maps, style) + self.bias[:, None, None]


class SynthesisNetwork(nn.Module):
    """A learnt constant, one styled layer on it, two for each doubling; pictures are summed.

    Args:
        settings: Sizes and widths.
    """

    def __init__(self, settings: StyleSettings) -> None:
        """Build the layers, coarse to fine."""
        super().__init__()
        widths, style_size = settings.widths, settings.style_size
        self.constant = nn.Parameter(torch.randn(1, widths[0], *settings.constant))
        self.layers = nn.ModuleList()
        self.to_image = nn.ModuleList()
        for layer in range(settings.layers):
            grows = layer % 2 == 1
            inputs, outputs = widths[layer // 2], widths[(layer + 1) // 2]
            self.layers.append(StyledLayer(inputs, outputs, style_size, doubles=grows))
            if not grows:
                self.to_image.append(ToImage(outputs, settings.channels, style_size))

    def forward(
        self,
        layer_styles: Float[Tensor, "samples layers style"],
        noise: list[Float[Tensor, "_ 1 _ _"]],
    ) -> Synthesis:
        """Return pictures and the maps of every layer."""
        maps = self.constant.expand(len(layer_styles), -1, -1, -1)
        maps = maps.contiguous(memory_format=torch.channels_last)
        activations = {"0": maps}
        images = torch.zeros(())
        for place, layer in enumerate(self.layers):
            maps = layer(maps, layer_styles[:, place], noise[place])
            activations[str(place + 1)] = maps
            if place % 2 == 0:  # the last layer of its resolution
                shown = self.to_image[place // 2](maps, layer_styles[:, place + 1])
                images = double(images) + shown if place else shown
        return Synthesis(images, activations)
