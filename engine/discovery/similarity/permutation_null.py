"""Transfer flow under no difference: labels shuffled over the samples."""

import dataclasses
from typing import ClassVar

import numpy as np
from jaxtyping import Float, Int

from engine.core.jobs import Report
from engine.core.params import Settings, param
from engine.core.random import numpy_generator
from engine.discovery.samples import Features, Labels, grouped
from engine.discovery.similarity.class_distances import ClassDistances
from engine.discovery.similarity.kernel_sums import BANDWIDTHS, LARGEST
from engine.discovery.similarity.transfer_flow import TransferFlow

SCALES = ("shared", "pair")
TILE = 1 << 24  # kernel values held at a time, 128 MB in float64


@dataclasses.dataclass(frozen=True, eq=False)
class FlowNull:
    """Transfer flow of shuffled labels, to hold the observed value against.

    Attributes:
        scale: How bandwidths were set: "pair" as published, or "shared" by all pairs.
        observed: Transfer flow of the labels as they are, at that scale.
        values: Transfer flow of each shuffle.
    """

    scale: str
    observed: float
    values: Float[np.ndarray, " shuffles"]

    @property
    def mean(self) -> float:
        """The value that samples per class alone give."""
        return float(self.values.mean())

    @property
    def excess(self) -> float:
        """Observed value less the mean of the shuffles: comparable between sample counts."""
        return self.observed - self.mean

    @property
    def p_value(self) -> float:
        """Share of shuffles, the observed labels among them, that reach the observed value."""
        return float((1 + (self.values >= self.observed).sum()) / (1 + len(self.values)))

    def band(self, level: float = 0.95) -> tuple[float, float]:
        """Return the values between which the given share of the shuffles lies."""
        low, high = np.quantile(self.values, [(1 - level) / 2, (1 + level) / 2])
        return float(low), float(high)


@dataclasses.dataclass(frozen=True)
class PermutationNull(Settings):
    """Transfer flow of labels shuffled over the samples.

    At the "shared" scale all pairs have the bandwidth of all samples pooled. A shuffle then only
    sums kernel values anew, and since shuffled classes are alike, so are the bandwidths that the
    published formula would give them. At the "pair" scale every shuffle is a whole measurement.
    """

    title: ClassVar[str] = "Permutation null"
    summary: ClassVar[str] = "The value that the number of samples gives by itself."

    shuffles: int = param(100, 1, 10_000, "shuffles; the p-value is no finer than one over these")
    scale: str = param("shared", meaning="who sets the bandwidth of a pair", choices=SCALES)
    seed: int = param(0, 0, 2**31, "decides the shuffles")

    def __call__(
        self,
        method: TransferFlow,
        features: Features,
        labels: Labels,
        *,
        report: Report | None = None,
    ) -> FlowNull:
        """Return the null of a set of labelled samples.

        Args:
            method: Kernel and precision.
            features: One row for each sample.
            labels: Class of each sample.
            report: Told the share done.

        Raises:
            ValueError: If an array will not do.
        """
        samples = method.distances(features, labels).samples
        numbers = np.empty(int(samples.counts.sum()), np.int64)
        for place, rows in enumerate(samples.rows):
            numbers[rows] = place
        draw = numpy_generator(self.seed)
        orders = [numbers] + [draw.permutation(numbers) for _ in range(self.shuffles)]
        if self.scale == "pair":
            values = _measured(method, features, orders, report)
        else:
            pooled = grouped(features, np.zeros(len(numbers)), precision=method.precision)
            distances = ClassDistances(pooled, method.kernel)
            values = shared_scale_values(distances, orders, report=report)
        return FlowNull(self.scale, float(values[0]), values[1:])


def _measured(
    method: TransferFlow,
    features: Features,
    orders: list[Int[np.ndarray, " samples"]],
    report: Report | None,
) -> Float[np.ndarray, " orders"]:
    values = []
    for turn, order in enumerate(orders):
        if report:
            report(turn / len(orders), f"shuffle {turn} of {len(orders) - 1}")
        values.append(method(features, order).value)
    return np.array(values)


def shared_scale_values(
    distances: ClassDistances,
    orders: list[Int[np.ndarray, " samples"]],
    *,
    report: Report | None = None,
) -> Float[np.ndarray, " orders"]:
    """Return transfer flow of several labelings where all pairs share one bandwidth.

    With one kernel matrix K the definition shrinks to the sums inside classes:
    ``2 / (N (N - 1)) * (N sum_c K_cc / n_c - sum K)``, K_cc the sum over class c.

    Args:
        distances: Distances among all samples, held as one class.
        orders: Class number of each sample under each labeling.
        report: Told the share done.
    """
    whole = len(distances.weights[0])
    mean = float(distances.totals()[0, 0]) / (whole * whole - whole)
    bandwidth = mean / 2 ** (BANDWIDTHS // 2) if mean > 0 else 1.0
    found, total = np.zeros(len(orders)), 0.0
    step = max(1, TILE // whole)
    for start in range(0, whole, step):
        rows = slice(start, min(start + step, whole))
        kernel = _kernel(distances.tile(0, 0, rows, slice(None)), bandwidth)
        total += float(kernel.sum(dtype=np.float64))
        for turn, order in enumerate(orders):
            if report:
                done = (start + (rows.stop - start) * turn / len(orders)) / whole
                report(done, f"shuffle {turn} of {len(orders) - 1}")
            found[turn] += _inside(kernel, order, rows)
    return 2 / (whole * (whole - 1)) * (whole * found - total)


def _kernel(
    distances: Float[np.ndarray, "rows columns"], bandwidth: float
) -> Float[np.ndarray, "rows columns"]:
    """Return the sum of the kernels of all five bandwidths."""
    power = distances * distances.dtype.type(-1 / (LARGEST * bandwidth))
    np.exp(power, out=power)
    found = power.copy()
    for _ in range(BANDWIDTHS - 1):
        np.square(power, out=power)
        found += power
    return found


def _inside(
    kernel: Float[np.ndarray, "rows samples"], order: Int[np.ndarray, " samples"], rows: slice
) -> float:
    """Return the sum of kernel values inside classes, each over its class's size."""
    sorting = np.argsort(order, kind="stable")
    ends = np.cumsum(np.bincount(order))
    found = 0.0
    for members in np.split(sorting, ends[:-1]):
        low, high = np.searchsorted(members, (rows.start, rows.stop))
        part = kernel[np.ix_(members[low:high] - rows.start, members)]
        found += float(part.sum(dtype=np.float64)) / len(members)
    return found
