"""What a labeled set of classes is worth for an unlabeled one, in numbers."""

import dataclasses

import numpy as np
from jaxtyping import Float, Int

from engine.discovery.similarity import FlowBootstrap, FlowNull, LabelAdvice
from engine.discovery.splits import ClassSets


@dataclasses.dataclass(frozen=True, eq=False)
class Seen:
    """The unlabeled samples as one representation sees them.

    Attributes:
        features: Representation of each sample.
        matrix: Squared discrepancy of each pair of classes, 0 to 10, in the tree's order.
        flow: Transfer flow with its bootstrap interval.
        null: Transfer flow of shuffled labels, at a bandwidth that all pairs share.
        pseudo: Transfer flow between clusters instead of classes.
        discovered: Class that each sample's cluster stands for, "" for none.
        accuracy: Share of samples in the right cluster (Hungarian).
        accuracy_interval: 95 % interval of it over resampled samples, clusters held fixed.
        mutual_information: NMI of clusters and classes.
    """

    features: Float[np.ndarray, "samples width"]
    matrix: Float[np.ndarray, "classes classes"]
    flow: FlowBootstrap
    null: FlowNull
    pseudo: float
    discovered: np.ndarray
    accuracy: float
    accuracy_interval: tuple[float, float]
    mutual_information: float


@dataclasses.dataclass(frozen=True, eq=False)
class SetComparison:
    """What a labeled set is worth for an unlabeled one.

    Attributes:
        sets: The classes, each set in the tree's order.
        rows: Row of each unlabeled sample among the shipped ones.
        names: True class of each.
        plain: The plain features, which no label has touched.
        learned: The representation learned from the labeled set.
        training_accuracy: Share of labeled samples that the learned representation gets right.
        tree_similarity: Similarity by position of each unlabeled (row) to each labeled class.
        shipped_encoder: Whether ``learned`` comes from an encoder trained on the raw data, not
            from the small one that learns from the plain features.
    """

    sets: ClassSets
    rows: Int[np.ndarray, " samples"]
    names: np.ndarray
    plain: Seen
    learned: Seen
    training_accuracy: float
    tree_similarity: Float[np.ndarray, "unlabeled labeled"]
    shipped_encoder: bool = True

    @property
    def advice(self) -> LabelAdvice:
        """Whether to use the labels, by pseudo transfer flow."""
        return LabelAdvice(self.learned.pseudo, self.plain.pseudo)

    @property
    def labels_help(self) -> bool:
        """Whether the labels do make discovery more accurate."""
        return self.learned.accuracy > self.plain.accuracy

    @property
    def nearest_in_tree(self) -> float:
        """Mean similarity of each unlabeled class to the labeled class nearest to it."""
        return float(self.tree_similarity.max(axis=1).mean())
