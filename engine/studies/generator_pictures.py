"""Pictures that a generator draws, described batch by batch: memory stays small at any size."""

import dataclasses
from typing import cast

import numpy as np
from jaxtyping import Float, Float32

from engine.core.jobs import Report
from engine.data.images import to_pixels
from engine.generative.latents import sample_latents
from engine.generative.models import Generator
from engine.metrics.features import Extracted, FeatureExtractor
from engine.studies.compressed_generator import draw_images
from engine.studies.generator_classes import SeenPictures
from engine.studies.own_generator_subject import MeasureSettings, Subject

FIRST_VALUES = 12_000_000
BORDER = 4
"""Pixels on each side up to which a larger picture is taken for one with a border."""


@dataclasses.dataclass(frozen=True, eq=False)
class Described:
    """Pictures as a classifier sees them.

    Attributes:
        features: Last hidden layer; no unit.
        extractor: Name of the features.
        seen: Classes and confidences.
        first: The first pictures as they were drawn, in [-1, 1].
        notes: How they were fitted to the classifier, one sentence each.
    """

    features: Float32[np.ndarray, "samples size"]
    extractor: str
    seen: SeenPictures
    first: Float[np.ndarray, "some channels height width"]
    notes: tuple[str, ...]


def described_pictures(
    subject: Subject,
    extractor: FeatureExtractor,
    settings: MeasureSettings,
    *,
    report: Report | None = None,
) -> Described:
    """Draw pictures of seeded latents and describe them with a classifier.

    Args:
        subject: Whose network draws.
        extractor: What describes them.
        settings: How many, and from which latents.
        report: Called before each batch.

    Raises:
        ValueError: If a picture is not finite.
    """
    generator = cast("Generator", subject.network)
    latents = sample_latents(settings.samples, generator.latent_size, settings.seed).numpy()
    most = max(2, min(subject.batch, FIRST_VALUES // int(np.prod(generator.image_shape))))
    found: list[Extracted] = []
    first: list[np.ndarray] = []
    kept = 0
    for start in range(0, settings.samples, subject.batch):
        if report is not None:
            report(start / settings.samples, f"{subject.title}: picture {start:,}")
        images = draw_images(
            subject.network,
            latents[start : start + subject.batch],
            truncation=settings.truncation,
            noise_seed=settings.noise_seed,
        )
        check_finite(images, subject.title)
        if kept < most:
            first.append(images[: most - kept])
            kept += len(first[-1])
        found.append(extractor(fitted(images, extractor)))
    probabilities = np.concatenate([each.probabilities for each in found])
    features = np.concatenate([each.features for each in found])
    return Described(
        features,
        extractor.title,
        SeenPictures(
            probabilities.max(axis=1).astype(np.float64),
            probabilities.argmax(axis=1),
            features.astype(np.float64),
            probabilities.shape[1],
        ),
        np.concatenate(first),
        _notes(generator.image_shape, extractor),
    )


def check_finite(images: Float[np.ndarray, "samples channels height width"], title: str) -> None:
    """Refuse pictures that hold NaN or infinity.

    Raises:
        ValueError: If a pixel is not finite.
    """
    if not np.isfinite(images).all():
        raise ValueError(
            f"every pixel must be finite, {title} draws NaN or infinity; train the generator "
            "again at a smaller rate, or choose more bits"
        )


def fitted(
    images: Float[np.ndarray, "samples channels height width"], extractor: FeatureExtractor
) -> Float[np.ndarray, "samples channels2 height2 width2"]:
    """Return drawn pictures as the classifier reads them.

    A border of up to four pixels on each side is taken away, as the recipes of this project put
    one around digits; any other size is scaled, and colour and grey become one another.
    """
    if _has_border(images.shape[1:], extractor):
        return extractor.fitted(images)
    return extractor.prepare(to_pixels(images))


def _has_border(shape: tuple[int, ...], extractor: FeatureExtractor) -> bool:
    channels, height, width = extractor.image_shape
    across, down = shape[2] - width, shape[1] - height
    return shape[0] == channels and across == down and 0 <= across <= 2 * BORDER


def _notes(shape: tuple[int, int, int], extractor: FeatureExtractor) -> tuple[str, ...]:
    if shape == extractor.image_shape:
        return ()
    channels, height, width = extractor.image_shape
    if _has_border(shape, extractor):
        return (f"The classifier reads the middle {height} x {width} pixels of each picture.",)
    names = {1: "grey", 3: "colour"}
    return (
        f"Pictures of {shape[1]} x {shape[2]} pixels in {names.get(shape[0], 'other channels')} "
        f"were scaled to {height} x {width} in {names[channels]} for the classifier.",
    )
