"""The network of discovery: an adapter of given features, a labeled head, heads of prototypes."""

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor, nn


def drawn(shape: tuple[int, ...], fan_in: int, generator: torch.Generator) -> nn.Parameter:
    """Return uniform weights of the variance ``1 / (3 fan_in)``, from the given generator."""
    bound = fan_in**-0.5
    return nn.Parameter((torch.rand(shape, generator=generator) * 2 - 1) * bound)


class Adapter(nn.Module):
    """``x + W2 relu(W1 x)`` with W2 = 0 at first: it begins as the features that it is given."""

    def __init__(self, features: int, hidden: int, generator: torch.Generator) -> None:
        super().__init__()
        self.inward = drawn((features, hidden), features, generator)
        self.bias = nn.Parameter(torch.zeros(hidden))
        self.outward = nn.Parameter(torch.zeros(hidden, features))

    def forward(self, samples: Float[Tensor, "batch features"]) -> Float[Tensor, "batch features"]:
        """Return the adapted features."""
        return samples + torch.relu(samples @ self.inward + self.bias) @ self.outward


class LabeledHead(nn.Module):
    """Cosine of the adapted features to one prototype for each labeled class."""

    def __init__(self, features: int, classes: int, generator: torch.Generator) -> None:
        super().__init__()
        self.prototypes = drawn((features, classes), features, generator)

    def forward(self, adapted: Float[Tensor, "batch features"]) -> Float[Tensor, "batch labeled"]:
        """Return cosines."""
        return F.normalize(adapted, dim=-1) @ F.normalize(self.prototypes, dim=0)


class ClusterHeads(nn.Module):
    """Several heads at once, each a projection of two layers and a prototype for each cluster."""

    def __init__(
        self, features: int, projected: int, heads: int, clusters: int, generator: torch.Generator
    ) -> None:
        super().__init__()
        self.inward = drawn((heads, features, features), features, generator)
        self.bias = nn.Parameter(torch.zeros(heads, 1, features))
        self.outward = drawn((heads, features, projected), features, generator)
        self.prototypes = drawn((heads, projected, clusters), projected, generator)

    def forward(
        self, adapted: Float[Tensor, "batch features"]
    ) -> Float[Tensor, "heads batch clusters"]:
        """Return cosines of each head's projection to its prototypes."""
        hidden = torch.relu(adapted @ self.inward + self.bias)  # heads, batch, features
        projected = F.normalize(hidden @ self.outward, dim=-1)  # heads, batch, projected
        return projected @ F.normalize(self.prototypes, dim=1)


class DiscoveryNetwork(nn.Module):
    """Adapter, labeled head and two banks of heads: one with the asked clusters, one with more.

    Args:
        features: Width of the given features.
        labeled: Labeled classes; 0 without a labeled set.
        clusters: Clusters to find.
        heads: Heads of each bank.
        surplus: How many times as many clusters the second bank has.
        generator: Decides the first weights.
    """

    def __init__(
        self,
        features: int,
        labeled: int,
        clusters: int,
        *,
        heads: int,
        surplus: int,
        generator: torch.Generator,
    ) -> None:
        super().__init__()
        projected = min(features, 128)
        self.adapter = Adapter(features, 2 * features, generator)
        self.labeled = LabeledHead(features, labeled, generator) if labeled else None
        self.banks = nn.ModuleList(
            ClusterHeads(features, projected, heads, clusters * times, generator)
            for times in dict.fromkeys((1, surplus))
        )
