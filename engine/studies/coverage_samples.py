"""Draw pictures, describe them, and say which real samples they come near."""

import dataclasses
from collections.abc import Mapping
from typing import Any, Protocol, cast

import numpy as np
from jaxtyping import Bool, Float, Float32, Int64, UInt8
from torch import nn

from engine.core.jobs import Report
from engine.data.images import to_pixels
from engine.generative.latents import sample_latents
from engine.generative.models import Generator, load_generator
from engine.metrics.features import FeatureExtractor, load_extractor
from engine.metrics.lsh_neighbours import LshNeighbours
from engine.metrics.lsh_occupancy import LshOccupancy
from engine.metrics.neighbours import nearest
from engine.metrics.precision_recall import ExactNeighbours, PrecisionRecall
from engine.metrics.references import Reference, reference_features
from engine.studies.compressed_generator import Compression, compress, draw_images
from engine.studies.coverage_table import (
    GENERATED,
    NEAREST,
    REAL,
    CoverageChoice,
    Judged,
    Verdict,
)
from engine.studies.layer_configurations import configuration

BATCH = 250


class Measured(Protocol):
    """What the study asks of a metric's result."""

    @property
    def precision(self) -> float:
        """Share of generated samples that look real."""
        ...

    @property
    def real_covered(self) -> Bool[np.ndarray, " real"]:
        """For each real sample: a generated one comes near it."""
        ...


@dataclasses.dataclass(frozen=True, eq=False)
class GeneratedSet:
    """Pictures of one generator and what the extractor sees in them.

    Attributes:
        pixels: The pictures, 0 to 255.
        features: Their features.
        labels: The class that the classifier sees in each.
        confidences: Probability of that class.
    """

    pixels: UInt8[np.ndarray, "samples channels height width"]
    features: Float32[np.ndarray, "samples size"]
    labels: Int64[np.ndarray, " samples"]
    confidences: Float32[np.ndarray, " samples"]


def generated_set(
    network: nn.Module,
    extractor: FeatureExtractor,
    latents: Float[np.ndarray, "samples latent"],
    *,
    report: Report | None = None,
) -> GeneratedSet:
    """Draw one picture for each latent and describe it.

    Args:
        network: A generator of ``engine.generative`` in evaluation mode.
        extractor: What describes the pictures.
        latents: Where it starts; standard normal.
        report: Told the share done of the drawing, then of the describing.
    """
    images = draw_images(network, latents, report=report)
    features, labels, confidences = [], [], []
    for start in range(0, len(images), BATCH):
        if report is not None:
            report(start / len(images), f"describing picture {start + 1} of {len(images)}")
        found = extractor(extractor.fitted(images[start : start + BATCH]))
        features.append(found.features)
        labels.append(found.labels)
        confidences.append(found.probabilities.max(1))
    parts = (features, labels, confidences)
    return GeneratedSet(to_pixels(images), *(np.concatenate(each) for each in parts))


def coverage_latents(network: nn.Module, seed: int) -> Float[np.ndarray, "samples latent"]:
    """Return the latents whose pictures are judged; full and compressed share them."""
    return sample_latents(GENERATED, cast("Generator", network).latent_size, seed).numpy()


def coverage_metrics(neighbours: int) -> dict[str, Any]:
    """Return the three metrics by title."""
    exact = ExactNeighbours(neighbours=neighbours)
    hashed = LshNeighbours(neighbours=neighbours)
    return {each.title: each for each in (exact, hashed, LshOccupancy())}


def generator_of(choice: CoverageChoice) -> nn.Module:
    """Return the generator that a choice names, compressed unless its bits are 32."""
    network = load_generator(choice.generator).network
    if choice.bits == 32:
        return network
    method = configuration(choice.method).at(choice.bits, choice.granularity)
    return compress(network, Compression(method)).network


def judged(
    real: Float[np.ndarray, "real size"],
    generated: GeneratedSet,
    metrics: Mapping[str, Any],
    *,
    report: Report | None = None,
) -> Judged:
    """Return each metric's verdict on every real sample, and the nearest pictures.

    Args:
        real: Features of the real samples.
        generated: Pictures of one generator.
        metrics: Metrics by title.
        report: Told what is being measured; the metrics have their own shares.
    """
    verdicts: dict[str, Verdict] = {}
    radii = np.zeros(0, np.float16)
    for title, metric in metrics.items():
        found: Measured = metric(real, generated.features, report=report)
        verdicts[title] = Verdict(found.real_covered, found.precision)
        if isinstance(found, PrecisionRecall):
            radii = found.generated_radii.astype(np.float16)
    near = nearest(real, generated.features, count=NEAREST, report=report)
    return Judged(verdicts, near.indices.astype(np.uint16), radii)


def measure(choice: CoverageChoice, *, report: Report | None = None) -> Judged:
    """Judge the generator of a choice against the real test samples, with all three metrics."""
    extractor, real = _surroundings(choice)
    network = generator_of(choice)
    drawn = generated_set(
        network, extractor, coverage_latents(network, choice.seed), report=report
    )
    return judged(real, drawn, coverage_metrics(choice.neighbours), report=report)


def nearest_pictures(
    choice: CoverageChoice, network: nn.Module, places: Int64[np.ndarray, " some"]
) -> GeneratedSet:
    """Draw only some of the pictures that a choice was judged by.

    Args:
        choice: What was judged.
        network: Its generator, from :func:`generator_of`.
        places: Rows of its latents.
    """
    extractor, _ = _surroundings(choice)
    return generated_set(network, extractor, coverage_latents(network, choice.seed)[places])


def _surroundings(
    choice: CoverageChoice,
) -> tuple[FeatureExtractor, Float32[np.ndarray, "real size"]]:
    reference: Reference = reference_features(choice.data)
    return load_extractor(choice.data), reference.features[reference.rows("test", REAL)]
