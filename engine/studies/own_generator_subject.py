"""Which generator is measured, and how much of what it draws."""

import dataclasses

from torch import nn

from engine.core.params import Settings, param


@dataclasses.dataclass(frozen=True, eq=False)
class Subject:
    """The generator that is measured.

    Attributes:
        title: What a reader calls it.
        described: Architecture and size in one line.
        sha256: Hash of its file.
        network: In full precision and evaluation mode; it is not changed.
        batch: Pictures that are drawn at a time.
    """

    title: str
    described: str
    sha256: str
    network: nn.Module
    batch: int = 64


@dataclasses.dataclass(frozen=True)
class MeasureSettings(Settings):
    """How much is drawn, and from which latents."""

    samples: int = param(1_000, 20, 5_000, "pictures of each network; as many real ones")
    seeds: int = param(5, 1, 20, "seeds of the hash")
    seed: int = param(0, 0, 2**31, "seed of the latents and of the choice of real samples")
    truncation: float = param(1.0, 0.0, 1.0, "1 leaves latents alone, 0 gives the mean")
    noise_seed: int = param(0, 0, 2**31, "seed of a StyleGAN2's noise inputs")
