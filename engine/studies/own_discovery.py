"""Measure a visitor's classes: transfer flow, advice, discovery and the number of classes."""

import dataclasses
from typing import ClassVar

import numpy as np
from jaxtyping import Float

from engine.core.jobs import Report
from engine.core.params import Settings, param
from engine.core.threads import one_thread
from engine.discovery.agreement import agreement
from engine.discovery.class_tree import similarity_matrix
from engine.discovery.similarity import LabeledToUnlabeled, TransferFlow
from engine.discovery.similarity.class_distances import KERNELS
from engine.discovery.splits import ClassSets
from engine.metrics.progress import stage
from engine.studies.class_counting import class_counts
from engine.studies.class_sight import see, share_interval, stands_for
from engine.studies.own_classes import OwnClasses, thinned_classes, with_features
from engine.studies.own_comparison import LEARNED, PLAIN, Discovery, OwnComparison
from engine.studies.set_comparison import Seen


@dataclasses.dataclass(frozen=True)
class OwnDiscovery(Settings):
    """Transfer flow, advice, discovery and class count for a visitor's classes (2209.09120).

    A small encoder learns the labeled classes from the features. Transfer flow, its permutation
    null, pseudo transfer flow and k-means are then taken over the unlabeled samples, once in what
    it has learned and once in the features as they are. UNO discovers with and without the
    labels; silhouette and gap statistic estimate how many unlabeled classes there are.
    """

    title: ClassVar[str] = "Own class sets"
    summary: ClassVar[str] = "What your labeled classes are worth for your unlabeled ones."

    kernel: str = param("gaussian", meaning="kernel of transfer flow", choices=KERNELS)
    measure: str = param(
        "wu_palmer", meaning="similarity by position in the tree", choices=("wu_palmer", "path")
    )
    samples: int = param(60, 2, 500, "samples of each class at most, drawn by the seed", step=1)
    epochs: int = param(30, 1, 100, "passes of UNO over the samples")
    seed: int = param(0, 0, 99, "decides every draw, first weights and clusters")

    def __call__(
        self, data: OwnClasses, sets: ClassSets, *, report: Report | None = None
    ) -> OwnComparison:
        """Return everything that is measured.

        Args:
            data: A visitor's samples, with features or with texts.
            sets: Classes of its tree.
            report: Told the share done.

        Raises:
            NotFoundError: If a class is not in the tree.
            ValueError: If a set is too small for what is measured.
            CancelledError: If the report says so.
        """
        from engine.discovery.representation import LabeledRepresentation

        wanted = data.kept(np.sort(data.at((*sets.labeled, *sets.unlabeled))))
        used = with_features(
            thinned_classes(wanted, self.samples, seed=self.seed), report=stage(report, 0, 0.3)
        )
        sets = ClassSets(*(tuple(e for e in used.tree.leaves if e in c) for c in _pair(sets)))
        known, new = used.at(sets.labeled), used.at(sets.unlabeled)
        names, plain = used.names(new), _rows(used, new)
        with one_thread():
            encoder = LabeledRepresentation(seed=self.seed)(
                _rows(used, known), used.names(known), report=stage(report, 0.3, 0.4)
            )
            method = TransferFlow(kernel=self.kernel)
            views = [
                see(
                    features, names, sets.unlabeled,
                    method=method, seed=self.seed, report=stage(report, low, low + 0.1),
                )
                for features, low in ((plain, 0.4), (encoder.embed(plain), 0.5))
            ]  # fmt: skip
            return OwnComparison(
                data=used,
                sets=sets,
                settings=self,
                places=new,
                names=names,
                plain=views[0],
                learned=views[1],
                discoveries=(
                    *self._by_clusters(views, names),
                    *self._by_heads(used, known, new, stage(report, 0.6, 0.8)),
                ),
                counts=class_counts(
                    {LEARNED: views[1].features, PLAIN: views[0].features},
                    len(sets.unlabeled),
                    seed=self.seed,
                    report=stage(report, 0.8, 0.98),
                ),
                labeled_matrix=self._matrix(used, known, new, sets),
                tree_similarity=similarity_matrix(
                    used.tree, sets.unlabeled, sets.labeled, measure=self.measure
                ),
                training_accuracy=encoder.training_accuracy,
            )

    def _by_clusters(self, views: list[Seen], names: np.ndarray) -> list[Discovery]:
        found = []
        for seen, title, used in zip(views, (PLAIN, LEARNED), (False, True), strict=True):
            agreed = agreement(names, seen.discovered)
            found.append(
                Discovery(f"k-means, {title}", used, seen.accuracy, seen.accuracy_interval,
                          seen.mutual_information, agreed.rand_index, seen.discovered)
            )  # fmt: skip
        return found

    def _by_heads(
        self, data: OwnClasses, known: np.ndarray, new: np.ndarray, report: Report
    ) -> list[Discovery]:
        from engine.discovery.novel_classes import UnifiedDiscovery

        names, found = data.names(new), []
        for title, share in (("UNO, labels used", 1.0), ("UNO, no labels", 0.0)):
            method = UnifiedDiscovery(
                label_share=share, epochs=self.epochs, heads=3, seed=self.seed
            )
            made = method(
                (_rows(data, known), data.names(known)),
                _rows(data, new),
                len(set(names.tolist())),
                report=stage(report, (1 - share) / 2, 1 - share / 2),
            )
            agreed = agreement(names, made.clusters)
            discovered = stands_for(agreed, made.clusters)
            found.append(
                Discovery(title, bool(share), agreed.accuracy,
                          share_interval(discovered == names, self.seed),
                          agreed.mutual_information, agreed.rand_index, discovered)
            )  # fmt: skip
        return found

    def _matrix(
        self, data: OwnClasses, known: np.ndarray, new: np.ndarray, sets: ClassSets
    ) -> Float[np.ndarray, "unlabeled labeled"]:
        sides = [(_rows(data, each), data.names(each)) for each in (known, new)]
        found = LabeledToUnlabeled(kernel=self.kernel)(*sides)
        across = [found.labeled.index(each) for each in sets.labeled]
        down = [found.unlabeled.index(each) for each in sets.unlabeled]
        return found.matrix[np.ix_(across, down)].T


def _pair(sets: ClassSets) -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(sets.labeled), frozenset(sets.unlabeled)


def _rows(data: OwnClasses, places: np.ndarray) -> Float[np.ndarray, "rows width"]:
    if data.features is None:
        raise ValueError("texts must be read before they are measured; call with_features first")
    return data.features[places]
