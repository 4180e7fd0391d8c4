"""How a binary network is trained, and what one pass over the pictures did."""

import dataclasses

from engine.binary.estimators import ESTIMATORS
from engine.binary.progressive import Hardening
from engine.core.params import Settings, param

HARDENING = Hardening()


@dataclasses.dataclass(frozen=True)
class TrainingSettings(Settings):
    """How a binary network, or its float twin, is trained: Adam, cosine to 0, no weight decay."""

    epochs: int = param(10, 1, 10_000, "passes over the pictures")
    batch_size: int = param(100, 2, 65_536, "pictures a step")
    learning_rate: float = param(3e-3, 1e-6, 1.0, "rate at the first step")
    estimator: str = param(
        "clip", meaning="slope in place of the sign's", choices=tuple(ESTIMATORS)
    )
    clip_weights: bool = param(
        default=True, meaning="cut latent weights off at their clip", choices=(True, False)
    )
    teacher_share: float = param(0.0, 0.0, 1.0, "weight of the teacher in the loss")
    teacher_temperature: float = param(1.0, 0.1, 100.0, "softening of the answers")
    seed: int = param(0, 0, 2**31 - 1, "seed of the order and of the variation")
    hardening: Hardening = HARDENING


@dataclasses.dataclass(frozen=True)
class EpochResult:
    """What one pass over the pictures did.

    Attributes:
        epoch: Number of the pass, counted from 1.
        loss: Mean over its steps.
        training_accuracy: Share of the pictures that were named rightly while it learned.
        flips: Sign changes of latent weights, counted step by step.
        changed: Latent weights whose sign differs from the one before the pass.
        weights: Binary weights in all.
        temperature: Of progressive weights, at its last step.
        learning_rate: At its last step.
    """

    epoch: int
    loss: float
    training_accuracy: float
    flips: int
    changed: int
    weights: int
    temperature: float
    learning_rate: float

    @property
    def changed_share(self) -> float:
        """Share of the binary weights that end with another sign; 0 without binary weights."""
        return self.changed / self.weights if self.weights else 0.0
