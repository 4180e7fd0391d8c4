"""What an encoder of a labeled set must do for the class sets: train on rows, embed rows."""

import dataclasses
from collections.abc import Callable
from typing import Protocol

import numpy as np


@dataclasses.dataclass(frozen=True, eq=False)
class TrainedEncoder:
    """An encoder that has seen a labeled set.

    Attributes:
        embed: From rows of the data to their features.
        training_accuracy: Share of the labeled rows that its head gets right.
    """

    embed: Callable[[np.ndarray], np.ndarray]
    training_accuracy: float


class SetEncoder(Protocol):
    """Something that learns from labeled rows of one data set."""

    def __call__(self, rows: np.ndarray, labels: np.ndarray, seed: int) -> TrainedEncoder:
        """Return what the labeled rows teach."""
        ...
