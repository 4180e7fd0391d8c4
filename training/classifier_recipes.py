"""How each shipped classifier is trained."""

import dataclasses

from engine.metrics.classifiers import ClassifierSettings
from training.classifier_batches import Augmentation


@dataclasses.dataclass(frozen=True)
class Recipe:
    """How one classifier is trained.

    Attributes:
        settings: Architecture.
        augmentation: Variation of the pictures.
        epochs: Passes over the train split.
        small_epochs: How many of them, at the start, see pictures of three quarters of the size.
        learning_rate: Peak of the one-cycle schedule.
        warmup: Share of the steps before that peak.
        refining_epochs: Passes at full size after the cycle.
        refining_rate: Learning rate at their start; it falls to 0 along a cosine.
        batch_size: Pictures a step.
        weight_decay: Weight decay of SGD.
        smoothing: Label smoothing; it draws the features of a class together.
        average: Decay of the moving average of the weights, by step.
        seed: Seed of weights, order and augmentation.
    """

    settings: ClassifierSettings
    augmentation: Augmentation
    epochs: int
    small_epochs: int
    learning_rate: float
    warmup: float = 0.25
    refining_epochs: int = 0
    refining_rate: float = 0.0
    batch_size: int = 128
    weight_decay: float = 5e-4
    smoothing: float = 0.0
    average: float = 0.995
    seed: int = 0

    @property
    def all_epochs(self) -> int:
        """Passes of the cycle and of the refining."""
        return self.epochs + self.refining_epochs


RECIPES = {
    "mnist": Recipe(
        ClassifierSettings(network="lenet", size=28, channels=1, features=84),
        Augmentation(shift=2, padding="constant", mirror=False),
        epochs=16,
        small_epochs=0,
        learning_rate=0.05,
    ),
    "cifar10": Recipe(
        ClassifierSettings(network="residual", size=32, channels=3, features=128, batch_norm=True),
        Augmentation(shift=4, padding="reflect", mirror=True),
        epochs=9,
        small_epochs=7,
        learning_rate=0.2,
        warmup=1 / 3,
        refining_epochs=3,
        refining_rate=0.08,
    ),
}
