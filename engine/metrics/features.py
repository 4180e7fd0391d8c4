"""Features of images from our own small classifiers, under the name that every figure shows.

Published figures rest on Inception or VGG features; ours rest on a LeNet (MNIST) and a small
residual network (CIFAR-10), so a distance here compares only with another one in the same
features.
"""

import dataclasses
import functools

import numpy as np
import torch
from jaxtyping import Float, Int64, UInt8
from torch import Tensor

from engine.core.errors import unknown_name
from engine.data.images import to_unit
from engine.metrics.classifiers import (
    ClassifierSettings,
    LeNet,
    ResidualNetwork,
    build_classifier,
)
from engine.zoo import ModelCard, card, tensors

EXTRACTORS = ("mnist", "cifar10")
KIND = "image_classifier"


def classifier_name(name: str) -> str:
    """Return the shipped file's name of an extractor.

    >>> classifier_name("mnist")
    'mnist_classifier'
    """
    return f"{name}_classifier"


@dataclasses.dataclass(frozen=True)
class Extracted:
    """What a classifier says about images.

    Attributes:
        features: Last hidden layer, after its ReLU; no unit.
        logits: Scores of the classes before the softmax.
        probabilities: Softmax of the logits.
        labels: Class of the largest logit.
    """

    features: Float[np.ndarray, "samples size"]
    logits: Float[np.ndarray, "samples classes"]
    probabilities: Float[np.ndarray, "samples classes"]
    labels: Int64[np.ndarray, " samples"]


@dataclasses.dataclass(frozen=True)
class FeatureExtractor:
    """A classifier that describes images.

    Attributes:
        name: ``"mnist"`` or ``"cifar10"``.
        network: The classifier, in evaluation mode.
        settings: Its architecture.
        card: Training, data and score.
    """

    name: str
    network: LeNet | ResidualNetwork
    settings: ClassifierSettings
    card: ModelCard

    @property
    def title(self) -> str:
        """The features' name, such as ``"LeNet-84 features"``."""
        return self.card.title

    @property
    def size(self) -> int:
        """How many numbers describe one image."""
        return self.settings.features

    @property
    def image_shape(self) -> tuple[int, int, int]:
        """Channels, height and width of the images that the classifier reads."""
        return (self.settings.channels, self.settings.size, self.settings.size)

    def __call__(
        self,
        images: Float[np.ndarray, "samples channels height width"]
        | Float[Tensor, "samples channels height width"],
        *,
        batch_size: int = 250,
    ) -> Extracted:
        """Describe images of [-1, 1] that have the classifier's shape.

        Raises:
            ValueError: If there is no image, or the shape is another one.
        """
        given = torch.as_tensor(images)
        if len(given) == 0 or tuple(given.shape[1:]) != self.image_shape:
            raise ValueError(
                f"images must have the shape (samples, {', '.join(map(str, self.image_shape))}) "
                f"with at least one sample, got {tuple(given.shape)}; prepare(pixels) converts "
                "pictures of any size, fitted(images) takes a border away"
            )
        features, logits = [], []
        with torch.inference_mode():
            for batch in given.to(torch.float32).split(batch_size):
                states = self.network.features(batch)
                features.append(states)
                logits.append(self.network.classify(states))
        scores = torch.cat(logits)
        return Extracted(
            torch.cat(features).numpy(),
            scores.numpy(),
            scores.softmax(1).numpy(),
            scores.argmax(1).numpy(),
        )

    def fitted(
        self, images: Float[np.ndarray, "samples channels height width"]
    ) -> Float[np.ndarray, "samples channels height2 width2"]:
        """Return drawn images without the border around the classifier's size.

        A generator whose sizes are powers of two draws a digit in the middle of 32 pixels; the
        classifier reads the middle 28.
        """
        _, height, width = self.image_shape
        top, left = (images.shape[2] - height) // 2, (images.shape[3] - width) // 2
        if min(top, left) < 0:
            return images
        return images[:, :, top : top + height, left : left + width]

    def prepare(
        self, pixels: UInt8[np.ndarray, "samples channels height width"]
    ) -> Float[np.ndarray, "samples channels2 height2 width2"]:
        """Return pictures of any size, grey or colour, as the classifier reads them.

        An alpha channel is laid over black. Grey becomes colour by repetition, colour becomes
        grey by ITU-R 601 luma. A picture that is not square is stretched, not cropped: nothing
        in it is lost. Resizing is bicubic with antialiasing (Pillow).

        Args:
            pixels: 1 (grey), 3 (RGB) or 4 (RGB and alpha) channels of values 0 to 255.

        Returns:
            Images in [-1, 1] of the classifier's shape.

        Raises:
            ValueError: If there is no picture, or the number of channels is another one.
        """
        if 0 in pixels.shape or pixels.shape[1] not in (1, 3, 4):
            raise ValueError(
                "pixels must be (samples, 1, 3 or 4 channels, height, width) with at least one "
                f"sample, got {pixels.shape}"
            )
        if pixels.shape[1:] == self.image_shape:
            return to_unit(pixels)
        return to_unit(np.stack([self._prepared(each) for each in pixels]))

    def _prepared(
        self, pixels: UInt8[np.ndarray, "channels height width"]
    ) -> UInt8[np.ndarray, "channels2 height2 width2"]:
        from PIL import Image

        channels, side = self.settings.channels, self.settings.size
        plane = pixels[0] if len(pixels) == 1 else np.ascontiguousarray(pixels.transpose(1, 2, 0))
        picture = Image.fromarray(plane)
        if picture.mode == "RGBA":
            black = Image.new("RGBA", picture.size, (0, 0, 0, 255))
            picture = Image.alpha_composite(black, picture)
        picture = picture.convert("L" if channels == 1 else "RGB")
        resized = np.asarray(picture.resize((side, side), Image.Resampling.BICUBIC))
        return resized[None] if channels == 1 else resized.transpose(2, 0, 1)


@functools.lru_cache(maxsize=4)
def load_extractor(name: str) -> FeatureExtractor:
    """Return a shipped feature extractor.

    Raises:
        NotFoundError: If there is no such extractor, or its weights are missing.
        IntegrityError: If the weights are not those that the card describes.
    """
    if name not in EXTRACTORS:
        raise unknown_name("feature extractor", name, EXTRACTORS)
    entry = card(classifier_name(name))
    settings = ClassifierSettings(**entry.settings["architecture"])
    network = build_classifier(settings)
    weights = tensors(entry.name)
    network.load_state_dict({key: torch.from_numpy(value) for key, value in weights.items()})
    network.eval().requires_grad_(requires_grad=False)
    return FeatureExtractor(name, network, settings, entry)
