"""A live race: a small Bi-Real network against its float twin on scikit-learn's digits."""

import dataclasses
import time
from collections.abc import Callable

from engine.binary.estimators import ESTIMATORS, use_estimator
from engine.binary.evaluation import predicted
from engine.binary.latent import latent_histogram
from engine.binary.small import SmallBinaryNetwork
from engine.binary.training import BinaryTraining, TrainingSettings
from engine.binary.twin import draw_weights
from engine.core.jobs import Report
from engine.core.params import Settings, param
from engine.studies.binary_scores import wilson_interval
from engine.studies.race_digits import Digits, digits
from engine.studies.race_result import BINARY, FLOAT, Lap, RaceResult

__all__ = ["BINARY", "FLOAT", "BinaryRace", "Digits", "Lap", "RaceResult", "digits"]
REACH = 0.5  # ends of the histogram


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
