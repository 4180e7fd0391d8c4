"""Pseudo-labels that use every cluster equally (Sinkhorn-Knopp)."""

import torch
from jaxtyping import Float
from torch import Tensor


@torch.no_grad()
def balanced_assignment(
    logits: Float[Tensor, "*heads samples clusters"],
    *,
    sharpness: float = 0.05,
    iterations: int = 3,
) -> Float[Tensor, "*heads samples clusters"]:
    """Return soft assignments: each sample's sum to 1, each cluster's to about the same.

    Alternates between scaling clusters and scaling samples of ``exp(logits / sharpness)``, as
    UNO does (arXiv 2108.08536, eq. 5-7); samples come last, so their sums are exact.

    Args:
        logits: Similarity of each sample to each cluster.
        sharpness: Entropy weight epsilon; the smaller, the harder the assignment.
        iterations: Rounds of scaling.

    >>> balanced_assignment(torch.zeros(2, 4))
    tensor([[0.2500, 0.2500, 0.2500, 0.2500],
            [0.2500, 0.2500, 0.2500, 0.2500]])
    """
    scaled = logits / sharpness
    share = torch.exp(scaled - scaled.amax(dim=(-2, -1), keepdim=True)).clamp_min(1e-30)
    for _ in range(iterations):
        share = share / share.sum(dim=-2, keepdim=True)
        share = share / share.sum(dim=-1, keepdim=True)
    return share
