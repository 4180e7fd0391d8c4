"""How far transfer flow could have come out otherwise: samples drawn anew."""

import dataclasses

import numpy as np
from jaxtyping import Float

from engine.core.jobs import Report
from engine.core.random import numpy_generator
from engine.discovery.similarity.class_distances import ClassDistances, ResampledDistances
from engine.discovery.similarity.kernel_sums import pair_sums
from engine.discovery.similarity.transfer_flow import flow_of, pair_weights


@dataclasses.dataclass(frozen=True, eq=False)
class FlowBootstrap:
    """Transfer flow of resampled sets.

    A resample repeats samples, and a repeated one adds to the bias that the published value
    already has: ``mean`` lies above ``value``. The interval is therefore moved back by that gap.

    Attributes:
        value: Transfer flow of the samples as they are.
        values: Transfer flow of each resample.
        level: Share of resamples inside the interval.
    """

    value: float
    values: Float[np.ndarray, " draws"]
    level: float

    @property
    def mean(self) -> float:
        """Mean over the resamples, as published beside the standard error."""
        return float(self.values.mean())

    @property
    def standard_deviation(self) -> float:
        """Standard deviation over the resamples, ``draws - 1`` in the denominator."""
        return float(self.values.std(ddof=1))

    @property
    def standard_error(self) -> float:
        """The deviation over the root of the number of draws, as published.

        It tells how well ``mean`` is known; ``standard_deviation`` tells how well the flow is.
        """
        return self.standard_deviation / float(np.sqrt(len(self.values)))

    @property
    def low(self) -> float:
        """Lower end of the interval around ``value``."""
        return self._end((1 - self.level) / 2)

    @property
    def high(self) -> float:
        """Upper end of the interval around ``value``."""
        return self._end((1 + self.level) / 2)

    def _end(self, share: float) -> float:
        return self.value + float(np.quantile(self.values, share)) - self.mean


def bootstrap_flow(
    distances: ClassDistances,
    *,
    draws: int = 10,
    seed: int = 0,
    level: float = 0.95,
    report: Report | None = None,
) -> FlowBootstrap:
    """Return transfer flow of samples drawn with replacement from all classes together.

    The distances are measured once; a resample changes only how often each one counts, and with
    that the bandwidths and the samples per class.

    Args:
        distances: From ``TransferFlow.distances``.
        draws: Resamples; the published code makes 10.
        seed: Decides them.
        level: Share of resamples inside the interval.
        report: Told the share done.

    Raises:
        ValueError: If ``draws`` or ``level`` make no interval.
    """
    if draws < 2 or not 0 < level < 1:
        raise ValueError(
            "a bootstrap needs at least two draws and a level between 0 and 1, got "
            f"{draws} draws and the level {level}"
        )
    draw, rows = numpy_generator(seed), distances.samples.rows
    whole = int(distances.samples.counts.sum())

    def staged(turn: int) -> Report:
        def told(done: float, _message: str) -> None:
            if report:
                report((turn + done) / (draws + 1), f"resample {turn} of {draws}")

        return told

    value = flow_of(distances, report=staged(0)).value
    values = []
    for turn in range(draws):
        counts = np.bincount(draw.integers(whole, size=whole), minlength=whole)
        drawn = tuple(counts[each].astype(np.float64) for each in rows)
        values.append(resampled_value(distances, drawn, report=staged(turn + 1)))
    return FlowBootstrap(value, np.array(values), level)


def resampled_value(
    distances: ClassDistances,
    drawn: tuple[Float[np.ndarray, " _"], ...],
    *,
    report: Report | None = None,
) -> float:
    """Return transfer flow where each sample stands as often as it was drawn."""
    resampled = ResampledDistances(distances, drawn)
    every = ~np.eye(len(resampled), dtype=bool)
    sums = pair_sums(resampled, pairs=every, report=report)
    return float((sums.biased().sum(axis=-1) * pair_weights(sums.counts)).sum())
