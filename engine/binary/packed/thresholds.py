"""Batch norm and sign as one comparison of an integer sum (arXiv 2106.06991)."""

import dataclasses

import numpy as np
import torch
from jaxtyping import Bool, Float, Int32
from torch import Tensor, nn
from torch.nn import functional as F


@dataclasses.dataclass(frozen=True)
class Thresholds:
    """What each channel's sum is compared with.

    Attributes:
        least: The sum from which on a channel gives +1.
        inverted: Channels that give +1 below it instead: those with a negative gamma.
    """

    least: Int32[np.ndarray, " channels"]
    inverted: Bool[np.ndarray, " channels"]

    def __call__(
        self, sums: Int32[np.ndarray, "samples channels height width"]
    ) -> Bool[np.ndarray, "samples channels height width"]:
        """Return where the sign after the batch norm is +1."""
        reached = sums >= self.least[:, None, None]
        return reached ^ self.inverted[:, None, None]


def folded(
    norm: nn.BatchNorm2d,
    products: int,
    *,
    scale: Float[Tensor, " channels"] | None = None,
    bias: Float[Tensor, " channels"] | None = None,
    shift: float = 0.0,
) -> Thresholds:
    """Return thresholds that give ``sign(norm(scale * sum + bias) + shift)`` for every sum.

    The batch norm itself is asked in float64 for all sums from -products to products, so ties
    fall as they do there (on +1), and a gamma of 0 becomes a channel that never changes.

    Args:
        norm: Batch norm with running statistics.
        products: Products in a sum.
        scale: Factor of each channel's sum.
        bias: What is added to it.
        shift: What the sign adds: a slice's threshold.

    Raises:
        ValueError: If the norm has no running statistics.
    """
    if norm.running_mean is None or norm.running_var is None:
        raise ValueError("batch norm must keep running statistics to be folded; train with them")
    sums = torch.arange(-products, products + 1, dtype=torch.float64)
    values = sums[:, None].expand(-1, norm.num_features)
    values = values * scale.double() if scale is not None else values
    values = values + bias.double() if bias is not None else values
    with torch.no_grad():
        normed = F.batch_norm(
            values.contiguous(),
            norm.running_mean.double(),
            norm.running_var.double(),
            None if norm.weight is None else norm.weight.double(),
            None if norm.bias is None else norm.bias.double(),
            eps=norm.eps,
        )
    fires = (normed + shift >= 0).numpy()
    count = fires.sum(axis=0)
    inverted = fires[0] & ~fires[-1]
    least = np.where(inverted, count - products, products + 1 - count)
    return Thresholds(least.astype(np.int32), inverted)
