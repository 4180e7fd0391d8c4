"""Small classifiers whose last hidden layer serves as features: a LeNet and a residual network.

Every figure that rests on them names them ("FID (LeNet-84 features)"): a distance between images
is only as good as the features in which it is taken.
"""

import dataclasses

import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor, nn

from engine.core.params import Settings, param


@dataclasses.dataclass(frozen=True)
class ClassifierSettings(Settings):
    """Architecture of a feature extractor.

    Attributes:
        network: ``"lenet"`` or ``"residual"``.
        size: Height and width of the images, pixels.
        channels: 1 for grey, 3 for colour.
        features: Numbers that describe one image.
        classes: Number of classes.
        batch_norm: Whether normalisation layers stand behind the convolutions of the residual
            network; the shipped weights have them folded in.
    """

    network: str = param("lenet", choices=("lenet", "residual"), meaning="kind of network")
    size: int = param(28, 16, 64, "height and width, pixels")
    channels: int = param(1, 1, 3, "colour channels")
    features: int = param(84, 8, 512, "numbers that describe one image")
    classes: int = param(10, 2, 1000, "number of classes")
    batch_norm: bool = False


class LeNet(nn.Module):
    """Two convolutions and two hidden layers, after LeCun et al. (1998)."""

    def __init__(self, settings: ClassifierSettings) -> None:
        super().__init__()
        side = (settings.size // 2 - 4) // 2
        self.first = nn.Conv2d(settings.channels, 16, 5, padding=2)
        self.second = nn.Conv2d(16, 32, 5)
        self.hidden = nn.Linear(32 * side * side, 120)
        self.describe = nn.Linear(120, settings.features)
        self.classify = nn.Linear(settings.features, settings.classes)
        self.dropout = nn.Dropout(0.25)

    def features(
        self, images: Float[Tensor, "samples channels height width"]
    ) -> Float[Tensor, "samples features"]:
        """Return the last hidden layer after its ReLU."""
        states = F.max_pool2d(F.relu(self.first(images)), 2)
        states = F.max_pool2d(F.relu(self.second(states)), 2)  # samples 32 side side
        states = self.dropout(F.relu(self.hidden(states.flatten(1))))
        return F.relu(self.describe(states))

    def forward(
        self, images: Float[Tensor, "samples channels height width"]
    ) -> Float[Tensor, "samples classes"]:
        """Return the logits of the classes."""
        return self.classify(self.features(images))


def _convolution(inputs: int, outputs: int, stride: int, *, batch_norm: bool) -> nn.Sequential:
    layers: list[nn.Module] = [
        nn.Conv2d(inputs, outputs, 3, stride, padding=1, bias=not batch_norm)
    ]
    if batch_norm:
        layers.append(nn.BatchNorm2d(outputs))
    return nn.Sequential(*layers, nn.ReLU())


class ResidualPair(nn.Module):
    """Two convolutions beside a shortcut."""

    def __init__(self, channels: int, *, batch_norm: bool) -> None:
        super().__init__()
        self.first = _convolution(channels, channels, 1, batch_norm=batch_norm)
        self.second = _convolution(channels, channels, 1, batch_norm=batch_norm)

    def forward(self, states: Tensor) -> Tensor:
        """Return the states plus what two convolutions make of them."""
        return states + self.second(self.first(states))


class ResidualNetwork(nn.Module):
    """Three resolutions, a residual pair at the lower two, then the mean over positions."""

    def __init__(self, settings: ClassifierSettings) -> None:
        super().__init__()
        norm, last = settings.batch_norm, settings.features
        self.body = nn.Sequential(
            _convolution(settings.channels, 32, 1, batch_norm=norm),
            _convolution(32, 64, 2, batch_norm=norm),
            ResidualPair(64, batch_norm=norm),
            _convolution(64, last, 2, batch_norm=norm),
            ResidualPair(last, batch_norm=norm),
        )
        self.classify = nn.Linear(last, settings.classes)

    def features(
        self, images: Float[Tensor, "samples channels height width"]
    ) -> Float[Tensor, "samples features"]:
        """Return the mean of the last states over all positions."""
        return self.body(images).mean((2, 3))

    def forward(
        self, images: Float[Tensor, "samples channels height width"]
    ) -> Float[Tensor, "samples classes"]:
        """Return the logits of the classes."""
        return self.classify(self.features(images))


def build_classifier(settings: ClassifierSettings) -> LeNet | ResidualNetwork:
    """Return a network with fresh weights."""
    return LeNet(settings) if settings.network == "lenet" else ResidualNetwork(settings)
