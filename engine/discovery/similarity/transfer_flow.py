"""Transfer flow: how far apart unlabeled classes lie in a labeled set's representation."""

import dataclasses
from typing import ClassVar

import numpy as np
from jaxtyping import Float, Int

from engine.core.jobs import Report
from engine.core.params import Settings, param
from engine.discovery.samples import PRECISIONS, Features, Labels, grouped
from engine.discovery.similarity.class_distances import KERNELS, ClassDistances
from engine.discovery.similarity.kernel_sums import PairSums, pair_sums


@dataclasses.dataclass(frozen=True, eq=False)
class Flow:
    """Transfer flow of a set of classes, as a number and class by class.

    Attributes:
        classes: Label of each class that is present, ascending.
        counts: Samples of each class.
        kernel: Kernel that it was measured with.
        bandwidth_matrices: Squared discrepancy of each pair at each bandwidth, the smallest
            bandwidth first; biased as published, diagonal 0.
        unbiased_matrices: The same by the U-statistic; NaN where a class has one sample.
    """

    classes: tuple[int | float | str | bool, ...]
    counts: Int[np.ndarray, " classes"]
    kernel: str
    bandwidth_matrices: Float[np.ndarray, "bandwidths classes classes"]
    unbiased_matrices: Float[np.ndarray, "bandwidths classes classes"]

    @property
    def weights(self) -> Float[np.ndarray, "classes classes"]:
        """Weight of each ordered pair, ``n_i n_j / (N (N - 1))``; 0 on the diagonal."""
        return pair_weights(self.counts)

    @property
    def matrix(self) -> Float[np.ndarray, "classes classes"]:
        """Squared discrepancy of each pair, summed over the bandwidths: 0 to 10."""
        return self.bandwidth_matrices.sum(axis=0)

    @property
    def unbiased_matrix(self) -> Float[np.ndarray, "classes classes"]:
        """The U-statistic of each pair, summed over the bandwidths; may be negative."""
        return self.unbiased_matrices.sum(axis=0)

    @property
    def per_bandwidth(self) -> Float[np.ndarray, " bandwidths"]:
        """Transfer flow at each bandwidth; they sum to ``value``."""
        return (self.bandwidth_matrices * self.weights).sum(axis=(1, 2))

    @property
    def value(self) -> float:
        """Transfer flow as published; it depends on the samples per class."""
        return float(self.per_bandwidth.sum())

    @property
    def unbiased(self) -> float:
        """Transfer flow by the U-statistic, near 0 for equal classes; skips undefined pairs."""
        return float(np.nansum(self.unbiased_matrix * self.weights))


@dataclasses.dataclass(frozen=True)
class TransferFlow(Settings):
    """Mean squared maximum mean discrepancy between unlabeled classes (arXiv 2209.09120).

    ``sum over i != j of n_i n_j / (N (N - 1)) * MMD^2(class i, class j)``, features taken from a
    network trained on the labeled set alone. MMD^2 is the biased V-statistic of the sum of five
    kernels ``exp(-D / (s 2^l))``, l = 0..4; D is the squared Euclidean distance ("gaussian") or
    the L1 distance ("laplacian"); s is a quarter of the mean distance of the pair's pooled
    samples, and so is measured anew for every pair. Higher means that the labeled set separates
    the unlabeled classes better.

    The value is blind to shift and scale. It is above 0 for equal classes, the more so the fewer
    samples there are: compare values of one count only, or use ``Flow.unbiased``.

    >>> rows = np.array([[0.0], [1.0], [10.0], [11.0]])
    >>> flow = TransferFlow()(rows, np.array([0, 0, 1, 1]))
    >>> round(flow.value, 4), round(flow.unbiased, 4)
    (4.652, 4.5768)
    """

    title: ClassVar[str] = "Transfer flow"
    summary: ClassVar[str] = "How far apart the unlabeled classes lie, as seen by the labeled set."

    kernel: str = param("gaussian", meaning="kernel and distance", choices=KERNELS)
    precision: str = param("auto", meaning="number format of the distances", choices=PRECISIONS)

    def __call__(
        self, features: Features, labels: Labels, *, report: Report | None = None
    ) -> Flow:
        """Return transfer flow of labelled samples; classes of one sample count as published.

        Args:
            features: Features or class probabilities, one row for each sample.
            labels: Class of each sample, a number or a name.
            report: Told the share done.

        Raises:
            ValueError: If there are fewer than two classes, or the arrays will not do.
        """
        return flow_of(self.distances(features, labels), report=report)

    def distances(self, features: Features, labels: Labels) -> ClassDistances:
        """Return the distances between classes, which several measures can share.

        Raises:
            ValueError: If there are fewer than two classes, or the arrays will not do.
        """
        samples = grouped(features, labels, precision=self.precision)
        if len(samples.classes) < 2:
            raise ValueError(
                "transfer flow compares classes and needs at least two, got only "
                f"{samples.classes[0]!r}; add a class"
            )
        return ClassDistances(samples, self.kernel)


def flow_of(distances: ClassDistances, *, report: Report | None = None) -> Flow:
    """Return transfer flow from distances between classes."""
    every = ~np.eye(len(distances), dtype=bool)
    sums: PairSums = pair_sums(distances, pairs=every, report=report)
    return Flow(
        classes=distances.samples.classes,
        counts=sums.counts.astype(np.int64),
        kernel=distances.kernel,
        bandwidth_matrices=np.moveaxis(sums.biased(), -1, 0),
        unbiased_matrices=np.moveaxis(sums.unbiased(), -1, 0),
    )


def pair_weights(
    counts: Int[np.ndarray, " classes"] | Float[np.ndarray, " classes"],
) -> Float[np.ndarray, "classes classes"]:
    """Return ``n_i n_j / (N (N - 1))`` for every ordered pair of classes, 0 on the diagonal.

    >>> pair_weights(np.array([1, 1]))
    array([[0. , 0.5],
           [0.5, 0. ]])
    """
    whole = counts.sum()
    found = np.outer(counts, counts) / (whole * (whole - 1))
    np.fill_diagonal(found, 0)
    return found
