"""Progressive binarization: weights that harden step by step (arXiv 2106.06991)."""

import dataclasses

from torch import nn

from engine.binary.latent import binary_layers
from engine.core.params import Settings, param


@dataclasses.dataclass(frozen=True)
class Hardening(Settings):
    """Temperature of progressive weights, ``clamp(w / T, -1, 1)``, over the training steps.

    T starts at 1 and is multiplied with ``factor`` after every ``every`` steps. The paper's 0.965
    after 1,000 steps is made for 400,000 steps and more; a run of a thousand steps needs fewer
    steps between, or its weights are still soft at the end while evaluation uses their signs.

    >>> round(Hardening(every=10).temperature(25), 6) == round(0.965**2, 6)
    True
    """

    factor: float = param(0.965, 0.01, 1.0, "multiplies the temperature")
    every: int = param(1000, 1, 1_000_000, "steps between two reductions")

    def temperature(self, step: int) -> float:
        """Return T at a training step, counted from 0."""
        return self.factor ** (step // self.every)


def set_temperature(module: nn.Module, temperature: float) -> None:
    """Write T into every binary convolution; those that are not progressive ignore it."""
    for _, layer in binary_layers(module):
        layer.temperature.fill_(temperature)
