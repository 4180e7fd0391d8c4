"""Every metric of real against generated features, with the verdict on every sample."""

import dataclasses

import numpy as np
from jaxtyping import Bool, Float

from engine.core.jobs import Report
from engine.core.params import Settings, param
from engine.metrics.intervals import Interval, SeedSpread, bootstrap_interval
from engine.metrics.lsh_neighbours import LshNeighbours
from engine.metrics.lsh_occupancy import LshOccupancy
from engine.metrics.precision_recall import PrecisionRecall, knn_precision_recall
from engine.metrics.progress import stage
from engine.metrics.realism import realism_scores
from engine.studies.feature_checks import check_sets, warnings_of
from engine.studies.feature_distances import measured_distances
from engine.studies.sample_set import SampleSet, thinned

NEIGHBOURS = (3, 5)
SAMPLES_DRAWN = "samples drawn anew"
Array = Float[np.ndarray, "_ features"]


@dataclasses.dataclass(frozen=True)
class ReportSettings(Settings):
    """How much of the two sets is measured, and how often the hash is drawn."""

    samples: int = param(5_000, 6, 50_000, "samples of each set at most")
    seeds: int = param(5, 1, 20, "seeds of the hash")
    seed: int = param(0, 0, 2**31, "first seed, and seed of every draw")


@dataclasses.dataclass(frozen=True)
class Measure:
    """One number of the report.

    Attributes:
        metric: Its name, with the features where they matter.
        value: The number; no unit.
        interval: 95 % interval, or None.
        basis: What the interval is about.
        spread: Mean, least, greatest and standard deviation over hash seeds, or None.
    """

    metric: str
    value: float
    interval: Interval | None
    basis: str
    spread: tuple[float, float, float, float] | None = None


@dataclasses.dataclass(frozen=True, eq=False)
class Hashed:
    """A hashed metric under several seeds.

    Attributes:
        title: The metric.
        generated_accepted: For each generated sample: share of the seeds that accept it.
        real_covered: For each real sample: share of the seeds that cover it.
        spread: Precision and recall under each seed.
    """

    title: str
    generated_accepted: Float[np.ndarray, " generated"]
    real_covered: Float[np.ndarray, " real"]
    spread: SeedSpread


@dataclasses.dataclass(frozen=True, eq=False)
class FeatureReport:
    """Real against generated.

    Attributes:
        real: What was measured of the real samples.
        generated: What was measured of the generated ones.
        settings: How.
        measures: The numbers.
        exact: KNN results, one for each of ``NEIGHBOURS``.
        hashed: LSH+KNN and LSH-only.
        realism: Realism of each generated sample; 1 or more lies in a trusted ball.
        warnings: What a reader must know.
    """

    real: SampleSet
    generated: SampleSet
    settings: ReportSettings
    measures: tuple[Measure, ...]
    exact: tuple[PrecisionRecall, ...]
    hashed: tuple[Hashed, ...]
    realism: Float[np.ndarray, " generated"]
    warnings: tuple[str, ...]

    @property
    def extractor(self) -> str:
        """Name of the features."""
        return self.real.extractor


def measure_features(
    real: SampleSet,
    generated: SampleSet,
    settings: ReportSettings | None = None,
    *,
    report: Report | None = None,
) -> FeatureReport:
    """Return every metric of two sets of samples.

    Args:
        real: Real samples.
        generated: Generated samples, in the same features.
        settings: How many samples and hash seeds.
        report: Told the share done.

    Raises:
        ValueError: If the sets cannot be compared.
    """
    chosen = settings or ReportSettings()
    check_sets(real, generated, neighbours=max(NEIGHBOURS))
    real = thinned(real, chosen.samples, seed=chosen.seed)
    generated = thinned(generated, chosen.samples, seed=chosen.seed)
    check_sets(real, generated, neighbours=max(NEIGHBOURS))
    pair = (real.features, generated.features)
    exact = knn_precision_recall(*pair, neighbours=NEIGHBOURS, report=stage(report, 0.0, 0.25))
    realism = realism_scores(*pair, report=stage(report, 0.25, 0.35))
    hashed = (
        _hashed(LshNeighbours(), pair, chosen, stage(report, 0.35, 0.7)),
        _hashed(LshOccupancy(), pair, chosen, stage(report, 0.7, 0.8)),
    )
    distances = measured_distances(*pair, seed=chosen.seed, report=stage(report, 0.8, 1.0))
    measures = (
        *(each for result in exact for each in _exact_measures(result)),
        *(each for result in hashed for each in _hashed_measures(result)),
        Measure(
            "realism, mean", float(realism.mean()), bootstrap_interval(realism), SAMPLES_DRAWN
        ),
        _share("realism of 1 or more, share", realism >= 1),
        *(
            Measure(f"{each.name} ({real.extractor})", each.value, each.interval, each.basis)
            for each in distances
        ),
    )
    told = warnings_of(real, generated, {each.title: each.spread for each in hashed})
    return FeatureReport(real, generated, chosen, measures, exact, hashed, realism, told)


def _share(
    metric: str, mask: Bool[np.ndarray, " samples"] | Float[np.ndarray, " samples"]
) -> Measure:
    return Measure(metric, float(mask.mean()), bootstrap_interval(mask), SAMPLES_DRAWN)


def _exact_measures(result: PrecisionRecall) -> tuple[Measure, ...]:
    name = f"KNN {{}}, {result.neighbours} neighbours"
    return (
        _share(name.format("precision"), result.generated_accepted),
        _share(name.format("recall"), result.real_covered),
        Measure(name.format("density"), result.density, None, "none"),
        _share(name.format("coverage"), result.real_reached),
    )


def _hashed(
    method: LshNeighbours | LshOccupancy,
    pair: tuple[Array, Array],
    settings: ReportSettings,
    report: Report,
) -> Hashed:
    seeds = tuple(range(settings.seed, settings.seed + settings.seeds))
    results = []
    for turn, seed in enumerate(seeds):
        part = stage(report, turn / len(seeds), (turn + 1) / len(seeds))
        part(0.0, f"{method.title}, hash seed {seed}")
        results.append(dataclasses.replace(method, seed=seed)(*pair, report=part))
    precisions, recalls = zip(*((each.precision, each.recall) for each in results), strict=True)
    return Hashed(
        method.title,
        np.mean([each.generated_accepted for each in results], axis=0),
        np.mean([each.real_covered for each in results], axis=0),
        SeedSpread(seeds, precisions, recalls),
    )


def _hashed_measures(result: Hashed) -> tuple[Measure, ...]:
    """Return means over the seeds; the interval is that of a sample's mean verdict."""
    spread = result.spread
    found = []
    for name, shares, values, deviation in (
        ("precision", result.generated_accepted, spread.precisions, spread.precision_deviation),
        ("recall", result.real_covered, spread.recalls, spread.recall_deviation),
    ):
        measure = _share(f"{result.title} {name}", shares)
        seeds = (float(np.mean(values)), min(values), max(values), deviation)
        found.append(dataclasses.replace(measure, spread=seeds))
    return tuple(found)
