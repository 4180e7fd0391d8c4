"""How many novel classes there are, where nobody knows: silhouette and gap statistic."""

import dataclasses
from collections.abc import Sequence
from typing import ClassVar

import numpy as np
from jaxtyping import Float, Int

from engine.core.jobs import Report
from engine.core.params import Settings, param
from engine.core.random import numpy_generator
from engine.core.threads import one_thread
from engine.discovery.clustering import Clustering, KMeans
from engine.discovery.samples import Features, checked_features


@dataclasses.dataclass(frozen=True, eq=False)
class ClassCount:
    """A score for every number of clusters that was tried.

    Attributes:
        measure: What the scores are.
        candidates: Numbers of clusters tried, ascending.
        scores: Score of each; higher is better.
        errors: Standard error of each score; 0 where the measure has none.
        best: The number chosen.
    """

    measure: str
    candidates: tuple[int, ...]
    scores: Float[np.ndarray, " candidates"]
    errors: Float[np.ndarray, " candidates"]
    best: int


@dataclasses.dataclass(frozen=True)
class Silhouette(Settings):
    """Mean silhouette: how much closer a sample lies to its own cluster than to the next one.

    The number of greatest silhouette wins. It has no value for one cluster, so it always finds at
    least two. At most ``most_samples`` samples, drawn at random, are scored.
    """

    title: ClassVar[str] = "Silhouette"
    summary: ClassVar[str] = "The number whose clusters are tightest beside their neighbours."

    most_samples: int = param(2000, 50, 10_000, "samples that are scored")
    seed: int = param(0, 0, 2**31, "decides which samples are scored")

    def __call__(
        self,
        features: Features,
        candidates: Sequence[int],
        *,
        clustering: Clustering | None = None,
        report: Report | None = None,
    ) -> ClassCount:
        """Return the scores of several numbers of clusters.

        Raises:
            ValueError: If no candidate lies between 2 and one below the number of samples.
        """
        array, tried = _checked(features, candidates, least=2)
        draw = numpy_generator(self.seed)
        chosen = draw.permutation(len(array))[: self.most_samples]
        scores = []
        for turn, clusters in enumerate(tried):
            if report:
                report(turn / len(tried), f"trying {clusters} clusters")
            found = (clustering or KMeans())(array, clusters)
            scores.append(_silhouette(array[chosen], found[chosen]))
        best = tried[int(np.argmax(scores))]
        return ClassCount(self.title, tried, np.array(scores), np.zeros(len(tried)), best)


def _silhouette(
    features: Float[np.ndarray, "samples features"], clusters: Int[np.ndarray, " samples"]
) -> float:
    """Return the mean silhouette; -1 where the scored samples make fewer than two clusters."""
    from sklearn.metrics import silhouette_score

    if not 2 <= len(np.unique(clusters)) < len(clusters):
        return -1.0
    with one_thread():
        return float(silhouette_score(features, clusters))


@dataclasses.dataclass(frozen=True)
class Gap(Settings):
    """Gap statistic: how much tighter clusters are than those of a structureless cloud.

    ``Gap(k) = mean log W(k) of uniform samples - log W(k)``, W the summed squared distance to the
    cluster's mean; the uniform samples fill the box along the features' principal axes. The
    smallest k with ``Gap(k) >= Gap(k + 1) - s(k + 1)`` wins (Tibshirani, Walther and Hastie
    2001), the greatest gap where there is none. It may find a single cluster.
    """

    title: ClassVar[str] = "Gap statistic"
    summary: ClassVar[str] = (
        "The least number beyond which more clusters gain no more than chance."
    )

    references: int = param(10, 2, 100, "uniform clouds to compare with")
    seed: int = param(0, 0, 2**31, "decides the uniform clouds")

    def __call__(
        self,
        features: Features,
        candidates: Sequence[int],
        *,
        clustering: Clustering | None = None,
        report: Report | None = None,
    ) -> ClassCount:
        """Return the scores of several numbers of clusters, best tried without holes.

        Raises:
            ValueError: If no candidate lies between 1 and one below the number of samples.
        """
        array, tried = _checked(features, candidates, least=1)
        method, draw = clustering or KMeans(searches=3), numpy_generator(self.seed)
        moved = array - array.mean(axis=0)
        axes = np.linalg.svd(moved, full_matrices=False)[2]
        turned = moved @ axes.T
        low, high = turned.min(axis=0), turned.max(axis=0)
        clouds = [turned] + [draw.uniform(low, high, turned.shape) for _ in range(self.references)]
        spreads = np.empty((len(clouds), len(tried)))
        for place, cloud in enumerate(clouds):
            for turn, clusters in enumerate(tried):
                if report:
                    done = (place + turn / len(tried)) / len(clouds)
                    report(done, f"cloud {place} of {self.references}: {clusters} clusters")
                spreads[place, turn] = _log_spread(cloud, method(cloud, clusters))
        gaps = spreads[1:].mean(axis=0) - spreads[0]
        errors = spreads[1:].std(axis=0) * np.sqrt(1 + 1 / self.references)
        enough = np.flatnonzero(gaps[:-1] >= gaps[1:] - errors[1:])
        best = tried[int(enough[0]) if len(enough) else int(gaps.argmax())]
        return ClassCount(self.title, tried, gaps, errors, best)


def _log_spread(
    features: Float[np.ndarray, "samples features"], clusters: Int[np.ndarray, " samples"]
) -> float:
    """Return the logarithm of the summed squared distance to the clusters' means."""
    total = sum(
        float(np.square(part - part.mean(axis=0)).sum())
        for part in (features[clusters == each] for each in np.unique(clusters))
    )
    return float(np.log(max(total, np.finfo(float).tiny)))


def _checked(
    features: Features, candidates: Sequence[int], *, least: int
) -> tuple[Float[np.ndarray, "samples features"], tuple[int, ...]]:
    array = checked_features(features, "features").astype(np.float64)
    most = len(np.unique(array, axis=0)) - 1
    tried = tuple(sorted({int(each) for each in candidates if least <= each <= most}))
    if not tried:
        raise ValueError(
            f"at least one candidate must lie between {least} and {most}, one below the distinct "
            f"samples, got {list(candidates)[:5]}"
        )
    return array, tried


COUNT_MEASURES: tuple[type[Silhouette | Gap], ...] = (Silhouette, Gap)
