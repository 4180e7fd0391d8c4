"""The four error measures over many batches, added up in float64."""

import math

from jaxtyping import Float
from torch import Tensor

from engine.quantization.error import WeightErrors


class RunningErrors:
    """Compares outputs batch by batch; ``result`` is as if all had been compared at once."""

    def __init__(self) -> None:
        """Start with nothing compared."""
        self.count = 0
        self.largest = 0.0
        self.error = 0.0
        self.signal = 0.0
        self.quantized = 0.0
        self.product = 0.0

    def add(self, full: Float[Tensor, "*shape"], rounded: Float[Tensor, "*shape"]) -> None:
        """Take in one batch of outputs in full and in reduced precision."""
        if full.numel() == 0:
            return
        one, two = full.detach().reshape(-1).double(), rounded.detach().reshape(-1).double()
        difference = one - two
        self.count += one.numel()
        self.largest = max(self.largest, float(difference.abs().max()))
        self.error += float(difference @ difference)
        self.signal += float(one @ one)
        self.quantized += float(two @ two)
        self.product += float(one @ two)

    def result(self) -> WeightErrors:
        """Return the measures of everything so far.

        Raises:
            ValueError: If nothing was compared.
        """
        if self.count == 0:
            raise ValueError("there must be outputs to compare, got none; give a batch")
        noise = math.inf
        if self.error > 0.0:
            ratio = self.signal / self.error
            noise = 10.0 * math.log10(ratio) if ratio > 0.0 else -math.inf
        norms = math.sqrt(self.signal) * math.sqrt(self.quantized)
        same = 1.0 if self.signal == self.quantized else 0.0
        cosine = max(-1.0, min(1.0, self.product / norms)) if norms > 0.0 else same
        return WeightErrors(self.error / self.count, self.largest, noise, cosine)
