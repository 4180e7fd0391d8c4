"""Latent weights: the float numbers behind the bits, how often their signs flip, their clip."""

import dataclasses
from collections.abc import Iterator

import numpy as np
import torch
from jaxtyping import Float, Int64
from torch import Tensor, nn

from engine.binary.convolution import BinaryConvolution


@dataclasses.dataclass(frozen=True)
class LatentHistogram:
    """How the latent weights of a network lie around 0.

    Attributes:
        edges: Ends of the bins.
        counts: Weights in each bin; what lies beyond the ends is in the first and last.
    """

    edges: Float[np.ndarray, " edges"]
    counts: Int64[np.ndarray, " bins"]


@dataclasses.dataclass(frozen=True)
class Flips:
    """Signs that changed while weights were trained.

    Attributes:
        by_step: Changes counted at every step; a weight that goes and comes back counts twice.
        kept: Weights whose sign differs between the beginning and the end.
        weights: Binary weights in all.
    """

    by_step: int
    kept: int
    weights: int


def binary_layers(module: nn.Module) -> Iterator[tuple[str, BinaryConvolution]]:
    """Yield the name and module of every binary convolution."""
    for name, each in module.named_modules():
        if isinstance(each, BinaryConvolution):
            yield name, each


def latent_histogram(module: nn.Module, *, bins: int = 61, reach: float = 0.3) -> LatentHistogram:
    """Return the histogram of all latent weights from -reach to reach.

    Args:
        module: Network with binary convolutions; one without gives zeros.
        bins: Number of bins; an odd one puts 0 into the middle of a bin.
        reach: Ends of the histogram.
    """
    edges = np.linspace(-reach, reach, bins + 1)
    counts = np.zeros(bins, np.int64)
    for _, layer in binary_layers(module):
        values = layer.weight.detach().double().numpy().ravel()
        counts += np.histogram(values.clip(-reach, reach), edges)[0]
    return LatentHistogram(edges, counts)


@torch.no_grad()
def clip_latent_weights(module: nn.Module) -> None:
    """Cut every latent weight off at its layer's clip, in place (arXiv 1602.02830).

    Beyond the clip no gradient comes back, so that a weight that got there would never return.
    """
    for _, layer in binary_layers(module):
        layer.weight.clamp_(-layer.rules.clip, layer.rules.clip)


class FlipCounter:
    """Counts sign changes of the latent weights; zero counts as positive, as in the forward pass.

    >>> layer = BinaryConvolution(1, 1)
    >>> counter = FlipCounter(layer)
    >>> _ = layer.weight.data.neg_()
    >>> counter.step()
    >>> counter.flips().kept
    9
    """

    def __init__(self, module: nn.Module) -> None:
        """Remember the signs that the weights have now."""
        self._layers = [layer for _, layer in binary_layers(module)]
        self._first = self._signs()
        self._last = self._first
        self._by_step = 0

    def _signs(self) -> Tensor:
        if not self._layers:
            return torch.zeros(0, dtype=torch.bool)
        return torch.cat([layer.weight.detach().flatten() >= 0 for layer in self._layers])

    def step(self) -> None:
        """Count what has changed since the last step."""
        now = self._signs()
        self._by_step += int((now != self._last).sum())
        self._last = now

    def flips(self) -> Flips:
        """Return the counts so far."""
        return Flips(self._by_step, int((self._last != self._first).sum()), len(self._first))
