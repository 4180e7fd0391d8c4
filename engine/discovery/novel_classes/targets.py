"""What each sample is trained towards: a label, its own pseudo-label, or a mix of both."""

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float, Int64
from torch import Tensor

from engine.discovery.novel_classes.sinkhorn import balanced_assignment


def mixed_labels(
    logits: Float[Tensor, "rows labeled"], labels: Int64[Tensor, " rows"], *, label_share: float
) -> Float[Tensor, "rows labeled"]:
    """Return ``share * one-hot label + (1 - share) * own pseudo-label`` (arXiv 2209.09120)."""
    true = F.one_hot(labels, logits.shape[1]).to(logits.dtype)
    if label_share == 1 or not len(labels):
        return true
    return label_share * true + (1 - label_share) * balanced_assignment(logits)


def targets(
    labeled_logits: Float[Tensor, "batch labeled"] | None,
    cluster_logits: Float[Tensor, "heads batch clusters"],
    labels: Int64[Tensor, " batch"],
    *,
    label_share: float,
) -> Float[Tensor, "heads batch outputs"]:
    """Return targets over labeled classes and clusters together, without gradient.

    Args:
        labeled_logits: Outputs of the labeled head, or None without a labeled set.
        cluster_logits: Outputs of each cluster head.
        labels: Labeled class of each sample, -1 for an unlabeled one.
        label_share: Weight of the label in a labeled sample's target.
    """
    heads, batch, clusters = cluster_logits.shape
    labeled = 0 if labeled_logits is None else labeled_logits.shape[1]
    found = torch.zeros(heads, batch, labeled + clusters)
    known: Bool[Tensor, " batch"] = labels >= 0
    if labeled_logits is not None:
        found[:, known, :labeled] = mixed_labels(
            labeled_logits.detach()[known], labels[known], label_share=label_share
        )
    if not known.all():
        found[:, ~known, labeled:] = balanced_assignment(cluster_logits.detach()[:, ~known])
    return found


def joined(
    labeled_logits: Float[Tensor, "batch labeled"] | None,
    cluster_logits: Float[Tensor, "heads batch clusters"],
) -> Float[Tensor, "heads batch outputs"]:
    """Return outputs over labeled classes and clusters together, for every head."""
    if labeled_logits is None:
        return cluster_logits
    return torch.cat([labeled_logits.expand(len(cluster_logits), -1, -1), cluster_logits], dim=-1)


def swapped_losses(
    outputs: list[Float[Tensor, "heads batch outputs"]],
    wanted: list[Float[Tensor, "heads batch outputs"]],
    *,
    temperature: float,
) -> Float[Tensor, " heads"]:
    """Return each head's cross entropy of one view's outputs with the other view's targets."""
    losses = [
        -(target * F.log_softmax(output / temperature, dim=-1)).sum(dim=-1).mean(dim=-1)
        for output, target in zip(outputs, reversed(wanted), strict=True)
    ]
    return (losses[0] + losses[1]) / 2
