"""How well discovered clusters agree with true classes: accuracy, NMI, ARI."""

import dataclasses

import numpy as np
from jaxtyping import Float, Int

from engine.discovery.samples import Labels, checked_labels


@dataclasses.dataclass(frozen=True, eq=False)
class Agreement:
    """Agreement of clusters with classes.

    Attributes:
        accuracy: Share of samples that are right when each cluster stands for one class, the
            assignment that makes it largest (Hungarian).
        mutual_information: Mutual information over the mean of both entropies (NMI), 0 to 1.
        rand_index: Share of sample pairs judged alike, chance taken out (ARI), 1 at best.
        classes: Label of each row of ``table``.
        clusters: Label of each column of ``table``.
        table: Samples of each class in each cluster.
        assigned: For each cluster the row of its class, -1 for a cluster that is left over.
    """

    accuracy: float
    mutual_information: float
    rand_index: float
    classes: tuple[int | float | str | bool, ...]
    clusters: tuple[int | float | str | bool, ...]
    table: Int[np.ndarray, "classes clusters"]
    assigned: Int[np.ndarray, " clusters"]

    @property
    def class_accuracy(self) -> Float[np.ndarray, " classes"]:
        """Share of each class's samples that lie in the cluster assigned to it."""
        found = np.zeros(len(self.classes))
        used = np.flatnonzero(self.assigned >= 0)
        found[self.assigned[used]] = self.table[self.assigned[used], used]
        return found / self.table.sum(axis=1)


def agreement(labels: Labels, clusters: Labels) -> Agreement:
    """Return how well clusters agree with classes; neither numbering matters.

    Args:
        labels: True class of each sample.
        clusters: Discovered cluster of each sample.

    Raises:
        ValueError: If there are no samples, or one of them lacks a label or cluster.

    >>> agreement(np.array([0, 0, 1, 1]), np.array([7, 7, 3, 7])).accuracy
    0.75
    """
    from scipy.optimize import linear_sum_assignment

    if np.asarray(labels).size == 0:
        raise ValueError("agreement needs samples, got none")
    true = checked_labels(labels, np.asarray(labels).size)
    made = checked_labels(clusters, len(true))
    classes, rows = np.unique(true, return_inverse=True)
    names, columns = np.unique(made, return_inverse=True)
    table = np.zeros((len(classes), len(names)), np.int64)
    np.add.at(table, (rows, columns), 1)
    chosen, places = linear_sum_assignment(table, maximize=True)
    assigned = np.full(len(names), -1)
    assigned[places] = chosen
    return Agreement(
        accuracy=float(table[chosen, places].sum() / len(true)),
        mutual_information=normalized_mutual_information(table),
        rand_index=adjusted_rand_index(table),
        classes=tuple(classes.tolist()),
        clusters=tuple(names.tolist()),
        table=table,
        assigned=assigned,
    )


def normalized_mutual_information(table: Int[np.ndarray, "classes clusters"]) -> float:
    """Return ``2 I / (H_classes + H_clusters)``; 1 where both have a single group.

    >>> normalized_mutual_information(np.array([[2, 0], [0, 2]]))
    1.0
    """
    shares = table / table.sum()
    rows, columns = shares.sum(axis=1), shares.sum(axis=0)
    entropies = _entropy(rows) + _entropy(columns)
    if entropies == 0:
        return 1.0
    shared = max(0.0, entropies - _entropy(shares.ravel()))
    return float(2 * shared / entropies)


def _entropy(shares: Float[np.ndarray, " groups"]) -> float:
    filled = shares[shares > 0]
    return float(-(filled * np.log(filled)).sum()) + 0.0


def adjusted_rand_index(table: Int[np.ndarray, "classes clusters"]) -> float:
    """Return the Rand index less what chance gives, scaled so that 1 is full agreement.

    >>> adjusted_rand_index(np.array([[2, 0], [0, 2]]))
    1.0
    """
    together = _pairs(table.ravel())
    rows, columns = _pairs(table.sum(axis=1)), _pairs(table.sum(axis=0))
    whole = _pairs(table.sum().reshape(1))
    chance = rows * columns / whole if whole else 0.0
    most = (rows + columns) / 2
    return (together - chance) / (most - chance) if most != chance else 1.0


def _pairs(counts: Int[np.ndarray, " groups"]) -> float:
    """Return how many pairs of samples lie in one group."""
    numbers = counts.astype(np.float64)
    return float((numbers * (numbers - 1) / 2).sum())
