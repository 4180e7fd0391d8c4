"""Small pieces that the compact networks share: rounding, activations, convolution with norm."""

import math

from torch import Tensor, nn

ACTIVATIONS: dict[str, type[nn.Module]] = {
    "relu": nn.ReLU,
    "relu6": nn.ReLU6,
    "hard_swish": nn.Hardswish,
    "none": nn.Identity,
}
ROUNDINGS = ("ceil", "nearest")


def rounded_channels(channels: float, rounding: str = "ceil") -> int:
    """Return a channel count as a multiple of 8.

    Args:
        channels: Wanted count, after scaling with a width.
        rounding: "ceil" takes the next multiple (AsymmNet's code); "nearest" the nearest one,
            or the one above where that would lose more than a tenth (MobileNet's code).

    >>> rounded_channels(17.0), rounded_channels(17.0, "nearest"), rounded_channels(9, "nearest")
    (24, 16, 16)
    """
    if rounding == "ceil":
        return 8 * math.ceil(channels / 8)
    near = max(8, int(channels + 4) // 8 * 8)
    return near + 8 if near < 0.9 * channels else near


def convolution(
    ingoing: int,
    outgoing: int,
    kernel: int = 1,
    *,
    stride: int = 1,
    groups: int = 1,
    activation: str = "none",
) -> nn.Sequential:
    """Return a convolution without bias, its batch norm and its activation.

    The padding keeps the size at stride 1.
    """
    layers: list[nn.Module] = [
        nn.Conv2d(ingoing, outgoing, kernel, stride, kernel // 2, groups=groups, bias=False),
        nn.BatchNorm2d(outgoing),
    ]
    if activation != "none":
        layers.append(ACTIVATIONS[activation]())
    return nn.Sequential(*layers)


class SqueezeExcitation(nn.Module):
    """Scales each channel by a gate in 0..1, read from the means of all channels."""

    def __init__(self, channels: int, squeezed: int) -> None:
        """Build the gate ``channels -> squeezed -> channels`` with biases."""
        super().__init__()
        self.gate = nn.Sequential(
            nn.AdaptiveAvgPool2d(1),
            nn.Conv2d(channels, squeezed, 1),
            nn.ReLU(),
            nn.Conv2d(squeezed, channels, 1),
            nn.Hardsigmoid(),
        )

    def forward(self, maps: Tensor) -> Tensor:
        """Return the scaled maps, in the shape of the input."""
        return maps * self.gate(maps)


def classifier(*layers: nn.Module, features: int, classes: int) -> nn.Sequential:
    """Return a head: average over positions, some layers, then one linear layer."""
    return nn.Sequential(
        nn.AdaptiveAvgPool2d(1), *layers, nn.Flatten(), nn.Linear(features, classes)
    )
