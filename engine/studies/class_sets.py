"""A labeled and an unlabeled set of intents: transfer flow and discovery accuracy."""

import dataclasses
from typing import ClassVar

import numpy as np
from jaxtyping import Bool, Float

from engine.core.jobs import Report
from engine.core.params import Settings, param
from engine.core.random import numpy_generator
from engine.core.threads import one_thread
from engine.discovery.agreement import agreement
from engine.discovery.class_tree import similarity_matrix
from engine.discovery.clustering import KMeans
from engine.discovery.similarity import (
    LabeledToUnlabeled,
    PermutationNull,
    TransferFlow,
    bootstrap_flow,
    pseudo_transfer_flow,
)
from engine.discovery.similarity.class_distances import KERNELS
from engine.discovery.splits import ClassSets
from engine.studies.intent_features import IntentFeatures, intent_features
from engine.studies.set_comparison import Seen, SetComparison

LARGEST_UNLABELED, LARGEST_LABELED = 40, 120
DRAWS = 20


@dataclasses.dataclass(frozen=True)
class ClassSetStudy(Settings):
    """Transfer flow and discovery for any two sets of CLINC150's intents (arXiv 2209.09120).

    A small encoder learns the labeled intents from MiniLM's sentence vectors (30 requests each).
    Transfer flow is then taken over the unlabeled requests in what it has learned, and k-means
    discovers classes there. The same is done in MiniLM's vectors as they are: no intent label
    has touched those, so they play the part of the paper's self-supervised features.
    """

    title: ClassVar[str] = "Class set study"
    summary: ClassVar[str] = "What a labeled set of classes is worth for an unlabeled one."

    kernel: str = param("gaussian", meaning="kernel of transfer flow", choices=KERNELS)
    measure: str = param(
        "wu_palmer", meaning="similarity by position in the tree", choices=("wu_palmer", "path")
    )
    seed: int = param(0, 0, 99, "decides the encoder's first weights and order, and resamples")

    def __call__(self, sets: ClassSets, *, report: Report | None = None) -> SetComparison:
        """Return the comparison.

        Args:
            sets: Leaves of the tree of the shipped features.
            report: Told the share done.

        Raises:
            ValueError: If a class does not exist or a set is too small or too large.
        """
        from engine.discovery.representation import LabeledRepresentation

        data = intent_features()
        sets = checked_sets(data, sets)
        labeled, rows = data.rows(sets.labeled), data.rows(sets.unlabeled)
        learner = LabeledRepresentation(seed=self.seed)
        with one_thread():
            encoder = learner(data.features[labeled], data.names(labeled), report=report)
            names, plain = data.names(rows), data.features[rows]
            seen = [self._seen(each, names) for each in (plain, encoder.embed(plain))]
        return SetComparison(
            sets=sets,
            rows=rows,
            names=names,
            plain=seen[0],
            learned=seen[1],
            training_accuracy=encoder.training_accuracy,
            tree_similarity=similarity_matrix(
                data.tree, sets.unlabeled, sets.labeled, measure=self.measure
            ),
        )

    def _seen(self, features: Float[np.ndarray, "samples width"], names: np.ndarray) -> Seen:
        method = TransferFlow(kernel=self.kernel)
        distances = method.distances(features, names)
        order = list(dict.fromkeys(names.tolist()))
        classes = len(order)
        flow = method(features, names)
        place = [flow.classes.index(each) for each in sorted(order, key=_tree_place)]
        pseudo = pseudo_transfer_flow(
            features, classes, method=method, clustering=KMeans(seed=self.seed)
        )
        agreed = agreement(names, pseudo.clusters)
        stands = [str(agreed.classes[each]) if each >= 0 else "" for each in agreed.assigned]
        column = np.searchsorted(np.array(agreed.clusters), pseudo.clusters)
        discovered = np.array(stands)[column]
        return Seen(
            features=np.asarray(features, np.float32),
            matrix=flow.matrix[np.ix_(place, place)],
            flow=bootstrap_flow(distances, draws=DRAWS, seed=self.seed),
            null=PermutationNull(seed=self.seed)(method, features, names),
            pseudo=pseudo.value,
            discovered=discovered,
            accuracy=agreed.accuracy,
            accuracy_interval=_interval(discovered == names, self.seed),
            mutual_information=agreed.mutual_information,
        )


def checked_sets(data: IntentFeatures, sets: ClassSets) -> ClassSets:
    """Return the sets in the tree's order, after a check that they can be compared.

    Raises:
        ValueError: If a class does not exist or a set is too small or too large.
    """
    for classes in (sets.labeled, sets.unlabeled):
        data.rows(classes)
    if len(sets.labeled) < 2:
        raise ValueError(
            "an encoder learns from at least two labeled classes, got "
            f"{len(sets.labeled)}; label another class"
        )
    if len(sets.unlabeled) > LARGEST_UNLABELED or len(sets.labeled) > LARGEST_LABELED:
        raise ValueError(
            f"choose at most {LARGEST_LABELED} labeled and {LARGEST_UNLABELED} unlabeled classes, "
            f"got {len(sets.labeled)} and {len(sets.unlabeled)}; leave some out"
        )
    ordered = [tuple(sorted(each, key=_tree_place)) for each in (sets.labeled, sets.unlabeled)]
    return ClassSets(*ordered)


def _tree_place(leaf: str) -> int:
    return intent_features().tree.leaves.index(leaf)


def _interval(hits: Bool[np.ndarray, " samples"], seed: int) -> tuple[float, float]:
    """Return the 95 % interval of a share over resampled samples."""
    draw = numpy_generator(seed)
    shares = hits[draw.integers(len(hits), size=(1000, len(hits)))].mean(axis=1)
    low, high = np.quantile(shares, [0.025, 0.975])
    return float(low), float(high)


def labeled_matrix(
    kernel: str, labeled: tuple[str, ...], unlabeled: tuple[str, ...]
) -> Float[np.ndarray, "unlabeled labeled"]:
    """Return the squared discrepancy of each unlabeled to each labeled class in MiniLM's vectors.

    Raises:
        ValueError: If a class does not exist.
    """
    data = intent_features()
    sides = [
        (data.features[rows], data.names(rows)) for rows in map(data.rows, (labeled, unlabeled))
    ]
    with one_thread():
        found = LabeledToUnlabeled(kernel=kernel)(*sides)
    across = [found.labeled.index(each) for each in labeled]
    down = [found.unlabeled.index(each) for each in unlabeled]
    return found.matrix[np.ix_(across, down)].T
