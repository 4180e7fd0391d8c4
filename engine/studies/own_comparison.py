"""Everything that is measured on a visitor's classes, in numbers."""

import dataclasses

import numpy as np
from jaxtyping import Float, Int

from engine.core.params import Settings
from engine.discovery.class_count import ClassCount
from engine.discovery.similarity import LabelAdvice
from engine.discovery.splits import ClassSets
from engine.studies.own_classes import OwnClasses
from engine.studies.set_comparison import Seen

PLAIN, LEARNED = "features as they are", "learned from the labels"


@dataclasses.dataclass(frozen=True, eq=False)
class Discovery:
    """One way to discover the unlabeled classes, against the visitor's own labels.

    Attributes:
        method: Name of the method and what it looks through.
        labels_used: Whether any label of the labeled set had a part in it.
        accuracy: Share of samples in the right cluster (Hungarian).
        accuracy_interval: 95 % interval of it over resampled samples, clusters held fixed.
        mutual_information: NMI of clusters and classes.
        rand_index: ARI of clusters and classes.
        discovered: Class that each sample's cluster stands for, "" for none.
    """

    method: str
    labels_used: bool
    accuracy: float
    accuracy_interval: tuple[float, float]
    mutual_information: float
    rand_index: float
    discovered: np.ndarray


@dataclasses.dataclass(frozen=True, eq=False)
class OwnComparison:
    """All that is measured on a visitor's classes.

    Attributes:
        data: The samples that were used.
        sets: The classes, each set in the tree's order.
        settings: How it was measured.
        places: Place of each unlabeled sample in ``data``.
        names: True class of each.
        plain: The features as they came.
        learned: What an encoder has learned from the labeled classes.
        discoveries: Every method's discovery.
        counts: Estimates of the number of unlabeled classes.
        labeled_matrix: Squared discrepancy of each unlabeled (row) to each labeled class.
        tree_similarity: Similarity by position of the same.
        training_accuracy: Share of labeled samples that the encoder gets right.
    """

    data: OwnClasses
    sets: ClassSets
    settings: Settings
    places: Int[np.ndarray, " samples"]
    names: np.ndarray
    plain: Seen
    learned: Seen
    discoveries: tuple[Discovery, ...]
    counts: tuple[ClassCount, ...]
    labeled_matrix: Float[np.ndarray, "unlabeled labeled"]
    tree_similarity: Float[np.ndarray, "unlabeled labeled"]
    training_accuracy: float

    @property
    def advice(self) -> LabelAdvice:
        """Whether to use the labels, by pseudo transfer flow."""
        return LabelAdvice(self.learned.pseudo, self.plain.pseudo)

    @property
    def labels_help(self) -> bool:
        """Whether k-means is more accurate in what the labels taught."""
        return self.learned.accuracy > self.plain.accuracy
