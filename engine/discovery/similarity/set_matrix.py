"""Discrepancy of every labeled class to every unlabeled one."""

import dataclasses
from typing import ClassVar

import numpy as np
from jaxtyping import Float

from engine.core.jobs import Report
from engine.core.params import Settings, param
from engine.discovery.samples import (
    PRECISIONS,
    Features,
    Labels,
    checked_features,
    checked_labels,
    grouped,
)
from engine.discovery.similarity.class_distances import KERNELS, ClassDistances
from engine.discovery.similarity.kernel_sums import pair_sums


@dataclasses.dataclass(frozen=True, eq=False)
class SetMatrix:
    """How far each unlabeled class lies from each labeled one.

    Attributes:
        labeled: Labels of the labeled classes, ascending.
        unlabeled: Labels of the unlabeled classes, ascending.
        matrix: Squared discrepancy summed over the bandwidths, biased as published.
        unbiased_matrix: The same by the U-statistic; NaN where a class has one sample.
    """

    labeled: tuple[int | float | str | bool, ...]
    unlabeled: tuple[int | float | str | bool, ...]
    matrix: Float[np.ndarray, "labeled unlabeled"]
    unbiased_matrix: Float[np.ndarray, "labeled unlabeled"]

    @property
    def nearest(self) -> tuple[int | float | str | bool, ...]:
        """For each unlabeled class the labeled class at the least discrepancy."""
        return tuple(self.labeled[place] for place in self.matrix.argmin(axis=0))


@dataclasses.dataclass(frozen=True)
class LabeledToUnlabeled(Settings):
    """Squared discrepancy of labeled to unlabeled classes, pair by pair (arXiv 2209.09120).

    Kernel and bandwidths are those of transfer flow. The published code defines this matrix for
    the gaussian kernel and never prints it.
    """

    title: ClassVar[str] = "Labeled to unlabeled"
    summary: ClassVar[str] = "Which labeled class each unlabeled class looks like."

    kernel: str = param("gaussian", meaning="kernel and distance", choices=KERNELS)
    precision: str = param("auto", meaning="number format of the distances", choices=PRECISIONS)

    def __call__(
        self,
        labeled: tuple[Features, Labels],
        unlabeled: tuple[Features, Labels],
        *,
        report: Report | None = None,
    ) -> SetMatrix:
        """Return the matrix of two sets, each given as features and labels.

        Raises:
            ValueError: If an array will not do, or the widths differ.
        """
        names, features, numbers = [], [], []
        for name, (rows, labels) in (("labeled", labeled), ("unlabeled", unlabeled)):
            array = checked_features(rows, f"{name} features")
            classes, places = np.unique(checked_labels(labels, len(array)), return_inverse=True)
            numbers.append(places + sum(map(len, names)))
            names.append(tuple(classes.tolist()))
            features.append(array)
        if features[0].shape[1] != features[1].shape[1]:
            widths = " and ".join(str(each.shape[1]) for each in features)
            raise ValueError(
                f"both sets must have the same number of features, got {widths}; "
                "do both come from one network?"
            )
        samples = grouped(
            np.concatenate(features), np.concatenate(numbers), precision=self.precision
        )
        edge = len(names[0])
        pairs = np.zeros((len(samples.classes),) * 2, bool)
        pairs[:edge, edge:] = pairs[edge:, :edge] = True
        sums = pair_sums(ClassDistances(samples, self.kernel), pairs=pairs, report=report)
        matrices = (each.sum(axis=-1)[:edge, edge:] for each in (sums.biased(), sums.unbiased()))
        return SetMatrix(*names, *matrices)
