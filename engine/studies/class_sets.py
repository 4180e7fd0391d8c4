"""A labeled and an unlabeled set of classes: transfer flow and discovery accuracy."""

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
from engine.studies.class_features import ClassFeatures, class_features
from engine.studies.set_benchmarks import SET_BENCHMARKS
from engine.studies.set_comparison import Seen, SetComparison

LARGEST_UNLABELED, LARGEST_LABELED = 40, 120
DRAWS = 20


@dataclasses.dataclass(frozen=True)
class ClassSetStudy(Settings):
    """Transfer flow and discovery for any two sets of a benchmark's classes (arXiv 2209.09120).

    An encoder learns the labeled classes: the one that ships with the benchmark where the labeled
    set is one of its presets, else a small encoder that learns from the plain features at once.
    Transfer flow is then taken over the unlabeled samples in what it has learned, and k-means
    discovers classes there. The same is done in the plain features as they are: no label of the
    data has touched those, so they play the part of the paper's self-supervised features.
    """

    title: ClassVar[str] = "Class set study"
    summary: ClassVar[str] = "What a labeled set of classes is worth for an unlabeled one."

    benchmark: str = param(
        SET_BENCHMARKS[0].key,
        meaning="data set and features",
        choices=tuple(each.key for each in SET_BENCHMARKS),
    )
    kernel: str = param("gaussian", meaning="kernel of transfer flow", choices=KERNELS)
    measure: str = param(
        "wu_palmer", meaning="similarity by position in the tree", choices=("wu_palmer", "path")
    )
    seed: int = param(0, 0, 99, "decides the small encoder's weights and order, and resamples")

    def __call__(self, sets: ClassSets, *, report: Report | None = None) -> SetComparison:
        """Return the comparison.

        Args:
            sets: Leaves of the tree of the shipped features.
            report: Told the share done.

        Raises:
            ValueError: If a class does not exist or a set is too small or too large.
        """
        from engine.discovery.representation import LabeledRepresentation

        data = class_features(self.benchmark)
        sets = checked_sets(data, sets)
        rows, shipped = data.rows(sets.unlabeled), data.encoder(sets.labeled)
        if shipped is not None:
            return self.compare(data, sets, shipped.embed(rows), shipped.training_accuracy)
        labeled, learner = data.rows(sets.labeled), LabeledRepresentation(seed=self.seed)
        with one_thread():
            encoder = learner(data.features[labeled], data.names(labeled), report=report)
            learned = encoder.embed(data.features[rows])
        found = self.compare(data, sets, learned, encoder.training_accuracy)
        return dataclasses.replace(found, shipped_encoder=False)

    def compare(
        self,
        data: ClassFeatures,
        sets: ClassSets,
        learned: Float[np.ndarray, "samples width"],
        training_accuracy: float,
    ) -> SetComparison:
        """Return the comparison of the plain features with what some encoder has learned.

        Args:
            data: The samples' plain features and tree.
            sets: Classes in the tree's order.
            learned: The encoder's features of the unlabeled samples, ``data.rows(unlabeled)``.
            training_accuracy: Share of the labeled samples that the encoder gets right.
        """
        rows = data.rows(sets.unlabeled)
        names, order = data.names(rows), list(sets.unlabeled)
        with one_thread():
            seen = [self._seen(each, names, order) for each in (data.features[rows], learned)]
        return SetComparison(
            sets=sets,
            rows=rows,
            names=names,
            plain=seen[0],
            learned=seen[1],
            training_accuracy=training_accuracy,
            tree_similarity=similarity_matrix(
                data.tree, sets.unlabeled, sets.labeled, measure=self.measure
            ),
        )

    def _seen(
        self, features: Float[np.ndarray, "samples width"], names: np.ndarray, order: list[str]
    ) -> Seen:
        method = TransferFlow(kernel=self.kernel)
        distances = method.distances(features, names)
        classes = len(order)
        flow = method(features, names)
        place = [flow.classes.index(each) for each in order]
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


def checked_sets(data: ClassFeatures, sets: ClassSets) -> ClassSets:
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
    place = data.tree.leaves.index
    ordered = [tuple(sorted(each, key=place)) for each in (sets.labeled, sets.unlabeled)]
    return ClassSets(*ordered)


def _interval(hits: Bool[np.ndarray, " samples"], seed: int) -> tuple[float, float]:
    """Return the 95 % interval of a share over resampled samples."""
    draw = numpy_generator(seed)
    shares = hits[draw.integers(len(hits), size=(1000, len(hits)))].mean(axis=1)
    low, high = np.quantile(shares, [0.025, 0.975])
    return float(low), float(high)


def labeled_matrix(
    kernel: str,
    labeled: tuple[str, ...],
    unlabeled: tuple[str, ...],
    *,
    benchmark: str = SET_BENCHMARKS[0].key,
) -> Float[np.ndarray, "unlabeled labeled"]:
    """Return the squared discrepancy of each unlabeled to each labeled class, plain features.

    Raises:
        ValueError: If a class does not exist.
    """
    data = class_features(benchmark)
    sides = [
        (data.features[rows], data.names(rows)) for rows in map(data.rows, (labeled, unlabeled))
    ]
    with one_thread():
        found = LabeledToUnlabeled(kernel=kernel)(*sides)
    across = [found.labeled.index(each) for each in labeled]
    down = [found.unlabeled.index(each) for each in unlabeled]
    return found.matrix[np.ix_(across, down)].T
