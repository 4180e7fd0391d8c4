"""A generator in full and compressed, measured against real pictures by every metric.

Both networks draw the same latents and are judged by the same real samples, so that a change of a
share has a paired interval (arXiv 2103.11912 asks what compression does to precision and recall).
"""

import dataclasses
from collections.abc import Iterator

import numpy as np
from jaxtyping import Bool, Float

from engine.core.jobs import Report
from engine.metrics.features import load_extractor
from engine.metrics.progress import stage
from engine.studies.compressed_generator import Compression, compress
from engine.studies.coverage_map import Difference, paired_difference
from engine.studies.feature_measures import FeatureReport, ReportSettings, measure_features
from engine.studies.generator_classes import TradeOff, trade_off
from engine.studies.generator_comparison import ImageComparison, compare_images
from engine.studies.generator_pictures import Described, described_pictures
from engine.studies.own_generator_subject import MeasureSettings, Subject
from engine.studies.sample_set import SampleSet, reference_set

FULL, COMPRESSED = "full precision", "compressed"


@dataclasses.dataclass(frozen=True)
class Changed:
    """One number before and after.

    Attributes:
        metric: Its name, with the features where they matter.
        full: In full precision; no unit.
        compressed: After compression.
        change: Compressed minus full with a paired 95 % interval, or None where there is none.
    """

    metric: str
    full: float
    compressed: float
    change: Difference | None

    @property
    def moved(self) -> float:
        """Compressed minus full."""
        return self.compressed - self.full


@dataclasses.dataclass(frozen=True, eq=False)
class GeneratorReport:
    """What compression did to a generator, judged by real pictures.

    Attributes:
        subject: The generator.
        compression: What was done to it.
        data: Image set of the real pictures.
        settings: How much was drawn.
        full: Every metric in full precision.
        compressed: The same after compression.
        changed: Each number before and after, those of ``full.measures`` in their order.
        seen: Confidence, classes and distances as the classifier sees them.
        compared: Drift, contrast and variety of the first pictures.
        packed_bytes: Size with packed codes and scales.
        full_bytes: Size of all tensors as float32.
        bits_per_weight: Stored bits for each quantized weight.
    """

    subject: Subject
    compression: Compression
    data: str
    settings: MeasureSettings
    full: FeatureReport
    compressed: FeatureReport
    changed: tuple[Changed, ...]
    seen: TradeOff
    compared: ImageComparison
    packed_bytes: int
    full_bytes: int
    bits_per_weight: float

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a reader must know of either network, each sentence once."""
        found = dict.fromkeys((*self.full.warnings, *self.compressed.warnings))
        if self.compared.collapsed:
            blank = "The compressed pictures are blank or all the same: precision says nothing."
            found = {blank: None, **found}
        return tuple(found)


def measure_generator(
    subject: Subject,
    compression: Compression,
    data: str,
    settings: MeasureSettings | None = None,
    *,
    report: Report | None = None,
) -> GeneratorReport:
    """Return every metric of a generator before and after compression.

    Args:
        subject: The generator.
        compression: What is done to its copy.
        data: Whose test images stand on the other side: ``"mnist"`` or ``"cifar10"``.
        settings: How much is drawn.
        report: Told the share done.

    Raises:
        NotFoundError: If no reference features or classifier of the set ship.
        ValueError: If a network draws pictures that are not finite.
    """
    chosen = settings or MeasureSettings()
    real = reference_set(data)
    made = compress(subject.network, compression, report=stage(report, 0.0, 0.05))
    pictures = []
    for place, (name, network) in enumerate(((FULL, subject.network), (COMPRESSED, made.network))):
        part = stage(report, 0.05 + 0.25 * place, 0.3 + 0.25 * place)
        drawn = dataclasses.replace(subject, title=f"{subject.title}, {name}", network=network)
        pictures.append(described_pictures(drawn, load_extractor(data), chosen, report=part))
    reports = [
        measure_features(
            real,
            _samples(subject, each, name),
            ReportSettings(samples=chosen.samples, seeds=chosen.seeds, seed=chosen.seed),
            report=stage(report, 0.55 + 0.2 * place, 0.75 + 0.2 * place),
        )
        for place, (name, each) in enumerate(zip((FULL, COMPRESSED), pictures, strict=True))
    ]
    stage(report, 0.0, 1.0)(0.96, "comparing both")
    full, compressed = reports
    return GeneratorReport(
        subject,
        compression,
        data,
        chosen,
        full,
        compressed,
        changes(full, compressed),
        trade_off(pictures[0].seen, pictures[1].seen),
        compare_images(pictures[0].first, pictures[1].first),
        made.packed_bytes,
        made.full_bytes,
        made.bits_per_weight,
    )


def _samples(subject: Subject, drawn: Described, name: str) -> SampleSet:
    return SampleSet(
        title=f"{subject.title}, {name}",
        features=drawn.features,
        rows=np.arange(len(drawn.features)),
        extractor=drawn.extractor,
        sha256=subject.sha256,
        notes=drawn.notes,
    )


def changes(full: FeatureReport, compressed: FeatureReport) -> tuple[Changed, ...]:
    """Return each number of two reports side by side, those on the same samples with intervals.

    Args:
        full: Of the full network.
        compressed: Of the compressed one, drawn from the same latents, judged by the same reals.
    """
    pairs = {name: (one, two) for (name, one), (_, two) in zip(
        _verdicts(full), _verdicts(compressed), strict=True
    )}  # fmt: skip
    return tuple(
        Changed(
            one.metric,
            one.value,
            two.value,
            paired_difference(*pairs[one.metric]) if one.metric in pairs else None,
        )
        for one, two in zip(full.measures, compressed.measures, strict=True)
    )


def _verdicts(
    report: FeatureReport,
) -> Iterator[tuple[str, Bool[np.ndarray, " samples"] | Float[np.ndarray, " samples"]]]:
    """Yield the verdicts whose mean is a number of the report, by its name."""
    for exact in report.exact:
        tail = f", {exact.neighbours} neighbours"
        yield f"KNN precision{tail}", exact.generated_accepted
        yield f"KNN recall{tail}", exact.real_covered
        yield f"KNN coverage{tail}", exact.real_reached
    for hashed in report.hashed:
        yield f"{hashed.title} precision", hashed.generated_accepted
        yield f"{hashed.title} recall", hashed.real_covered
    yield "realism, mean", report.realism
    yield "realism of 1 or more, share", report.realism >= 1
