"""Which real samples a generator reaches, and which it loses with fewer bits (arXiv 2103.11912).

Recall is one number; here each real sample has its own verdict. A sample that the full generator
covers and the compressed one does not is *lost*; some are always lost by chance, because another
draw of latents covers others, so that share is measured beside it.
"""

import dataclasses
from collections.abc import Callable
from typing import Protocol, cast

import numpy as np
from jaxtyping import Bool, Float, Float32, Int64, UInt8
from torch import nn

from engine.core.jobs import Report
from engine.data.images import to_pixels
from engine.generative.latents import sample_latents
from engine.generative.models import Generator
from engine.metrics.features import FeatureExtractor
from engine.metrics.neighbours import Nearest, nearest
from engine.studies.compressed_generator import draw_images

STATES = ("covered", "lost", "gained", "never covered")
"""Covered by both, only by the full, only by the compressed, by neither."""
BATCH = 250
NORMAL_95 = 1.959963984540054


class Verdicts(Protocol):
    """What the study asks of a metric's result."""

    @property
    def precision(self) -> float:
        """Share of generated samples that look real."""
        ...

    @property
    def real_covered(self) -> Bool[np.ndarray, " real"]:
        """For each real sample: a generated one comes near it."""
        ...


Metric = Callable[..., Verdicts]
"""A precision and recall metric, ``metric(real, generated) -> Verdicts``."""


@dataclasses.dataclass(frozen=True, eq=False)
class GeneratedSet:
    """Pictures of one generator and what the extractor sees in them.

    Attributes:
        pixels: The pictures, 0 to 255.
        features: Their features.
        labels: The class that the classifier sees in each.
    """

    pixels: UInt8[np.ndarray, "samples channels height width"]
    features: Float32[np.ndarray, "samples size"]
    labels: Int64[np.ndarray, " samples"]


def generated_set(
    network: nn.Module,
    extractor: FeatureExtractor,
    *,
    count: int,
    seed: int,
    report: Report | None = None,
) -> GeneratedSet:
    """Draw pictures from seeded latents and describe them.

    The same count and seed give the same latents to every generator, full or compressed.

    Args:
        network: A generator of ``engine.generative`` in evaluation mode.
        extractor: What describes the pictures.
        count: How many.
        seed: Seed of the latents.
        report: Told the share done of the drawing, then of the describing.
    """
    size = cast("Generator", network).latent_size
    images = draw_images(network, sample_latents(count, size, seed).numpy(), report=report)
    features, labels = [], []
    for start in range(0, count, BATCH):
        if report is not None:
            report(start / count, f"describing picture {start + 1} of {count}")
        found = extractor(extractor.fitted(images[start : start + BATCH]))
        features.append(found.features)
        labels.append(found.labels)
    return GeneratedSet(to_pixels(images), np.concatenate(features), np.concatenate(labels))


@dataclasses.dataclass(frozen=True, eq=False)
class ClassRecall:
    """Recall of one generator for each class, with 95 % Wilson intervals.

    Attributes:
        recall: Share of the class's real samples that are covered; NaN without samples.
        low: Lower end of the interval.
        high: Upper end.
        count: Real samples of the class.
    """

    recall: Float[np.ndarray, " classes"]
    low: Float[np.ndarray, " classes"]
    high: Float[np.ndarray, " classes"]
    count: Int64[np.ndarray, " classes"]


@dataclasses.dataclass(frozen=True, eq=False)
class CoverageMap:
    """The verdict on each real sample before and after compression.

    Attributes:
        state: Index into ``STATES`` of each real sample.
        full: Recall by class of the full generator.
        compressed: Recall by class of the compressed one.
        lost_share: Share of all samples that only the full generator covers.
        gained_share: Share that only the compressed one covers.
    """

    state: Int64[np.ndarray, " real"]
    full: ClassRecall
    compressed: ClassRecall
    lost_share: float
    gained_share: float


def class_recall(
    labels: Int64[np.ndarray, " real"], covered: Bool[np.ndarray, " real"], classes: int
) -> ClassRecall:
    """Return recall by class; the interval is Wilson's (1927), which stays within 0 and 1."""
    count = np.bincount(labels, minlength=classes)
    hits = np.bincount(labels, weights=covered, minlength=classes)
    square = NORMAL_95**2
    with np.errstate(invalid="ignore", divide="ignore"):
        share = hits / count
        middle = (hits + square / 2) / (count + square)
        spread = np.sqrt(count * share * (1 - share) + square / 4) * NORMAL_95 / (count + square)
    empty = count == 0
    low, high = middle - spread, middle + spread
    low[empty], high[empty] = np.nan, np.nan
    return ClassRecall(share, low.clip(0, 1), high.clip(0, 1), count)


def coverage_map(
    labels: Int64[np.ndarray, " real"],
    full: Bool[np.ndarray, " real"],
    compressed: Bool[np.ndarray, " real"],
    *,
    classes: int = 10,
) -> CoverageMap:
    """Return what became of each real sample when the generator was compressed.

    Args:
        labels: Class of each real sample.
        full: Whether the full generator covers it.
        compressed: Whether the compressed one does.
        classes: Number of classes.

    >>> yes, no = True, False
    >>> found = coverage_map(np.array([0, 0, 1, 1]), np.array([yes, yes, no, no]),
    ...                      np.array([yes, no, yes, no]), classes=2)
    >>> [STATES[each] for each in found.state]
    ['covered', 'lost', 'gained', 'never covered']
    >>> found.full.recall, found.compressed.recall
    (array([1., 0.]), array([0.5, 0.5]))
    """
    state = np.where(full, np.where(compressed, 0, 1), np.where(compressed, 2, 3))
    return CoverageMap(
        state,
        class_recall(labels, full, classes),
        class_recall(labels, compressed, classes),
        float((state == STATES.index("lost")).mean()),
        float((state == STATES.index("gained")).mean()),
    )


def nearest_generated(
    sample: Float[np.ndarray, " size"], generated: GeneratedSet, count: int
) -> Nearest:
    """Return the generated pictures nearest to one real sample, in feature space."""
    return nearest(sample[None], generated.features, count=count)
