"""The same class sets by other versions of transfer flow and other ways to discover."""

import dataclasses
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from engine.core.jobs import Report
from engine.core.params import Settings, param
from engine.core.threads import one_thread
from engine.discovery.agreement import agreement
from engine.discovery.class_count import ClassCount
from engine.discovery.clustering import (
    Agglomerative,
    Clustering,
    GaussianMixture,
    KMeans,
    Spectral,
)
from engine.discovery.similarity import (
    PermutationNull,
    TransferFlow,
    class_probabilities,
    pseudo_transfer_flow,
)
from engine.metrics.progress import stage
from engine.studies.class_counting import class_counts
from engine.studies.class_features import ClassFeatures, class_features
from engine.studies.set_benchmarks import SET_BENCHMARKS
from engine.studies.set_comparison import SetComparison

if TYPE_CHECKING:
    import pandas as pd

LEARNED, PLAIN = "learned from L", "plain, no labels"


@dataclasses.dataclass(frozen=True, eq=False)
class OtherWays:
    """What a comparison says when it is measured otherwise.

    Attributes:
        flows: Columns ``version`` and one for each representation; NaN where there is none.
        discoveries: Columns ``method``, ``features``, ``accuracy``, ``mutual_information``,
            ``rand_index``.
        counts: Estimates of the number of unlabeled classes, in what L taught first.
    """

    flows: "pd.DataFrame"
    discoveries: "pd.DataFrame"
    counts: tuple[ClassCount, ...]


@dataclasses.dataclass(frozen=True)
class OtherWaysStudy(Settings):
    """Versions of transfer flow, ways to discover, and estimates of the number of classes.

    Transfer flow as published, at each of its five bandwidths, with the other kernel, by the
    U-statistic, less what shuffled labels give, between the clusters of three methods, and on
    class probabilities, the paper's own definition (arXiv 2209.09120). The probabilities are
    those of a small encoder that learns L from the plain features. Discovery by four clusterings
    of both representations and by UNO on the plain features.
    """

    title: ClassVar[str] = "Other ways to measure"
    summary: ClassVar[str] = "Whether the finding hangs on one way to measure it."

    benchmark: str = param(
        SET_BENCHMARKS[0].key,
        meaning="data set and features",
        choices=tuple(each.key for each in SET_BENCHMARKS),
    )
    epochs: int = param(10, 1, 100, "passes of UNO over the samples")
    seed: int = param(0, 0, 99, "decides clusters, shuffles and first weights")

    @property
    def clusterings(self) -> tuple[Clustering, ...]:
        """What is tried besides UNO; the mixture's clusters stretch along the axes alone."""
        return (
            KMeans(seed=self.seed),
            GaussianMixture(seed=self.seed, covariance="diag"),
            Agglomerative(),
            Spectral(seed=self.seed),
        )

    def __call__(self, found: SetComparison, *, report: Report | None = None) -> OtherWays:
        """Return everything for a comparison that was made of the same benchmark.

        Args:
            found: From ``ClassSetStudy``.
            report: Told the share done.

        Raises:
            CancelledError: If the report says so.
        """
        import pandas as pd

        data = class_features(self.benchmark)
        views = {LEARNED: found.learned.features, PLAIN: found.plain.features}
        with one_thread():
            flows = self._flows(found, views, stage(report, 0.0, 0.2))
            flows.append(self._probabilities(data, found, stage(report, 0.2, 0.3)))
            rows = self._clusters(found, views, stage(report, 0.3, 0.5))
            rows += self._heads(data, found, stage(report, 0.5, 0.8))
            counts = class_counts(
                views, len(found.sets.unlabeled), seed=self.seed, report=stage(report, 0.8, 1.0)
            )
        return OtherWays(pd.DataFrame(flows), pd.DataFrame(rows), counts)

    def _flows(
        self, found: SetComparison, views: dict[str, np.ndarray], report: Report
    ) -> list[dict[str, Any]]:
        columns: dict[str, dict[str, float]] = {}
        for turn, (title, features) in enumerate(views.items()):
            report(turn / len(views), f"transfer flow, {title}")
            flow = TransferFlow()(features, found.names)
            null = PermutationNull(seed=self.seed)(TransferFlow(), features, found.names)
            values = {"as published": flow.value}
            for level, value in enumerate(flow.per_bandwidth):
                values[f"of it, bandwidth s times {2**level}"] = float(value)
            values["laplacian kernel"] = TransferFlow(kernel="laplacian")(
                features, found.names
            ).value
            values["unbiased (U-statistic)"] = flow.unbiased
            values["less the mean of shuffled labels"] = null.excess
            values["p-value of the shuffles"] = null.p_value
            for clustering in self.clusterings[:3]:
                made = pseudo_transfer_flow(
                    features, len(found.sets.unlabeled), clustering=clustering
                )
                values[f"pseudo flow, {clustering.title}"] = made.value
            columns[title] = values
        return [
            {"version": name, **{title: columns[title][name] for title in views}}
            for name in columns[LEARNED]
        ]

    def _probabilities(
        self, data: ClassFeatures, found: SetComparison, report: Report
    ) -> dict[str, Any]:
        from engine.discovery.representation import LabeledRepresentation

        rows = data.rows(found.sets.labeled)
        learned = LabeledRepresentation(seed=self.seed)(
            data.features[rows], data.names(rows), report=report
        )
        seen = class_probabilities(learned.logits(data.features[found.rows]))
        value = TransferFlow()(seen, found.names).value
        return {"version": "on class probabilities", LEARNED: value, PLAIN: float("nan")}

    def _clusters(
        self, found: SetComparison, views: dict[str, np.ndarray], report: Report
    ) -> list[dict[str, Any]]:
        rows = []
        plans = [(each, title) for each in self.clusterings for title in views]
        for turn, (clustering, title) in enumerate(plans):
            report(turn / len(plans), f"{clustering.title}, {title}")
            clusters = clustering(views[title], len(found.sets.unlabeled))
            rows.append(_judged(clustering.title, title, found.names, clusters))
        return rows

    def _heads(
        self, data: ClassFeatures, found: SetComparison, report: Report
    ) -> list[dict[str, Any]]:
        from engine.discovery.novel_classes import UnifiedDiscovery

        labeled, rows = data.rows(found.sets.labeled), []
        for title, share in (("UNO, labels used", 1.0), ("UNO, no labels", 0.0)):
            method = UnifiedDiscovery(
                label_share=share, epochs=self.epochs, heads=2, seed=self.seed
            )
            made = method(
                (data.features[labeled], data.names(labeled)),
                data.features[found.rows],
                len(found.sets.unlabeled),
                report=stage(report, (1 - share) / 2, 1 - share / 2),
            )
            rows.append(_judged(title, "plain, own adapter", found.names, made.clusters))
        return rows


def _judged(method: str, features: str, names: np.ndarray, clusters: np.ndarray) -> dict[str, Any]:
    agreed = agreement(names, clusters)
    return {
        "method": method,
        "features": features,
        "accuracy": agreed.accuracy,
        "mutual_information": agreed.mutual_information,
        "rand_index": agreed.rand_index,
    }
