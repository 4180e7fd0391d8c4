"""The discriminator of StyleGAN2: residual blocks that halve, and a look across the batch."""

import math

import torch
from jaxtyping import Float
from torch import Tensor, nn

from engine.generative.blur import blur, halve
from engine.generative.equalized import GAIN, EqualizedConvolution, EqualizedLinear, leaky
from engine.generative.style_settings import StyleSettings

GROUP = 4  # samples compared by the minibatch deviation


class HalvingBlock(nn.Module):
    """Two convolutions, the second of stride 2, beside a 1x1 one; sum over sqrt(2).

    Args:
        inputs: Maps that come in.
        outputs: Maps that go out.
    """

    def __init__(self, inputs: int, outputs: int) -> None:
        """Fold gains and the division by sqrt(2) into the layers."""
        super().__init__()
        self.first = EqualizedConvolution(inputs, inputs, 3, gain=GAIN)
        self.second = EqualizedConvolution(inputs, outputs, 3, stride=2, gain=1.0)
        self.beside = EqualizedConvolution(inputs, outputs, 1, gain=math.sqrt(0.5), bias=False)

    def forward(
        self, maps: Float[Tensor, "samples inputs height width"]
    ) -> Float[Tensor, "samples outputs half_height half_width"]:
        """Return maps of half the height and width."""
        through = leaky(self.first(maps))
        return leaky(self.second(blur(through, padding=2))) + self.beside(halve(maps))


class StyleDiscriminator(nn.Module):
    """Picture -> logit of "real"; the widths are those of the generator, fine to coarse.

    Args:
        settings: The generator's settings.

    >>> StyleDiscriminator(StyleSettings(widths=(8, 8, 4, 4)))(torch.zeros(2, 1, 32, 32)).shape
    torch.Size([2])
    """

    def __init__(self, settings: StyleSettings) -> None:
        """Draw the weights."""
        super().__init__()
        widths = settings.widths[::-1]
        coarsest = widths[-1]
        self.from_image = EqualizedConvolution(settings.channels, widths[0], 1, gain=GAIN)
        self.blocks = nn.ModuleList(
            HalvingBlock(widths[place], widths[place + 1]) for place in range(settings.doublings)
        )
        self.last = EqualizedConvolution(coarsest + 1, coarsest, 3, gain=GAIN)
        pixels = settings.constant[0] * settings.constant[1]
        self.dense = EqualizedLinear(coarsest * pixels, coarsest, gain=GAIN)
        self.decide = EqualizedLinear(coarsest, 1)

    def forward(
        self, images: Float[Tensor, "samples channels height width"]
    ) -> Float[Tensor, " samples"]:
        """Return the logit of "real" for each picture."""
        maps = leaky(self.from_image(images))
        maps = maps.contiguous(memory_format=torch.channels_last)
        for block in self.blocks:
            maps = block(maps)
        maps = leaky(self.last(with_deviation(maps)))
        return self.decide(leaky(self.dense(maps.flatten(1)))).squeeze(1)


def with_deviation(
    maps: Float[Tensor, "samples channels height width"],
) -> Float[Tensor, "samples channels_and_one height width"]:
    """Append a map of how much a group of samples differs (arXiv 1710.10196, section 3).

    The deviation over the group, averaged over maps and pixels. A generator that repeats itself
    gives itself away by it. Samples ``i, i + samples/group, ...`` form a group of four, or of
    the next smaller number that divides the batch.
    """
    samples, _, height, width = maps.shape
    group = next(size for size in range(min(GROUP, samples), 0, -1) if samples % size == 0)
    grouped = maps.reshape(group, samples // group, -1)
    deviation = (grouped.var(dim=0, correction=0) + 1e-8).sqrt().mean(dim=1)
    extra = deviation.repeat(group)[:, None, None, None].expand(-1, 1, height, width)
    return torch.cat([maps, extra], dim=1)
