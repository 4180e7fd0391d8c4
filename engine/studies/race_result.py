"""What a race between a binary network and its float twin has shown so far."""

import dataclasses

from engine.binary.latent import LatentHistogram

BINARY, FLOAT = "binary", "float twin"


@dataclasses.dataclass(frozen=True)
class Lap:
    """One network after one pass.

    Attributes:
        network: ``BINARY`` or ``FLOAT``.
        epoch: Passes done.
        accuracy: Share of the test digits that it names rightly.
        low: Lower end of its 95 % Wilson interval.
        high: Upper end.
        loss: Mean training loss of the pass, nats.
        flips: Sign changes of latent weights in the pass, counted step by step.
        changed: Latent weights that end the pass with another sign.
        seconds: Processor time of its training so far.
    """

    network: str
    epoch: int
    accuracy: float
    low: float
    high: float
    loss: float
    flips: int
    changed: int
    seconds: float


@dataclasses.dataclass(frozen=True)
class RaceResult:
    """The race so far.

    Attributes:
        laps: Of both networks, epoch after epoch, the binary one first.
        histograms: Latent weights before the race and after each epoch.
        binary_weights: Weights of one bit.
        parameters: Of either network.
        test_samples: Digits that accuracy is measured on.
        epochs: Passes of the whole race.
    """

    laps: tuple[Lap, ...]
    histograms: tuple[LatentHistogram, ...]
    binary_weights: int
    parameters: int
    test_samples: int
    epochs: int

    def last(self, network: str) -> Lap | None:
        """Return the latest lap of a network, or None before its first."""
        return next((lap for lap in reversed(self.laps) if lap.network == network), None)
