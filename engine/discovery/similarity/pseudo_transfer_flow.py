"""Transfer flow without labels: clusters stand in for the classes."""

import dataclasses

import numpy as np
from jaxtyping import Int

from engine.core.jobs import Report
from engine.discovery.clustering import Clustering, KMeans
from engine.discovery.samples import Features
from engine.discovery.similarity.transfer_flow import Flow, TransferFlow


@dataclasses.dataclass(frozen=True, eq=False)
class PseudoFlow:
    """Transfer flow between clusters.

    Attributes:
        flow: Transfer flow with clusters as classes.
        clusters: Cluster of each sample.
    """

    flow: Flow
    clusters: Int[np.ndarray, " samples"]

    @property
    def value(self) -> float:
        """Pseudo transfer flow."""
        return self.flow.value


@dataclasses.dataclass(frozen=True)
class LabelAdvice:
    """Whether to use the labels, by pseudo transfer flow of two representations.

    Attributes:
        with_labels: Pseudo transfer flow of features trained on the labeled set.
        without_labels: Pseudo transfer flow of features trained without any label.
    """

    with_labels: float
    without_labels: float

    @property
    def use_labels(self) -> bool:
        """Whether the features trained with labels keep the clusters further apart."""
        return self.with_labels > self.without_labels

    @property
    def margin(self) -> float:
        """By how much the better of the two leads."""
        return abs(self.with_labels - self.without_labels)


def pseudo_transfer_flow(
    features: Features,
    classes: int,
    *,
    method: TransferFlow | None = None,
    clustering: Clustering | None = None,
    report: Report | None = None,
) -> PseudoFlow:
    """Return transfer flow with clusters in the place of classes (arXiv 2209.09120).

    Clusters are made to lie apart, so the value is above the one that true labels give: compare
    it with other pseudo values of as many samples alone.

    Args:
        features: One row for each unlabeled sample.
        classes: Number of classes, taken as known.
        method: Kernel and precision; the published ones without a choice.
        clustering: What makes the clusters; k-means without a choice.
        report: Told the share done.

    Raises:
        ValueError: If there are fewer than two classes or too few distinct samples.
    """
    if classes < 2:
        raise ValueError(f"pseudo transfer flow needs at least two classes, got {classes}")
    if report:
        report(0.0, "clustering the samples")
    clusters = (clustering or KMeans())(features, classes)
    flow = (method or TransferFlow())(features, clusters, report=report)
    return PseudoFlow(flow, clusters)


def label_advice(
    with_labels: Features,
    without_labels: Features,
    classes: int,
    *,
    method: TransferFlow | None = None,
    clustering: Clustering | None = None,
    report: Report | None = None,
) -> LabelAdvice:
    """Return which of two representations of the same samples keeps clusters further apart.

    Advice only: on CLINC150 it has been wrong where the labeled set was close to the unlabeled.

    Args:
        with_labels: Features from a network trained on the labeled set.
        without_labels: Features of the same samples from one trained without labels.
        classes: Number of unlabeled classes, taken as known.
        method: As for :func:`pseudo_transfer_flow`.
        clustering: As for :func:`pseudo_transfer_flow`.
        report: Told the share done.

    Raises:
        ValueError: If the two do not hold the same number of samples.
    """
    if len(with_labels) != len(without_labels):
        raise ValueError(
            "both representations must hold the same samples, got "
            f"{len(with_labels)} and {len(without_labels)}"
        )
    values = [
        pseudo_transfer_flow(
            each, classes, method=method, clustering=clustering, report=report
        ).value
        for each in (with_labels, without_labels)
    ]
    return LabelAdvice(*values)
