"""A small line network trained while a visitor waits, on made-up squares alone."""

import dataclasses
import time
from collections.abc import Callable

import numpy as np
import torch
from jaxtyping import Bool

from engine.core.errors import EngineError
from engine.core.jobs import Report
from engine.core.params import Settings, param
from engine.core.threads import one_thread
from engine.documents.line_augmentation import Augmentation
from engine.documents.line_network import LineNetwork, LineNetworkSettings, prepared
from engine.documents.line_pairs import Pair, procedural_pairs
from engine.documents.line_training import LineTraining, LineTrainingSettings, train_lines
from engine.documents.page_metrics import overlap

HELD_SEED = 900_001
"""Seed of the first held-out square: far from those that are learnt."""
HELD = 6
SIDE = 256
CUT = 128
STRETCHES = 12


@dataclasses.dataclass(frozen=True)
class RetrainingSettings(Settings):
    """A training of less than a minute on one core.

    ``squares`` is the number of made-up pictures of 256 px; squares of 128 px are cut from them,
    slanted, scaled and aged.
    """

    squares: int = param(32, 1, 64, "made-up squares to learn from", step=1)
    steps: int = param(180, 10, 240, "updates of the weights", step=10)
    width: int = param(8, 4, 12, "channels at half resolution", step=4)
    seed: int = param(0, 0, 999, "seed of squares, weights and order", step=1)


@dataclasses.dataclass(frozen=True)
class CurvePoint:
    """Where a training stood.

    Attributes:
        step: Updates so far.
        loss: Mean loss of the updates since the point before; NaN before the first update.
        band_iou: Overlap with the bands of held-out squares (M3), mean.
        seconds: Wall time since the squares were drawn.
    """

    step: int
    loss: float
    band_iou: float
    seconds: float


@dataclasses.dataclass(frozen=True, eq=False)
class Retrained:
    """A trained network with its curve.

    Attributes:
        settings: How it was trained.
        network: The network in evaluation mode.
        weights: Trained weights.
        curve: Its points, the untrained network first.
        everything: Overlap with the same bands when the whole square is called band.
        drawing_seconds: Wall time of drawing the squares.
    """

    settings: RetrainingSettings
    network: LineNetwork
    weights: int
    curve: tuple[CurvePoint, ...]
    everything: float
    drawing_seconds: float


def found_bands(network: LineNetwork, pair: Pair) -> Bool[np.ndarray, "rows columns"]:
    """Return where a network sees the band of a line in a square."""
    with torch.inference_mode():
        grey = torch.from_numpy(prepared(pair.image))[None, None]
        return (network(grey)[0, 3] > 0).numpy()


def retrain(
    settings: RetrainingSettings,
    report: Report | None = None,
    *,
    on_point: Callable[[CurvePoint], None] | None = None,
) -> Retrained:
    """Return a small network that saw only made-up squares.

    Args:
        settings: How it is trained.
        report: Progress and stop.
        on_point: Called with each new point of the curve.
    """
    with one_thread():
        return _Run(settings, report, on_point).finished()


class _Run:
    def __init__(
        self, settings: RetrainingSettings, report: Report | None,
        on_point: Callable[[CurvePoint], None] | None,
    ) -> None:  # fmt: skip
        self._settings, self._report = settings, report or _silent
        self._on_point = on_point
        self._curve: list[CurvePoint] = []
        begun = time.perf_counter()
        self._held = self._drawn(HELD, HELD_SEED, "held-out", 0.0)
        first = 1 + 1000 * settings.seed
        self._pairs = self._drawn(settings.squares, first, "made-up", 0.05)
        self._start = time.perf_counter()
        self._drawing = self._start - begun

    def _drawn(self, count: int, seed: int, kind: str, share: float) -> list[Pair]:
        out = []
        for number in range(count):
            self._report(share + 0.15 * number / count, f"drawing {kind} square {number + 1}")
            out += procedural_pairs(1, seed + number, SIDE)
        return out

    def _point(self, training: LineTraining) -> None:
        network = training.network.eval()
        shares = [overlap(found_bands(network, each), each.bands) for each in self._held]
        since = training.losses[self._curve[-1].step if self._curve else 0 :]
        loss = float(np.mean(since)) if since else float("nan")
        if since and not np.isfinite(loss):
            raise EngineError(
                f"the loss must stay finite, got {loss} at step {training.step}; take another seed"
            )
        point = CurvePoint(
            training.step, loss, float(np.mean(shares)), time.perf_counter() - self._start
        )
        self._curve.append(point)
        if self._on_point is not None:
            self._on_point(point)

    def finished(self) -> Retrained:
        """Train and return the network with its curve."""
        chosen = self._settings
        plan = LineTrainingSettings(
            steps=chosen.steps, batch=4, rate=0.008, seed=chosen.seed,
            network=LineNetworkSettings(width=chosen.width, levels=3),
            augmentation=Augmentation(side=CUT, smallest=0.7, largest=1.3),
        )  # fmt: skip
        self._point(LineTraining(self._pairs, plan))
        network = train_lines(
            self._pairs, plan, on_stretch=self._point,
            stretch=max(1, chosen.steps // STRETCHES),
            report=lambda share, said: self._report(0.2 + 0.8 * share, said),
        )  # fmt: skip
        weights = sum(each.numel() for each in network.parameters())
        everything = float(np.mean([each.bands.mean() for each in self._held]))
        return Retrained(chosen, network, weights, tuple(self._curve), everything, self._drawing)


def _silent(_share: float, _message: str) -> None:
    """Tell nobody."""
