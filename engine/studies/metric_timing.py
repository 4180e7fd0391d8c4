"""How long one sample takes to be judged, against the number of references: measured, not quoted.

arXiv 2103.11912 says O(n) for neighbour search, O(log n) for LSH+KNN and O(1) for LSH-only, each
for one evaluated sample. Timed is the judging alone, with radii or buckets ready; what makes them
ready is timed beside it. No array of samples by samples is made.
"""

import dataclasses
import time
from collections.abc import Callable, Sequence

import numpy as np
from jaxtyping import Float

from engine.core.jobs import Report
from engine.core.params import Settings, param
from engine.core.random import numpy_generator
from engine.core.threads import one_thread
from engine.metrics.lsh_neighbours import LshNeighbours
from engine.metrics.lsh_occupancy import LshOccupancy
from engine.metrics.neighbours import squared_distances, squared_radii
from engine.metrics.occupancy_index import OccupancyIndex
from engine.studies.bucket_panel import neighbour_hashing

TITLES = ("KNN", "LSH+KNN", "LSH-only")
LARGEST = 20_000
SIZES = (1000, 2000, 5000, 10_000, LARGEST)
FACTORS = 12
BATCH = 50  # samples compared with all references at a time: a block stays in the cache
Judge = Callable[[], float]
"""Judges all queries once; returns the mean number of distances computed for each."""


@dataclasses.dataclass(frozen=True)
class Timing:
    """One metric at one number of references.

    Attributes:
        metric: "KNN", "LSH+KNN" or "LSH-only".
        references: Number of references.
        microseconds: Time to judge one sample, the least of the repeats.
        index_seconds: Time to make radii or buckets ready.
        distances: Distances computed for one sample, in the mean.
    """

    metric: str
    references: int
    microseconds: float
    index_seconds: float
    distances: float


@dataclasses.dataclass(frozen=True)
class MetricTiming(Settings):
    """Time the three metrics on made-up features that lie near a surface of 12 dimensions."""

    largest: int = param(10_000, 2000, LARGEST, "most references", step=1000)
    features: int = param(256, 8, 512, "numbers that describe a sample")
    queries: int = param(500, 50, 2000, "samples judged")
    repeats: int = param(5, 1, 10, "repeats, of which the fastest counts")
    seed: int = param(0, 0, 1000, "seed of features and hashes")

    def sizes(self) -> tuple[int, ...]:
        """Return the numbers of references that are timed.

        >>> MetricTiming(largest=3000).sizes()
        (1000, 2000, 3000)
        """
        return (*(each for each in SIZES if each < self.largest), self.largest)

    def __call__(self, *, report: Report | None = None) -> tuple[Timing, ...]:
        """Return the time of each metric at each size, smaller sizes first."""
        sizes, found, done = self.sizes(), [], 0
        samples = made_up_features(max(sizes) + self.queries, self.features, seed=self.seed)
        queries, pool = samples[: self.queries], samples[self.queries :]
        work = sum(size + 4 * self.queries for size in sizes)
        with one_thread():
            for size in sizes:
                for title in TITLES:
                    say = _within(
                        report, done / work, size / work, f"{title}, {size:,} references"
                    )
                    found.append(self._timed(title, pool[:size], queries, say))
                done += size + 4 * self.queries
        return tuple(found)

    def _timed(
        self,
        title: str,
        references: Float[np.ndarray, "references features"],
        queries: Float[np.ndarray, "queries features"],
        report: Report,
    ) -> Timing:
        start = time.perf_counter()
        judge = _JUDGES[title](references, queries, self.seed, report)
        ready = time.perf_counter() - start
        times, distances = [], 0.0
        for _ in range(self.repeats):
            report(1.0, "judging")
            start = time.perf_counter()
            distances = judge()
            times.append(time.perf_counter() - start)
        each = 1e6 * min(times) / len(queries)
        return Timing(title, len(references), each, ready, distances)


def made_up_features(
    samples: int, features: int, *, seed: int
) -> Float[np.ndarray, "samples features"]:
    """Return samples near a curved surface of few dimensions, as features of images are."""
    draws = numpy_generator(seed)
    inner = draws.standard_normal((samples, FACTORS), dtype=np.float32)
    ways = draws.standard_normal((FACTORS, features), dtype=np.float32)
    noise = draws.standard_normal((samples, features), dtype=np.float32)
    return np.maximum(inner @ ways, 0) + np.float32(0.05) * noise


def slope(timings: Sequence[Timing], metric: str) -> float:
    """Return how the time for one sample grows: t ~ n ** slope, by least squares of logarithms.

    Raises:
        ValueError: If fewer than two sizes of the metric were timed.
    """
    own = [each for each in timings if each.metric == metric]
    if len({each.references for each in own}) < 2:
        raise ValueError(f"a slope of {metric} needs two sizes, got {len(own)}; time more")
    sizes = np.log([each.references for each in own])
    return float(np.polyfit(sizes, np.log([each.microseconds for each in own]), 1)[0])


def _exact(
    references: Float[np.ndarray, "references features"],
    queries: Float[np.ndarray, "queries features"],
    seed: int,
    report: Report,
) -> Judge:
    radii = squared_radii(references, (3,), report=report)[:, 0]

    def judge() -> float:
        for start in range(0, len(queries), BATCH):
            for _, block in squared_distances(queries[start : start + BATCH], references):
                (block <= radii).any(axis=1)
        return float(len(references))

    return judge


def _mates(
    references: Float[np.ndarray, "references features"],
    queries: Float[np.ndarray, "queries features"],
    seed: int,
    report: Report,
) -> Judge:
    method = LshNeighbours(seed=seed)
    width = method.width_of(references)
    codes = method.shared_codes(references, queries, width)[0]
    hashing = neighbour_hashing(
        method,
        references.mean(axis=0),
        largest=max(len(references), len(queries)),
        hash_bits=codes.hash_bits,
    )
    index = method.index(references, codes.references, width, report=report)

    def judge() -> float:
        judged = index.judge(queries, hashing.codes(hashing.project(queries), width))
        return float(judged.candidates.mean())

    return judge


def _occupancy(
    references: Float[np.ndarray, "references features"],
    queries: Float[np.ndarray, "queries features"],
    seed: int,
    report: Report,
) -> Judge:
    method = LshOccupancy(seed=seed)
    width = method.calibrate(references, report=report).width
    hashing = method.hashing(references)
    index = OccupancyIndex(hashing.codes(hashing.project(references), width), method.least)

    def judge() -> float:
        index.occupied(hashing.codes(hashing.project(queries), width))
        return 0.0

    return judge


_JUDGES = {"KNN": _exact, "LSH+KNN": _mates, "LSH-only": _occupancy}


def _within(report: Report | None, start: float, length: float, message: str) -> Report:
    """Return a report for a part of the work, under one message."""

    def say(share: float, _: str) -> None:
        if report:
            report(min(start + share * length, 1.0), message)

    return say
