"""A live race: a small Bi-Real network against its float twin on scikit-learn's digits."""

import dataclasses
import functools
import time
from collections.abc import Callable

import numpy as np
import torch
from jaxtyping import Float, Int64
from torch import Tensor

from engine.binary.estimators import ESTIMATORS, use_estimator
from engine.binary.evaluation import predicted
from engine.binary.latent import LatentHistogram, latent_histogram
from engine.binary.small import SmallBinaryNetwork
from engine.binary.training import BinaryTraining, TrainingSettings
from engine.binary.twin import draw_weights
from engine.core.jobs import Report
from engine.core.params import Settings, param
from engine.core.random import numpy_generator
from engine.studies.binary_scores import wilson_interval

BINARY, FLOAT = "binary", "float twin"
TEST = 450
REACH = 0.5  # ends of the histogram


@dataclasses.dataclass(frozen=True)
class Digits:
    """Handwritten digits of 8x8 pixels, split once and for all.

    Attributes:
        train: Pictures, -1 to 1.
        train_labels: Their digits.
        test: Pictures that are never trained on.
        test_labels: Their digits.
    """

    train: Float[Tensor, "train channels height width"]
    train_labels: Int64[Tensor, " train"]
    test: Float[Tensor, "test channels height width"]
    test_labels: Int64[Tensor, " test"]


@functools.cache
def digits() -> Digits:
    """Return scikit-learn's bundled digits: 1,347 to train, 450 to test."""
    from sklearn.datasets import load_digits

    raw = load_digits()
    order = numpy_generator(0).permutation(len(raw.target))
    pixels = torch.from_numpy((raw.images[order] / 8 - 1).astype(np.float32))[:, None]
    labels = torch.from_numpy(raw.target[order].astype(np.int64))
    return Digits(pixels[TEST:], labels[TEST:], pixels[:TEST], labels[:TEST])


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


Watch = Callable[[RaceResult], None]


@dataclasses.dataclass(frozen=True)
class BinaryRace(Settings):
    """Both networks have the same layers, seed, order of pictures and learning rate.

    They take turns, a pass each. The binary one trains float latent weights whose signs it uses;
    what its sign has for a slope is the estimator. Accuracy is that of hard signs on digits that
    neither has seen. Times are those of training; a trained binary network is not slower.
    """

    epochs: int = param(12, 1, 40, "passes over the training digits")
    width: int = param(16, 4, 48, "channels of the first stage", step=4)
    estimator: str = param(
        "clip", meaning="1 within the clip, or Bi-Real's tent", choices=tuple(ESTIMATORS)
    )
    clip: float = param(1.0, 0.1, 3.0, "largest value that a gradient passes", step=0.1)
    clip_weights: bool = param(
        default=True, meaning="cut latent weights off at 1", choices=(True, False)
    )
    seed: int = param(0, 0, 9999, "seed of weights and order")

    def description(self, *, binary: bool) -> SmallBinaryNetwork:
        """Return the binary network or its twin."""
        return SmallBinaryNetwork(
            family="bireal", channels=1, width=self.width, sizes=2, reduction=1, binary=binary
        )

    def _training(self, data: Digits, *, binary: bool) -> BinaryTraining:
        network = draw_weights(self.description(binary=binary).build(), self.seed)
        settings = TrainingSettings(
            epochs=self.epochs,
            batch_size=50,
            estimator=self.estimator,
            clip_weights=self.clip_weights,
            seed=self.seed,
        )
        made = BinaryTraining(network, data.train, data.train_labels, settings)
        use_estimator(network, self.estimator, self.clip)
        return made

    def __call__(
        self,
        report: Report | None = None,
        *,
        watch: Watch | None = None,
        data: Digits | None = None,
    ) -> RaceResult:
        """Run the race.

        Args:
            report: Progress; it may raise ``CancelledError``.
            watch: Called with the race so far after every lap.
            data: Pictures to race on; None takes scikit-learn's digits.
        """
        data = data or digits()
        runs = {
            BINARY: self._training(data, binary=True),
            FLOAT: self._training(data, binary=False),
        }
        network = runs[BINARY].network
        result = RaceResult(
            laps=(),
            histograms=(latent_histogram(network, reach=REACH),),
            binary_weights=int(latent_histogram(network).counts.sum()),
            parameters=sum(each.numel() for each in network.parameters()),
            test_samples=len(data.test_labels),
            epochs=self.epochs,
        )
        seconds = dict.fromkeys(runs, 0.0)
        for turn in range(2 * self.epochs):
            name = (BINARY, FLOAT)[turn % 2]
            started = time.thread_time()
            runs[name].epoch(_part(report, turn, 2 * self.epochs, name))
            seconds[name] += time.thread_time() - started
            result = _with_lap(result, name, runs[name], data, seconds[name])
            if watch is not None:
                watch(result)
        return result


def _part(report: Report | None, turn: int, turns: int, name: str) -> Report | None:
    """Return a report that maps one network's own share of its run to the whole race's."""
    if report is None:
        return None

    def inner(share: float, message: str) -> None:
        within = share * (turns // 2) - turn // 2  # share of this pass
        report((turn + within) / turns, f"{name}, {message}")

    return inner


def _with_lap(
    result: RaceResult, name: str, run: BinaryTraining, data: Digits, seconds: float
) -> RaceResult:
    right = int((predicted(run.network, data.test) == data.test_labels).sum())
    low, high = wilson_interval(right, result.test_samples)
    done = run.history[-1]
    lap = Lap(
        network=name,
        epoch=done.epoch,
        accuracy=right / result.test_samples,
        low=low,
        high=high,
        loss=done.loss,
        flips=done.flips,
        changed=done.changed,
        seconds=seconds,
    )
    histograms = result.histograms
    if name == BINARY:
        histograms = (*histograms, latent_histogram(run.network, reach=REACH))
    return dataclasses.replace(result, laps=(*result.laps, lap), histograms=histograms)
