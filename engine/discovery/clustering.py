"""Clusters of features: what takes the place of labels that are not there."""

import dataclasses
import warnings
from typing import ClassVar

import numpy as np
from jaxtyping import Float, Int

from engine.core.params import Settings, param
from engine.core.threads import one_thread
from engine.discovery.samples import Features, checked_features


@dataclasses.dataclass(frozen=True)
class Clustering(Settings):
    """Base of every clustering with a given number of clusters."""

    title: ClassVar[str]
    summary: ClassVar[str]

    seed: int = param(0, 0, 2**31, "decides where the search begins")

    def __call__(self, features: Features, clusters: int) -> Int[np.ndarray, " samples"]:
        """Return the cluster of each sample, numbered from 0.

        Args:
            features: One row for each sample.
            clusters: Number of clusters to make.

        Raises:
            ValueError: If there are fewer distinct samples than clusters, or fewer than one.
        """
        array = checked_features(features, "features")
        distinct = len(np.unique(array, axis=0)) if clusters > 1 else 1
        if not 1 <= clusters <= distinct:
            raise ValueError(
                f"clusters must lie between 1 and the {distinct} distinct samples, got {clusters}"
            )
        if clusters == 1:
            return np.zeros(len(array), np.int64)
        with one_thread(), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a search that ends early still gives clusters
            return self._fitted(array, clusters).astype(np.int64)

    def _fitted(
        self, features: Float[np.ndarray, "samples features"], clusters: int
    ) -> Int[np.ndarray, " samples"]:
        raise NotImplementedError


@dataclasses.dataclass(frozen=True)
class KMeans(Clustering):
    """k-means from k-means++ beginnings; the best of several searches.

    >>> KMeans()(np.array([[0.0], [0.1], [9.0]]), 2).tolist() in ([0, 0, 1], [1, 1, 0])
    True
    """

    title: ClassVar[str] = "k-means"
    summary: ClassVar[str] = "Round clusters of similar spread, from the best of several searches."

    searches: int = param(10, 1, 50, "beginnings; the closest fit wins")

    def _fitted(
        self, features: Float[np.ndarray, "samples features"], clusters: int
    ) -> Int[np.ndarray, " samples"]:
        from sklearn import cluster

        search = cluster.KMeans(clusters, n_init=self.searches, random_state=self.seed)
        return search.fit_predict(features)


@dataclasses.dataclass(frozen=True)
class GaussianMixture(Clustering):
    """A mixture of Gauss densities; each sample goes to the likeliest.

    A full covariance, as published, needs many more samples in a class than features. A millionth
    of the features' variance is added to each cluster's, so that scale changes nothing.
    """

    title: ClassVar[str] = "Gaussian mixture"
    summary: ClassVar[str] = "Clusters that may differ in size and direction."

    covariance: str = param(
        "full", meaning="shape of a cluster", choices=("full", "tied", "diag", "spherical")
    )

    def _fitted(
        self, features: Float[np.ndarray, "samples features"], clusters: int
    ) -> Int[np.ndarray, " samples"]:
        from sklearn import mixture

        array = features.astype(np.float64)
        fit = mixture.GaussianMixture(
            clusters,
            covariance_type=self.covariance,
            random_state=self.seed,
            reg_covar=1e-6 * max(float(array.var()), 1e-12),
        )
        return fit.fit_predict(array)


@dataclasses.dataclass(frozen=True)
class Agglomerative(Clustering):
    """Ward's tree: the two clusters whose union spreads least are joined, again and again."""

    title: ClassVar[str] = "Agglomerative"
    summary: ClassVar[str] = "Clusters joined from the bottom up by least spread; no chance in it."

    def _fitted(
        self, features: Float[np.ndarray, "samples features"], clusters: int
    ) -> Int[np.ndarray, " samples"]:
        from sklearn import cluster

        return cluster.AgglomerativeClustering(clusters).fit_predict(features)


@dataclasses.dataclass(frozen=True)
class Spectral(Clustering):
    """k-means on the leading eigenvectors of the graph of nearest neighbours."""

    title: ClassVar[str] = "Spectral"
    summary: ClassVar[str] = "Clusters along chains of neighbours, whatever their form."

    neighbours: int = param(10, 2, 50, "nearest samples that each one is linked to")

    def _fitted(
        self, features: Float[np.ndarray, "samples features"], clusters: int
    ) -> Int[np.ndarray, " samples"]:
        from sklearn import cluster

        search = cluster.SpectralClustering(
            clusters,
            affinity="nearest_neighbors",
            n_neighbors=min(self.neighbours, len(features)),
            random_state=self.seed,
        )
        return search.fit_predict(features)


CLUSTERINGS: tuple[type[Clustering], ...] = (KMeans, GaussianMixture, Agglomerative, Spectral)
