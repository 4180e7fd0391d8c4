"""Adam in a few lines: torch's own imports a compiler, two seconds for the first visitor."""

from collections.abc import Iterable

import torch
from torch import Tensor


class Adam:
    """Adam with a constant rate (arXiv 1412.6980), number for number as in ``torch.optim``.

    Args:
        parameters: What is trained.
        rate: Learning rate.
        momentum: Decay of the mean gradient.
        memory: Decay of the mean squared gradient.
        least: Added to the root of the latter.
    """

    def __init__(
        self,
        parameters: Iterable[Tensor],
        rate: float,
        *,
        momentum: float = 0.9,
        memory: float = 0.999,
        least: float = 1e-8,
    ) -> None:
        self.parameters, self.rate = list(parameters), rate
        self.momentum, self.memory, self.least = momentum, memory, least
        self._means = [torch.zeros_like(each) for each in self.parameters]
        self._squares = [torch.zeros_like(each) for each in self.parameters]
        self._steps = 0

    def zero_grad(self) -> None:
        """Forget the gradients."""
        for each in self.parameters:
            each.grad = None

    @torch.no_grad()
    def step(self) -> None:
        """Move every parameter that has a gradient."""
        self._steps += 1
        size = self.rate / (1 - self.momentum**self._steps)
        correction = (1 - self.memory**self._steps) ** 0.5
        for each, mean, square in zip(self.parameters, self._means, self._squares, strict=True):
            if each.grad is None:
                continue
            mean.lerp_(each.grad, 1 - self.momentum)
            square.mul_(self.memory).addcmul_(each.grad, each.grad, value=1 - self.memory)
            each.addcdiv_(mean, (square.sqrt() / correction).add_(self.least), value=-size)
