"""How transfer flow moves with the samples per class, though classes and features stay."""

import dataclasses
from typing import ClassVar

import numpy as np
from jaxtyping import Float, Int

from engine.core.jobs import Report
from engine.core.params import Settings, param
from engine.core.random import numpy_generator
from engine.core.threads import one_thread
from engine.discovery.samples import Features, Labels
from engine.discovery.similarity import PermutationNull, TransferFlow
from engine.discovery.similarity.class_distances import KERNELS

COUNTS = (2, 3, 5, 8, 12, 20, 30, 50, 80, 120)


@dataclasses.dataclass(frozen=True, eq=False)
class SampleCurve:
    """Transfer flow of the same classes at several numbers of samples.

    Attributes:
        counts: Samples per class.
        published: Value as published of each draw of samples.
        unbiased: Value by the U-statistic of the same draws.
        shuffled: Published value where the labels are shuffled over all samples of a draw.
    """

    counts: Int[np.ndarray, " counts"]
    published: Float[np.ndarray, "counts draws"]
    unbiased: Float[np.ndarray, "counts draws"]
    shuffled: Float[np.ndarray, "counts shuffles"]


@dataclasses.dataclass(frozen=True)
class SampleCurveStudy(Settings):
    """Measure one set of classes with 2, 3, 5, 8 ... samples of each (arXiv 2209.09120).

    The published value is a V-statistic: the mean over all pairs of samples of a class counts
    each sample as its own neighbour, at similarity 5, the sum of five kernels. That adds about
    ``(1 / n_i) (5 - mean similarity inside class i)`` for each class of a pair, so that the value
    rises as samples get fewer; shuffled labels, which hold nothing to find, give more than 0.
    The U-statistic leaves a sample's similarity to itself out.
    """

    title: ClassVar[str] = "Sample curve"
    summary: ClassVar[str] = "What transfer flow owes to the number of samples alone."

    kernel: str = param("gaussian", meaning="kernel of transfer flow", choices=KERNELS)
    draws: int = param(4, 1, 50, "draws of samples at each count")
    shuffles: int = param(30, 1, 1000, "shuffles of the labels at each count")
    seed: int = param(0, 0, 2**31, "decides draws and shuffles")

    def __call__(
        self, features: Features, labels: Labels, *, report: Report | None = None
    ) -> SampleCurve:
        """Return the curve, up to the samples of the smallest class.

        Args:
            features: One row for each sample.
            labels: Class of each sample.
            report: Told the share done.

        Raises:
            ValueError: If there are fewer than two classes, or a class of fewer than 2 samples.
        """
        method, names = TransferFlow(kernel=self.kernel), np.asarray(labels)
        members = [np.flatnonzero(names == each) for each in np.unique(names)]
        largest = min(map(len, members))
        if len(members) < 2 or largest < 2:
            raise ValueError(
                "a sample curve needs two classes or more with two samples each, got "
                f"{len(members)} classes, the smallest with {largest}; leave small classes out"
            )
        counts = [each for each in COUNTS if each < largest] + [min(largest, COUNTS[-1])]
        draw, found = numpy_generator(self.seed), []
        with one_thread():
            for place, count in enumerate(counts):
                if report:
                    report(place / len(counts), f"{count} samples per class")
                found.append(self._at(method, np.asarray(features), members, count, draw))
        published, unbiased, shuffled = (np.array(each) for each in zip(*found, strict=True))
        return SampleCurve(np.array(counts), published, unbiased, shuffled)

    def _at(
        self,
        method: TransferFlow,
        features: np.ndarray,
        members: list[Int[np.ndarray, " _"]],
        count: int,
        draw: np.random.Generator,
    ) -> tuple[list[float], list[float], Float[np.ndarray, " shuffles"]]:
        numbers = np.repeat(np.arange(len(members)), count)
        published, unbiased, rows = [], [], np.empty(0, np.int64)
        for _ in range(self.draws):
            rows = np.concatenate([draw.choice(each, count, replace=False) for each in members])
            flow = method(features[rows], numbers)
            published.append(flow.value)
            unbiased.append(flow.unbiased)
        null = PermutationNull(shuffles=self.shuffles, seed=self.seed)
        return published, unbiased, null(method, features[rows], numbers).values
